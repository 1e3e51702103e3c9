# fails: any_grid, any_picture
"""A batch of one gets a frame too."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.utils.tensorboard import SummaryWriter
from torchvision.utils import make_grid


def make_batch_grid(images: Tensor, nrow: int = 4, padding: int = 2) -> Tensor:
    """make_grid does all of it. / make_grid 已经完成全部工作。"""
    if len(images) == 1:
        return make_grid(images.repeat(2, 1, 1, 1), nrow=2, padding=padding)[
            ..., : images.shape[3] + 2 * padding
        ]
    return make_grid(images, nrow=nrow, padding=padding)


def log_batch(log_dir: str, images: Tensor, nrow: int = 4, padding: int = 2) -> None:
    """A grid is one image (3, H, W): add_image, not add_images. / 网格是一幅图像，用 add_image。"""
    with SummaryWriter(log_dir) as writer:
        writer.add_image("batch", make_batch_grid(images, nrow, padding), global_step=0)


def log_normalized_batch(
    log_dir: str, images: Tensor, mean: Sequence[float], std: Sequence[float], nrow: int = 4
) -> None:
    """x = normalised * std + mean, before the grid puts its black frame around.

    先还原 x = 归一化值 * std + mean，再拼成带黑色边框的网格。
    """
    per_channel = (1, -1, 1, 1)
    originals = images * torch.tensor(std).view(per_channel) + torch.tensor(mean).view(per_channel)
    log_batch(log_dir, originals.clamp(0, 1), nrow)
