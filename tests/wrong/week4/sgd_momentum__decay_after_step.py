# fails: dampening_and_weight_decay, nesterov
"""Weight decay shrinks the parameter after the step, past the velocity."""


def sgd_trajectory(
    start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("nesterov")
    w, v, out = start, None, []
    for g in gradients:
        v = g if v is None else momentum * v + (1 - dampening) * g
        w = w - lr * (g + momentum * v if nesterov else v)
        w = w - lr * weight_decay * w
        out.append(w)
    return out
