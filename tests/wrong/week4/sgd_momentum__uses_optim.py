# fails: by_hand
"""torch.optim.SGD does the work."""

import torch


def sgd_trajectory(
    start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    w = start.clone().requires_grad_()
    optimizer = torch.optim.SGD(
        [w],
        lr=lr,
        momentum=momentum,
        dampening=dampening,
        weight_decay=weight_decay,
        nesterov=nesterov,
    )
    out = []
    for g in gradients:
        w.grad = g.clone()
        optimizer.step()
        out.append(w.detach().clone())
    return out
