# fails: steps_like_sgd
"""The optimiser is built, but build_optimizer does not return it."""

import torch


def build_optimizer(parameters):
    optimizer = torch.optim.SGD(parameters[0], lr=0.01, momentum=0.9)
    optimizer.add_param_group({"params": parameters[1], "lr": 0.02, "momentum": 0.8})
    optimizer.add_param_group({"params": parameters[2], "lr": 0.03, "momentum": 0.7})


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
