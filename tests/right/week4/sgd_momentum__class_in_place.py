"""A small class that updates a tensor of its own in place; it prints as it goes."""

import torch


class Stepper:
    def __init__(self, w, lr, momentum, dampening, weight_decay, nesterov):
        if nesterov and (momentum <= 0 or dampening):
            raise ValueError(f"nesterov with momentum={momentum}, dampening={dampening}")
        self.w = torch.nn.Parameter(w.clone())
        self.lr, self.m, self.damp = lr, momentum, dampening
        self.decay, self.nesterov, self.buffer = weight_decay, nesterov, None

    @torch.no_grad()
    def step(self, g):
        g = g.add(self.w, alpha=self.decay)
        if self.buffer is None:
            self.buffer = g.clone()
        else:
            self.buffer.mul_(self.m).add_(g, alpha=1 - self.damp)
        self.w.sub_(self.lr * (g + self.m * self.buffer if self.nesterov else self.buffer))


def sgd_trajectory(
    start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    stepper = Stepper(start, lr, momentum, dampening, weight_decay, nesterov)
    trajectory = []
    for g in gradients:
        stepper.step(g)
        print("w =", stepper.w.tolist())
        trajectory.append(stepper.w.detach().clone())
    return tuple(trajectory)
