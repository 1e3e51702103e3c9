"""Three parameter groups in one SGD.  韩梅梅"""

import torch
from torch import nn

HYPER = [(0.01, 0.9), (0.02, 0.8), (0.03, 0.7)]


def build_optimizer(parameters):
    # SGD([]) 会报错，先放一个占位的参数
    sgd = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
    for params, (lr, momentum) in zip(parameters, HYPER, strict=True):
        sgd.add_param_group({"params": params, "lr": lr, "momentum": momentum})
    return sgd


def print_param_groups(optimizer):
    for i, group in enumerate(optimizer.param_groups):
        print(f"--- group {i} ---")
        for key, value in group.items():
            print(key, "=", [p.shape for p in value] if key == "params" else value)
