"""CAM and Grad-CAM: which places of an image speak for a class.

CAM 与 Grad-CAM：图像的哪些位置支持某个类别。
"""

import torch
from torch import Tensor, nn


def cam(features: Tensor, fc_weight: Tensor, class_index: int) -> Tensor:
    """One weight for each channel of the class. / 一个类别对每个通道有一个权重。"""
    weights = fc_weight[class_index].view(-1, 1, 1)
    return _scaled((weights * features).sum(dim=0))


def grad_cam(model: nn.Module, layer: nn.Module, image: Tensor, class_index: int) -> Tensor:
    """The hook keeps the output and passes a clone on, which a ReLU in place may change.

    hook 保存 output 并返回其 clone：后面的原地 ReLU 改动的是 clone。
    """
    kept = []

    def keep(_module: nn.Module, _args: tuple[Tensor, ...], output: Tensor) -> Tensor:
        kept.append(output)
        return output.clone()

    handle = layer.register_forward_hook(keep)
    try:
        score = model(image)[0, class_index]
    finally:
        handle.remove()
    maps = kept[0]
    (gradient,) = torch.autograd.grad(score, maps)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    return _scaled(torch.relu((weights * maps).sum(dim=1)[0])).detach()


def _scaled(values: Tensor) -> Tensor:
    """To [0, 1]; zeros where there is nothing to tell apart. / 缩放到 [0, 1]；处处相等时为零。"""
    low, high = values.min(), values.max()
    return torch.zeros_like(values) if low == high else (values - low) / (high - low)
