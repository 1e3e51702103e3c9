"""Lists and floats of Python, a shuffle of the random module, no torch at all."""

import random


def _one_step(pairs, lr, w, b):
    slope_of_w = slope_of_b = 0.0
    for x, y in pairs:
        slope_of_w += 2 * x * (w * x + b - y) / len(pairs)
        slope_of_b += 2 * (w * x + b - y) / len(pairs)
    return w - lr * slope_of_w, b - lr * slope_of_b


def _error(pairs, w, b):
    return sum((w * x + b - y) ** 2 for x, y in pairs) / len(pairs)


def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
    pairs = list(zip(x.tolist(), y.tolist(), strict=True))
    losses = []
    for _ in range(epochs):
        w, b = _one_step(pairs, lr, w, b)
        losses.append(_error(pairs, w, b))
    return w, b, losses


def stochastic_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, seed=0):
    pairs = list(zip(x.tolist(), y.tolist(), strict=True))
    chance = random.Random(seed)
    losses = []
    for _ in range(epochs):
        for pair in chance.sample(pairs, len(pairs)):
            w, b = _one_step([pair], lr, w, b)
        losses.append(_error(pairs, w, b))
    return w, b, losses


def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
    pairs = list(zip(x.tolist(), y.tolist(), strict=True))
    chance = random.Random(seed)
    losses = []
    for _ in range(epochs):
        chance.shuffle(pairs)
        for start in range(0, len(pairs), batch_size):
            w, b = _one_step(pairs[start : start + batch_size], lr, w, b)
        losses.append(_error(pairs, w, b))
    return (w, b, losses)
