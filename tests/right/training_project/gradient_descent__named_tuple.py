"""A named tuple comes back, from numpy arrays cut with array_split."""

from collections import namedtuple

import numpy as np

Fit = namedtuple("Fit", ["w", "b", "losses"])


def fit(x, y, lr, epochs, w, b, size, generator):
    x, y, losses = np.asarray(x, float), np.asarray(y, float), []
    for _ in range(epochs):
        order = generator.permutation(len(x)) if generator else np.arange(len(x))
        for batch in np.array_split(order, range(size, len(x), size)):
            error = w * x[batch] + b - y[batch]
            w, b = w - lr * 2 * np.mean(error * x[batch]), b - lr * 2 * error.mean()
        losses.append(np.square(w * x + b - y).mean())
    return Fit(w, b, losses)


def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
    return fit(x, y, lr, epochs, w, b, len(x), None)


def stochastic_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, seed=0):
    return fit(x, y, lr, epochs, w, b, 1, np.random.RandomState(seed))


def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
    return fit(x, y, lr, epochs, w, b, batch_size, np.random.RandomState(seed))
