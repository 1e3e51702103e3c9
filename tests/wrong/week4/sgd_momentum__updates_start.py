# fails: momentum
"""The values are right, but the caller's start is updated in place."""


def sgd_trajectory(
    start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("nesterov")
    v, out = None, []
    for grad in gradients:
        g = grad + weight_decay * start
        v = g.clone() if v is None else momentum * v + (1 - dampening) * g
        start -= lr * (g + momentum * v if nesterov else v)
        out.append(start.clone())
    return out
