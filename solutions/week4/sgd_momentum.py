"""The steps of SGD with momentum, by hand.

手写带动量的 SGD 的每一步。
"""

from torch import Tensor


def sgd_trajectory(
    start: Tensor,
    gradients: list[Tensor],
    lr: float,
    momentum: float = 0.0,
    dampening: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> list[Tensor]:
    """The velocity is a decaying sum of the gradients; the parameter moves against it.

    速度是梯度的衰减累加，参数沿它的反方向移动。
    """
    if nesterov and (momentum <= 0 or dampening != 0):
        raise ValueError("nesterov needs momentum > 0 and dampening = 0")
    parameter, velocity, trajectory = start, None, []
    for given in gradients:
        gradient = given + weight_decay * parameter
        if velocity is None:
            velocity = gradient  # dampening spares the first step / 第一步没有 dampening
        else:
            velocity = momentum * velocity + (1 - dampening) * gradient
        direction = gradient + momentum * velocity if nesterov else velocity
        parameter = parameter - lr * direction
        trajectory.append(parameter)
    return trajectory
