# fails: homework_curve, any_line, closes_the_writer
"""The global step is left out, so all points lie on step 0."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    with SummaryWriter(log_dir=log_dir) as writer:
        for x in steps:
            writer.add_scalar("y = 2x", slope * x)
