# fails: homework_groups, uses_add_param_group, holds_the_parameters, steps_like_sgd
"""Three optimisers, one for each list, instead of one with three groups."""

import torch


def build_optimizer(parameters):
    optimizers = [
        torch.optim.SGD(params, lr=lr, momentum=momentum)
        for params, lr, momentum in zip(
            parameters, (0.01, 0.02, 0.03), (0.9, 0.8, 0.7), strict=True
        )
    ]
    return optimizers[-1]


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
