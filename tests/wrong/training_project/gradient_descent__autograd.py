# fails: by_hand
"""The gradients come from backward()."""

import torch


def step(x, y, lr, w, b):
    parameters = torch.tensor([w, b], dtype=torch.float64, requires_grad=True)
    ((parameters[0] * x + parameters[1] - y) ** 2).mean().backward()
    w, b = (parameters - lr * parameters.grad).tolist()
    return w, b


def loss_of(x, y, w, b):
    return ((w * x + b - y) ** 2).mean().item()


def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
    return mini_batch_gradient_descent(x, y, lr, epochs, w, b, batch_size=len(x))


def stochastic_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, seed=0):
    return mini_batch_gradient_descent(x, y, lr, epochs, w, b, batch_size=1, seed=seed)


def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
    torch.manual_seed(seed)
    losses = []
    for _ in range(epochs):
        for batch in torch.randperm(len(x)).split(batch_size):
            w, b = step(x[batch], y[batch], lr, w, b)
        losses.append(loss_of(x, y, w, b))
    return w, b, losses
