# fails: homework_curve, any_line, closes_the_writer
"""The square of x instead of twice x."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for x in steps:
        writer.add_scalar("y", x**2, x)
    writer.close()
