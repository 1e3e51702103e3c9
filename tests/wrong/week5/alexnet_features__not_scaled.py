# fails: any_picture, homework_kernels, any_kernels
"""The values are written as they are."""

import torch
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter
from torchvision.utils import make_grid


def conv1_feature_maps(model: nn.Module, image: Tensor) -> Tensor:
    kept = []
    handle = model.features[0].register_forward_hook(
        lambda module, args, output: kept.append(output.clone())
    )
    try:
        with torch.no_grad():
            model(image)
    finally:
        handle.remove()
    return kept[0]


def log_feature_maps(log_dir: str, model: nn.Module, image: Tensor) -> None:
    _log_grid(log_dir, "conv1/maps", conv1_feature_maps(model, image).transpose(0, 1))


def log_kernels(log_dir: str, model: nn.Module) -> None:
    _log_grid(log_dir, "conv1/kernels", model.features[0].weight.detach())


def _log_grid(log_dir: str, tag: str, images: Tensor) -> None:
    with SummaryWriter(log_dir) as writer:
        writer.add_image(tag, make_grid(images, nrow=8, padding=2))
