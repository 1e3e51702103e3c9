# fails: homework_groups, steps_like_sgd
"""The groups are added first and the defaults are changed afterwards, which reaches no group."""

import torch


def build_optimizer(parameters):
    optimizer = torch.optim.SGD(parameters[0], lr=0.01)
    optimizer.add_param_group({"params": parameters[1]})
    optimizer.add_param_group({"params": parameters[2]})
    for lr, momentum in [(0.01, 0.9), (0.02, 0.8), (0.03, 0.7)]:
        optimizer.defaults["lr"] = lr
        optimizer.defaults["momentum"] = momentum
    return optimizer


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
