# fails: homework_groups, uses_add_param_group, holds_the_parameters, steps_like_sgd
"""All parameters are in one group, with the first learning rate and momentum."""

from torch import optim


def build_optimizer(parameters):
    flat = []
    for group in parameters:
        flat.extend(group)
    return optim.SGD(flat, lr=0.01, momentum=0.9)


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
