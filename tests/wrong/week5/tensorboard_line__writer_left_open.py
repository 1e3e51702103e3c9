# fails: closes_the_writer
"""The writer is neither closed nor flushed, as in several scripts of the lessons."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for x in steps:
        writer.add_scalar("y=2x", slope * x, x)
