"""Feature maps and kernels of AlexNet's first convolution, as pictures in TensorBoard.

AlexNet 第一个卷积层的特征图与卷积核，写成 TensorBoard 图像。
"""

import torch
from torch import Tensor, nn
from torch.utils.tensorboard import SummaryWriter
from torchvision.utils import make_grid


def conv1_feature_maps(model: nn.Module, image: Tensor) -> Tensor:
    """A clone is out of reach of the ReLU in place. / 原地 ReLU 改不到 clone 出来的张量。"""
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
    """(1, C, h, w) becomes C grey images (C, 1, h, w). / 把通道当作批：C 幅灰度图。"""
    _log_grid(log_dir, "conv1/maps", conv1_feature_maps(model, image).transpose(0, 1))


def log_kernels(log_dir: str, model: nn.Module) -> None:
    """Kernels of three channels are colour images as they are. / 三通道的卷积核就是彩色图。"""
    _log_grid(log_dir, "conv1/kernels", model.features[0].weight.detach())


def _log_grid(log_dir: str, tag: str, images: Tensor) -> None:
    """make_grid scales copies, each on its own. / make_grid 缩放的是副本，每幅各自缩放。"""
    with SummaryWriter(log_dir) as writer:
        writer.add_image(tag, make_grid(images, nrow=8, padding=2, normalize=True, scale_each=True))
