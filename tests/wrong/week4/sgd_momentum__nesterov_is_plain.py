# fails: nesterov, refuses_nesterov
"""The flag nesterov is never looked at."""


def sgd_trajectory(
    start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    w, v, out = start, None, []
    for grad in gradients:
        g = grad + weight_decay * w
        v = g if v is None else momentum * v + (1 - dampening) * g
        w = w - lr * v
        out.append(w)
    return out
