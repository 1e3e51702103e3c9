"""Three parameter groups in one SGD optimiser.

一个 SGD 优化器里的三个参数组。
"""

import torch
from torch import Tensor


def build_optimizer(parameters: list[list[Tensor]]) -> torch.optim.SGD:
    """The first group goes to the constructor, the others through add_param_group.

    第一组交给构造函数，其余的组用 add_param_group 添加。
    """
    first, second, third = parameters
    optimizer = torch.optim.SGD(first, lr=0.01, momentum=0.9)
    optimizer.add_param_group({"params": second, "lr": 0.02, "momentum": 0.8})
    optimizer.add_param_group({"params": third, "lr": 0.03, "momentum": 0.7})
    return optimizer


def print_param_groups(optimizer: torch.optim.Optimizer) -> None:
    """Every key and value of every group. / 每个组的每个键和值。"""
    for number, group in enumerate(optimizer.param_groups, start=1):
        print(f"group {number}")
        for key, value in group.items():
            print(f"  {key}: {value}")
