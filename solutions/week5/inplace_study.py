"""What ReLU(inplace=True) does to the feature map that a hook has kept.

ReLU(inplace=True) 对 hook 保存的特征图做了什么。
"""

import copy

import torch
from torch import Tensor, nn


def with_inplace(model: nn.Module, inplace: bool) -> nn.Module:
    """A deep copy, every ReLU of it changed. / 深拷贝，其中每个 ReLU 都改。"""
    changed = copy.deepcopy(model)
    for module in changed.modules():
        if isinstance(module, nn.ReLU):
            module.inplace = inplace
    return changed


def raw_hook_output(model: nn.Module, image: Tensor) -> Tensor:
    """The tensor that the hook was given, looked at after the pass.

    hook 得到的张量，在前向传播结束之后再看。
    """
    kept = []
    convolution = next(module for module in model.modules() if isinstance(module, nn.Conv2d))
    handle = convolution.register_forward_hook(lambda module, args, output: kept.append(output))
    try:
        with torch.no_grad():
            model(image)
    finally:
        handle.remove()
    return kept[0]


def study(model: nn.Module, image: Tensor) -> dict[str, float | bool]:
    """Two copies, one image. / 两份副本，同一张图像。"""
    maps, outputs = {}, {}
    for inplace in (True, False):
        changed = with_inplace(model, inplace).eval()
        maps[inplace] = raw_hook_output(changed, image)
        with torch.no_grad():
            outputs[inplace] = changed(image)
    return {
        "inplace_true_min": maps[True].min().item(),
        "inplace_false_min": maps[False].min().item(),
        "negative_fraction_true": (maps[True] < 0).float().mean().item(),
        "negative_fraction_false": (maps[False] < 0).float().mean().item(),
        "maps_equal": torch.equal(maps[True], maps[False]),
        "relu_of_false_equals_true": torch.allclose(torch.relu(maps[False]), maps[True]),
        "model_outputs_equal": torch.allclose(outputs[True], outputs[False]),
    }
