"""A throw-away group goes to the constructor, the three groups are added; shapes are printed."""

import torch
from torch.optim import SGD


def build_optimizer(parameters):
    dummy = torch.nn.Parameter(torch.zeros(1))
    optimizer = SGD([dummy], lr=0.1, momentum=0.5)
    for i in range(3):
        optimizer.add_param_group(
            dict(params=parameters[i], lr=0.01 * (i + 1), momentum=0.9 - 0.1 * i)  # noqa: C408
        )
    return optimizer


def print_param_groups(optimizer):
    for i, group in enumerate(optimizer.param_groups):
        print(f"==== 第 {i + 1} 组 ====")
        for key in sorted(group):
            value = [tuple(p.shape) for p in group[key]] if key == "params" else group[key]
            print("%15s : %s" % (key, value))  # noqa: UP031
