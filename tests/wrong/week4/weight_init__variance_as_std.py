# fails: layers, fifty_layers
"""The weights are drawn with variance weight_std: its square root is their std."""

import math

import torch


def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
    return gain * math.sqrt(6 / (fan_in + fan_out))


def kaiming_normal_std(fan_in, negative_slope=0.0):
    return math.sqrt(2 / ((1 + negative_slope**2) * fan_in))


def activation_stds(depth, width, weight_std, activation, seed):
    f = {"identity": torch.nn.Identity(), "tanh": torch.tanh, "relu": torch.relu}[activation]
    torch.manual_seed(seed)
    x = torch.randn(64, width)
    out = []
    for _ in range(depth):
        x = f(x @ (torch.randn(width, width) * weight_std**0.5))
        out.append(x.std().item())
    return out
