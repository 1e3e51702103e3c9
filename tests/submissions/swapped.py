# exercise: tensorboard_line
# earns: nothing
# says: value and step are in each other's place
# writes x at step 2x
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter() as writer:
    for x in range(30):
        writer.add_scalar("y=2x", x, 2 * x)
