# fails: homework_groups, momentum, dampening_and_weight_decay, nesterov, refuses_nesterov, by_hand
"""One tensor is updated in place and appended again and again: every entry is the last one."""


def sgd_trajectory(
    start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    if nesterov and (momentum == 0 or dampening != 0):
        raise ValueError("nesterov")
    w, v, out = start.clone(), None, []
    for grad in gradients:
        g = grad + weight_decay * w
        v = g if v is None else momentum * v + (1 - dampening) * g
        w -= lr * (g + momentum * v if nesterov else v)
        out.append(w)
    return out
