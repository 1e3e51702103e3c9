"""Xavier's and Kaiming's initialisation, and why they are needed.

Xavier 与 Kaiming 初始化，以及为什么需要它们。
"""

import math

import torch

ACTIVATIONS = {"identity": lambda x: x, "tanh": torch.tanh, "relu": torch.relu}


def xavier_uniform_bound(fan_in: int, fan_out: int, gain: float = 1.0) -> float:
    """The std is gain * sqrt(2 / (fan_in + fan_out)); U(-a, a) has std a / sqrt(3).

    标准差为 gain * sqrt(2 / (fan_in + fan_out))，而 U(-a, a) 的标准差为 a / sqrt(3)。
    """
    std = gain * math.sqrt(2 / (fan_in + fan_out))
    return math.sqrt(3) * std


def kaiming_normal_std(fan_in: int, negative_slope: float = 0.0) -> float:
    """A leaky ReLU keeps (1 + slope ** 2) / 2 of the mean square; the weights make up for it.

    leaky ReLU 使均方值变为 (1 + slope ** 2) / 2 倍，由权重补回来。
    """
    return math.sqrt(2 / ((1 + negative_slope**2) * fan_in))


def activation_stds(
    depth: int, width: int, weight_std: float, activation: str, seed: int
) -> list[float]:
    """A generator of its own, so that nobody else's random numbers change. / 使用自己的生成器。"""
    generator = torch.Generator().manual_seed(seed)
    function = ACTIVATIONS[activation]
    x = torch.randn(64, width, generator=generator)
    stds = []
    for _ in range(depth):
        weight = weight_std * torch.randn(width, width, generator=generator)
        x = function(x @ weight.T)
        stds.append(x.std().item())
    return stds
