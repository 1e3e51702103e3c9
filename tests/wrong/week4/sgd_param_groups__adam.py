# fails: homework_groups, steps_like_sgd
"""Adam with betas in place of SGD with momentum."""

import torch


def build_optimizer(parameters):
    optimizer = torch.optim.Adam(parameters[0], lr=0.01, betas=(0.9, 0.999))
    optimizer.add_param_group({"params": parameters[1], "lr": 0.02, "betas": (0.8, 0.999)})
    optimizer.add_param_group({"params": parameters[2], "lr": 0.03, "betas": (0.7, 0.999)})
    return optimizer


def print_param_groups(optimizer):
    for group in optimizer.param_groups:
        for key, value in group.items():
            print(key, value)
