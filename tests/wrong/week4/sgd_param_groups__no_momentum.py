# fails: homework_groups, steps_like_sgd
"""Momentum is left out everywhere, so it is 0."""

import torch


def build_optimizer(parameters):
    sgd = torch.optim.SGD([{"params": parameters[0], "lr": 1e-2}], lr=1e-2)
    sgd.add_param_group({"params": parameters[1], "lr": 2e-2})
    sgd.add_param_group({"params": parameters[2], "lr": 3e-2})
    return sgd


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
