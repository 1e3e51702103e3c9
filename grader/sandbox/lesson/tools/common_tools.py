"""Seeds, and transformed pictures turned back into pictures."""

from __future__ import annotations

import random

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torchvision import transforms


def set_seed(seed: int = 1) -> None:
    """Seed Python, numpy and torch."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def transform_invert(img_: Tensor, transform_train: object) -> Image.Image:
    """The picture, (C, H, W), as it was before `Normalize` and `ToTensor`."""
    pixels = img_.detach().clone()
    for step in getattr(transform_train, "transforms", []):
        if isinstance(step, transforms.Normalize):
            mean, std = torch.as_tensor(step.mean), torch.as_tensor(step.std)
            pixels = pixels * std[:, None, None] + mean[:, None, None]
    picture: Image.Image = transforms.ToPILImage()(pixels.clamp(0, 1))
    return picture
