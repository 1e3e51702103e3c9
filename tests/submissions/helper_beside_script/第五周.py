# exercise: tensorboard_line
# earns: homework_curve
# says: 第五周.py was graded as a script
# a helper module beside the script, which must not be run as a script itself
from curve import points
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter() as writer:
    for x, y in points():
        writer.add_scalar("y=2x", y, x)
