# exercise: tensorboard_line
# earns: homework_curve
# says: left a writer open
# never closed, pow(2, x) and a group of scalars beside it, as in the lesson
import numpy as np
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter(comment="test_tensorboard")
for x in range(100):
    writer.add_scalar("y=2x", x * 2, x)
    writer.add_scalar("y=pow(2, x)", 2**x, x)
    writer.add_scalars("data/scalar_group", {"xsinx": x * np.sin(x), "xcosx": x * np.cos(x)}, x)
