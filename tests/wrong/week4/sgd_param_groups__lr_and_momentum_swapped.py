# fails: homework_groups, steps_like_sgd
"""Learning rate and momentum are in each other's place."""

import torch


def build_optimizer(parameters):
    optimizer = torch.optim.SGD(parameters[0], 0.9, 0.01)
    for params, lr, momentum in zip(parameters[1:], (0.8, 0.7), (0.02, 0.03), strict=True):
        optimizer.add_param_group({"params": params, "lr": lr, "momentum": momentum})
    return optimizer


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
