# fails: homework_curve, any_line, closes_the_writer
"""The curve is drawn as a picture: there is no scalar in the event file."""

import numpy as np
from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    picture = np.zeros((3, 64, 64), dtype=np.uint8)
    for x in steps:
        picture[:, 63 - int(slope * x) % 64, x % 64] = 255
    with SummaryWriter(log_dir) as writer:
        writer.add_image("y=2x", picture)
