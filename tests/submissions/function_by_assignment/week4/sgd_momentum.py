# exercise: sgd_momentum
# earns: homework_groups, momentum, dampening_and_weight_decay, nesterov, refuses_nesterov, by_hand
from functools import partial


def steps(
    seen, start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
):
    if nesterov and (momentum <= 0 or dampening):
        raise ValueError("nesterov needs momentum and no dampening")
    velocity = None
    for gradient in gradients:
        gradient = gradient + weight_decay * start
        if velocity is None:
            velocity = gradient
        else:
            velocity = momentum * velocity + (1 - dampening) * gradient
        start = start - lr * (gradient + momentum * velocity if nesterov else velocity)
        seen = [*seen, start]
    return seen


sgd_trajectory = partial(steps, [])
