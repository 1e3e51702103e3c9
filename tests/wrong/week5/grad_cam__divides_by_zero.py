# fails: any_cam, any_grad_cam
"""A map without differences becomes NaN."""

import torch
from torch import Tensor, nn


def cam(features: Tensor, fc_weight: Tensor, class_index: int) -> Tensor:
    weights = fc_weight[class_index].view(-1, 1, 1)
    return _scaled((weights * features).sum(dim=0))


def grad_cam(model: nn.Module, layer: nn.Module, image: Tensor, class_index: int) -> Tensor:
    kept = []

    def keep(module, inputs, output):
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
    low, high = values.min(), values.max()
    return (values - low) / (high - low)
