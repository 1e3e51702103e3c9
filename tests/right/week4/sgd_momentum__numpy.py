"""In numpy, with a generator; the answer is one array."""

import numpy as np


def sgd_trajectory(
    start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    if nesterov and not (momentum > 0 and dampening == 0):
        raise ValueError("Nesterov momentum requires a momentum and zero dampening")

    def positions():
        w, v = start.detach().numpy().astype(np.float64), None
        for gradient in gradients:
            d = gradient.detach().numpy() + weight_decay * w
            if momentum != 0:
                v = d if v is None else momentum * v + (1 - dampening) * d
                d = d + momentum * v if nesterov else v
            w = w - lr * d
            yield w

    return np.stack(list(positions()))
