# exercise: tensorboard_line
# earns: homework_curve
# says: 第五周作业/代码/y=2x.py was graded as a script
from tools.steps import STEPS
from torch.utils.tensorboard import SummaryWriter

with SummaryWriter() as writer:
    for x in STEPS:
        writer.add_scalar("y=2x", 2 * x, x)
