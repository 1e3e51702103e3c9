# fails: any_line
"""enumerate counts the points, and the count is written as the step in place of x."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    for i, x in enumerate(steps):
        writer.add_scalar("line", slope * x, i)
    writer.close()
