# verdict: broke
# exercise: week4/sgd_param_groups
# Fills the groups of its optimiser with what no optimiser holds.

import torch

ODD = [
    {"lr": 10**3600, "momentum": object()},
    {"lr": "\x1b[31m\n::error::", "momentum": float("nan")},
    {"lr": torch.zeros(3), "momentum": {"a": [None]}, "\n::error::": "\u202e", 3: b"\xff"},
]


def build_optimizer(parameters):
    optimizer = torch.optim.SGD(parameters[0], lr=0.01, momentum=0.9)
    for group in parameters[1:]:
        optimizer.add_param_group({"params": group})
    for group, odd in zip(optimizer.param_groups, ODD):
        group.update(odd)
    return optimizer


def print_param_groups(optimizer):
    print(optimizer)
