# fails: homework_three_epochs, batch_takes_the_exact_path, stochastic_visits_every_sample, mini_batch_visits_every_sample, full_mini_batch_is_batch
"""The gradients lack their factor 2."""

import torch


def step(x, y, lr, w, b):
    error = w * x + b - y
    return w - lr * (error * x).mean().item(), b - lr * error.mean().item()


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
