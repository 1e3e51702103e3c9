"""The grid by hand, as uint8 and channels last, written with tensorboardX."""

import numpy as np
import torch
from tensorboardX import SummaryWriter


def make_batch_grid(images, nrow=4, padding=2):
    count, channels, height, width = images.shape
    if channels == 1:
        images = images.expand(count, 3, height, width)
    if count == 1:
        return images[0]
    columns = min(nrow, count)
    rows = (count + columns - 1) // columns
    cell_height, cell_width = height + padding, width + padding
    grid = torch.zeros(3, rows * cell_height + padding, columns * cell_width + padding)
    for k in range(count):
        top = k // columns * cell_height + padding
        left = k % columns * cell_width + padding
        grid[:, top : top + height, left : left + width] = images[k]
    return grid


def log_batch(log_dir, images, nrow=4, padding=2):
    grid = make_batch_grid(images, nrow, padding).numpy()
    picture = np.rint(255 * grid).astype(np.uint8).transpose(1, 2, 0)
    writer = SummaryWriter(log_dir)
    writer.add_image("train/batch", picture, 3, dataformats="HWC")
    writer.close()


def log_normalized_batch(log_dir, images, mean, std, nrow=4):
    restored = np.stack(
        [images[:, c].numpy() * std[c] + mean[c] for c in range(images.shape[1])], axis=1
    )
    log_batch(log_dir, torch.from_numpy(restored.clip(0, 1)).float(), nrow)
