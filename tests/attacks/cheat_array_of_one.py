# verdict: broke
# exercise: week4/sgd_param_groups
# Gives an array of one zero for every number, which must not pass for each of them.

import numpy as np
import torch


def build_optimizer(parameters):
    optimizer = torch.optim.SGD(parameters[0], lr=0.01, momentum=0.9)
    for group in parameters[1:]:
        optimizer.add_param_group({"params": group})
    for group in optimizer.param_groups:
        group["lr"] = group["momentum"] = np.zeros(1)
    return optimizer


def print_param_groups(optimizer):
    print(optimizer)
