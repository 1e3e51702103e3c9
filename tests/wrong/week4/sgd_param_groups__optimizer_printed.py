# fails: prints_everything
"""The optimiser itself is printed: its text has every option, but no parameters."""

import torch


def build_optimizer(parameters):
    optimizer = torch.optim.SGD(parameters[0], lr=0.01, momentum=0.9)
    optimizer.add_param_group({"params": parameters[1], "lr": 0.02, "momentum": 0.8})
    optimizer.add_param_group({"params": parameters[2], "lr": 0.03, "momentum": 0.7})
    return optimizer


def print_param_groups(optimizer):
    print(optimizer)
