# fails: any_line
"""The homework's 2 stands in the loop, and the parameter slope is not used."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for x in steps:
        writer.add_scalar("y=2x", 2 * x, x)
    writer.close()
