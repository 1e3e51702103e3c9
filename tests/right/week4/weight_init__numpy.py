"""In numpy throughout, weights first, with numpy scalars as answers."""

import numpy as np


def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
    return np.float32(gain) * np.sqrt(6.0 / (fan_in + fan_out))


def kaiming_normal_std(fan_in, negative_slope=0.0):
    return np.sqrt(2.0 / (1.0 + negative_slope**2)) / np.sqrt(fan_in)


def activation_stds(depth, width, weight_std, activation, seed):
    functions = {"identity": np.asarray, "tanh": np.tanh, "relu": lambda x: np.maximum(x, 0)}
    random = np.random.default_rng(seed)
    weights = random.normal(0, weight_std, size=(depth, width, width)).astype(np.float32)
    x = random.standard_normal((64, width), dtype=np.float32)
    stds = np.empty(depth)
    for i in range(depth):
        x = functions[activation](x @ weights[i])
        stds[i] = x.std(ddof=1)
    return stds
