# exercise: tensorboard_line
# earns: nothing
# says: several points on one step
# one tag for three curves
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter()
for i in range(10):
    for y in (2 * i, 2**i, i * i):
        writer.add_scalar("curve", y, i)
writer.close()
