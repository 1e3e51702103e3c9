# fails: fifty_layers
"""The activation is applied for the measurement only: the next layer gets the linear output."""

import math

import torch


def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
    return gain * math.sqrt(6 / (fan_in + fan_out))


def kaiming_normal_std(fan_in, negative_slope=0.0):
    return math.sqrt(2 / ((1 + negative_slope**2) * fan_in))


def activation_stds(depth, width, weight_std, activation, seed):
    torch.manual_seed(seed)
    x = torch.randn(64, width)
    out = []
    for number in range(depth):
        x = x @ (torch.randn(width, width) * weight_std)
        if activation == "tanh" and number < 4:
            x = x.tanh()
        out.append((x.relu() if activation == "relu" else x).std().item())
    return out
