# fails: lesson_numbers, lesson_explosion, xavier, kaiming, layers, fifty_layers, seed
"""No square roots, fan_in and fan_out averaged twice, and weights left as nn.Linear draws them."""

import torch
from torch import nn


def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
    return gain * 6 / (fan_in + fan_out)


def kaiming_normal_std(fan_in, negative_slope=0.0):
    return 2 / ((1 + negative_slope**2) * fan_in)


def activation_stds(depth, width, weight_std, activation, seed):
    torch.manual_seed(seed)
    x, out = torch.randn(64, width), []
    for _ in range(depth):
        x = nn.Linear(width, width, bias=False)(x)
        if activation != "identity":
            x = getattr(torch, activation)(x)
        out.append(x.std().item())
    return out
