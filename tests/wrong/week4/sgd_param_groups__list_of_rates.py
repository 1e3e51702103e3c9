# fails: homework_groups, uses_add_param_group, holds_the_parameters, steps_like_sgd
"""The three learning rates go into one optimiser as a list."""

import torch


def build_optimizer(parameters):
    flat = [parameter for group in parameters for parameter in group]
    return torch.optim.SGD(flat, lr=[0.01, 0.02, 0.03], momentum=[0.9, 0.8, 0.7])


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
