"""The homework is done at the top level too, on parameters of its own, and printed on import."""

import pprint

import torch
import torch.optim as optim  # noqa: PLR0402

w1, w2, w3 = (torch.randn((2, 2), requires_grad=True) for _ in range(3))
settings = {0.01: 0.9, 0.02: 0.8, 0.03: 0.7}


def build_optimizer(parameters):
    optimizer = None
    for params, (lr, momentum) in zip(parameters, settings.items(), strict=True):
        if optimizer is None:
            optimizer = optim.SGD(params, lr, momentum)
        else:
            optimizer.add_param_group({"params": iter(params), "lr": lr, "momentum": momentum})
    return optimizer


def print_param_groups(optimizer):
    for index, group in enumerate(optimizer.param_groups):
        pprint.pprint({f"group{index}": group}, width=200, sort_dicts=False)


print_param_groups(build_optimizer([[w1], [w2], [w3]]))
