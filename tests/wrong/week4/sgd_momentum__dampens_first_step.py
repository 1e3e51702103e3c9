# fails: dampening_and_weight_decay
"""Dampening is applied on the first step, where torch takes the gradient as it is."""


def sgd_trajectory(
    start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("nesterov")
    w, v, out = start, 0, []
    for grad in gradients:
        g = grad + weight_decay * w
        v = momentum * v + (1 - dampening) * g
        w = w - lr * (g + momentum * v if nesterov else v)
        out.append(w)
    return out
