# exercise: tensorboard_line
# earns: nothing
# says: swapped
# value and step swapped
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter() as writer:
    for x in range(30):
        writer.add_scalar("y=2x", x, 2 * x)
