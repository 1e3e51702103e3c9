# fails: homework_curve, any_line, closes_the_writer
"""The other curve of the lesson: 2 to the power of x."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for x in steps:
        writer.add_scalar("y=pow(2, x)", 2**x, x)
    writer.flush()
