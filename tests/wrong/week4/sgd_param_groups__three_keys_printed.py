# fails: prints_everything
"""Only params, learning rate and momentum are printed, as in the walkthrough of the homework."""

import torch


def build_optimizer(parameters):
    optimizer = torch.optim.SGD(parameters[0], lr=0.01, momentum=0.9)
    optimizer.add_param_group({"params": parameters[1], "lr": 0.02, "momentum": 0.8})
    optimizer.add_param_group({"params": parameters[2], "lr": 0.03, "momentum": 0.7})
    return optimizer


def print_param_groups(optimizer):
    for i, group in enumerate(optimizer.param_groups):
        print(f"第{i + 1}组")
        print("params:", group["params"])
        print("lr:", group["lr"])
        print("momentum:", group.get("momentum"))
