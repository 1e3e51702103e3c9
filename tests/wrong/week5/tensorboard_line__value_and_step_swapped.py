# fails: homework_curve, any_line, closes_the_writer
"""add_scalar gets x as the value and y as the step."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for x in steps:
        writer.add_scalar("y=2*x", x, int(slope * x))
    writer.close()
