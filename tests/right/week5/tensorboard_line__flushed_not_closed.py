"""The writer is flushed and never closed; values are numpy scalars."""

import numpy as np
from torch.utils.tensorboard import SummaryWriter


def draw_line(log_dir, slope=2.0, steps=range(100)):
    writer = SummaryWriter(log_dir, flush_secs=1000)
    xs = np.fromiter(steps, dtype=np.int64)
    for x, y in zip(xs, np.multiply(slope, xs), strict=True):
        writer.add_scalar("y = slope * x", y, int(x))
    writer.flush()
