"""Learning rates and momentum come from numpy, and print shows each group as one dict."""

import numpy as np
import torch

RATES = np.linspace(0.01, 0.03, 3)
MOMENTA = np.array([0.9, 0.8, 0.7])


def build_optimizer(parameters):
    groups = [
        {"params": list(params), "lr": float(lr), "momentum": float(momentum)}
        for params, lr, momentum in zip(parameters, RATES, MOMENTA, strict=True)
    ]
    optimizer = torch.optim.SGD(groups[:1], lr=1.0)
    list(map(optimizer.add_param_group, groups[1:]))
    return optimizer


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        print(group)
