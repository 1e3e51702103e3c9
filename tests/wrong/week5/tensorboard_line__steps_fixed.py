# fails: any_line
"""The lesson's range(100) stands in the loop, and the parameter steps is not used."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir)
    max_epoch = 100
    for x in range(max_epoch):
        writer.add_scalar("y=2x", slope * x, x)
    writer.close()
