# fails: uses_add_param_group
"""The constructor gets all three groups at once: right groups, but not through the method."""

import torch


def build_optimizer(parameters):
    rates, momenta = [0.01, 0.02, 0.03], [0.9, 0.8, 0.7]
    groups = [
        {"params": params, "lr": lr, "momentum": momentum}
        for params, lr, momentum in zip(parameters, rates, momenta, strict=True)
    ]
    return torch.optim.SGD(groups, lr=0.1)


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
