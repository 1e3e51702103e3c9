# exercise: tensorboard_line
# earns: nothing
# says: (1, 3)
# 3 * i under the tag y=2x
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter() as writer:
    for i in range(30):
        writer.add_scalar("y=2x", 3 * i, i)
