# fails: homework_curve, any_line, closes_the_writer
"""The events go to a folder of its own choice: log_dir is not used."""

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(comment="test_tensorboard")
    for x in steps:
        writer.add_scalar("y=2x", slope * x, x)
    writer.close()
