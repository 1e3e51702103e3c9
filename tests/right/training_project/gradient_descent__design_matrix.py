"""One parameter vector and a design matrix in numpy; arrays come back, shuffled once per call."""

import numpy as np


def _descend(x, y, lr, epochs, w, b, batch_size, order):
    design = np.stack([x.numpy(), np.ones(len(x))], axis=1)
    target = y.numpy().reshape(-1, 1)
    theta = np.array([[w], [b]])
    history = np.zeros((epochs, 1))
    for epoch in range(epochs):
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            residual = design[rows] @ theta - target[rows]
            theta = theta - lr * (2 / len(rows)) * design[rows].T @ residual
        history[epoch] = np.mean((design @ theta - target) ** 2)
    return [theta[0], theta[1], history]


def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
    return _descend(x, y, lr, epochs, w, b, len(x), np.arange(len(x)))


def stochastic_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, seed=0):
    order = np.random.default_rng(seed).permutation(len(x))
    return _descend(x, y, lr, epochs, w, b, 1, order)


def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
    order = np.random.default_rng(seed).permutation(len(x))
    return _descend(x, y, lr, epochs, w, b, batch_size, order)
