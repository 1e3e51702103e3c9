# fails: homework_groups, steps_like_sgd
"""The key momentum is misspelt in the added groups: accepted without a word, 0.9 stays."""

from torch import optim


def build_optimizer(parameters):
    optimizer = optim.SGD(parameters[0], lr=0.01, momentum=0.9)
    optimizer.add_param_group({"params": parameters[1], "lr": 0.02, "momentom": 0.8})
    optimizer.add_param_group({"params": parameters[2], "lr": 0.03, "momentom": 0.7})
    return optimizer


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
