# fails: homework_curve, any_line, closes_the_writer
"""Every point has a tag of its own: a hundred series of one point each."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for x in steps:
        y = slope * x
        writer.add_scalar(f"y={y}", y, x)
    writer.close()
