"""add_scalars puts the curve into a sub-run of its own, beside another curve of the lesson."""

import os

from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(os.path.join(log_dir, "第五周", "run1"), filename_suffix="_y2x")
    for x in steps:
        writer.add_scalars("data/line", {"y": slope * x, "x": x}, x)
    writer.close()
