"""Two writers in two folders, the second for the square; tensors as values, newest step first."""

from pathlib import Path

import torch
from torch.utils import tensorboard


def draw_line(log_dir, slope=2.0, steps=range(100)):
    x = torch.as_tensor(sorted(steps, reverse=True))
    curves = {"line": slope * x.double(), "square": x.double() ** 2}
    for name, values in curves.items():
        with tensorboard.SummaryWriter(Path(log_dir) / name) as writer:
            for step, value in zip(x.tolist(), values, strict=True):
                writer.add_scalar("y", value, step, new_style=True)
