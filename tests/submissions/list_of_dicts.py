# exercise: sgd_param_groups
# earns: homework_groups
# says: three groups, at least two of them through add_param_group
# one list of three dicts
import torch

a, b, c = (torch.ones(1, requires_grad=True) for _ in range(3))
optimizer = torch.optim.SGD(
    [
        {"params": a, "lr": 0.01, "momentum": 0.9},
        {"params": b, "lr": 0.02, "momentum": 0.8},
        {"params": c, "lr": 0.03, "momentum": 0.7},
    ],
    lr=0.1,
)
