# fails: homework_groups, steps_like_sgd
"""Only the momentum differs: one learning rate for all groups."""

import torch


def build_optimizer(parameters):
    optimizer = torch.optim.SGD(parameters[0], lr=0.01, momentum=0.9)
    optimizer.add_param_group({"params": parameters[1], "momentum": 0.8})
    optimizer.add_param_group({"params": parameters[2], "momentum": 0.7})
    return optimizer


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
