"""Oracle, inputs and misconceptions of week4/sgd_momentum. The oracle is torch.optim.SGD."""

from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor

from grader import misconception, tensors

HOMEWORK = [
    (0.01, 0.9, [0.99, 0.971, 0.9439]),
    (0.02, 0.8, [0.98, 0.944, 0.8952]),
    (0.03, 0.7, [0.97, 0.919, 0.8533]),
]
"""The homework's learning rates and momenta; from 1, three steps with gradient 1 lead there."""


def homework(lr: float, momentum: float) -> dict[str, Any]:
    """From 1, three gradients of 1."""
    return {
        "start": torch.ones(1),
        "gradients": [torch.ones(1) for _ in range(3)],
        "lr": lr,
        "momentum": momentum,
    }


def plain() -> dict[str, Any]:
    """Two steps without any option: from [1, 2] over [0.9, 2.1] to [0.9, 2.3]."""
    return {
        "start": torch.tensor([1.0, 2.0]),
        "gradients": [torch.tensor([1.0, -1.0]), torch.tensor([0.0, -2.0])],
        "lr": 0.1,
    }


PLAIN = [[0.9, 2.1], [0.9, 2.3]]


def sgd_trajectory(
    start: Tensor, gradients: list[Tensor], lr: float, **options: Any
) -> list[Tensor]:
    """torch's own steps, in float64."""
    parameter = start.detach().double().clone().requires_grad_()
    optimizer = torch.optim.SGD([parameter], lr=lr, **options)
    trajectory = []
    for gradient in gradients:
        parameter.grad = gradient.double().clone()
        optimizer.step()
        trajectory.append(parameter.detach().clone())
    return trajectory


def trajectory_of(**case: Any) -> Tensor:
    """The same as one tensor, shape (steps, *shape of start)."""
    return torch.stack(sgd_trajectory(**case))


def momentum_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Momentum from 0 up, and no other option."""
    return _cases(momentum=_hundredths(0, 99))


def damped_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Momentum with dampening, weight decay, or both; torch leaves dampening out without it."""
    return _cases(
        momentum=_hundredths(1, 99),
        dampening=_hundredths(0, 90),
        weight_decay=_hundredths(0, 50),
    )


def nesterov_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Nesterov's momentum, with weight decay or without."""
    return _cases(
        momentum=_hundredths(1, 99), weight_decay=_hundredths(0, 50), nesterov=st.just(True)
    )


def _cases(**options: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Start and gradients of one or two dimensions, the start not always contiguous."""
    layouts = st.sampled_from(["side", "rows cols"])
    dtypes = st.sampled_from([torch.float32, torch.float64])
    drawn = st.tuples(layouts, dtypes).flatmap(
        lambda pair: tensors(
            start=pair[0],
            gradients=f"steps {pair[0]}",
            low=-3,
            high=3,
            dtype=pair[1],
            max_side=4,
        )
    )
    return st.builds(
        lambda values, transposed, **rest: {
            "start": values["start"].t().contiguous().t() if transposed else values["start"],
            "gradients": list(values["gradients"].unbind()),
            **rest,
        },
        drawn,
        st.booleans(),
        lr=_hundredths(1, 50),
        **options,
    )


def _hundredths(low: int, high: int) -> st.SearchStrategy[float]:
    return st.integers(low, high).map(lambda n: n / 100)


def _steps(
    start: Tensor,
    gradients: list[Tensor],
    lr: float,
    momentum: float = 0.0,
    dampening: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
    *,
    gain: float | None = None,
    dampens_first: bool = False,
    decays_after: bool = False,
    keeps_velocity: bool = True,
) -> list[Tensor]:
    """The steps in float32 or float64, with what the misconceptions do differently."""
    if nesterov and (momentum <= 0 or dampening != 0):
        raise ValueError("nesterov")
    parameter, velocity, trajectory = start, torch.zeros_like(start), []
    for number, given in enumerate(gradients):
        gradient = given if decays_after else given + weight_decay * parameter
        first = number == 0 and not dampens_first
        share = gain if gain is not None else 1.0 if first else 1 - dampening
        velocity = (momentum * velocity if keeps_velocity else 0.0) + share * gradient
        direction = gradient + momentum * velocity if nesterov else velocity
        parameter = parameter - lr * direction
        if decays_after:
            parameter = parameter - lr * weight_decay * parameter
        trajectory.append(parameter)
    return trajectory


@misconception(
    zh="速度取了滑动平均：梯度乘了 1 - momentum",
    en="the velocity is a moving average: the gradient is multiplied by 1 - momentum",
    hint_zh="torch 的速度是 momentum * v + g，梯度前面没有 1 - momentum",
    hint_en="torch's velocity is momentum * v + g, with no 1 - momentum before the gradient",
)
class MovingAverage:
    def sgd_trajectory(start, gradients, lr, momentum=0.0, *rest, **options):
        return _steps(start, gradients, lr, momentum, *rest, **options, gain=1 - momentum)


@misconception(
    zh="没有使用动量：每一步只看当前的梯度",
    en="momentum is not used: every step sees its own gradient only",
    hint_zh="速度要带到下一步：v = momentum * v + g",
    hint_en="carry the velocity over to the next step: v = momentum * v + g",
)
class NoMomentum:
    def sgd_trajectory(*args, **options):
        return _steps(*args, **options, keeps_velocity=False)


@misconception(
    zh="nesterov=True 时仍按普通动量更新",
    en="nesterov=True is treated like plain momentum",
    hint_zh="Nesterov 的方向是 g + momentum * v，其中 v 是更新之后的速度",
    hint_en="Nesterov's direction is g + momentum * v, with the velocity after its update",
)
class NesterovAsPlain:
    def sgd_trajectory(
        start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
    ):
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("nesterov")
        return _steps(start, gradients, lr, momentum, dampening, weight_decay)


@misconception(
    zh="第一步也乘了 1 - dampening",
    en="dampening is applied on the first step too",
    hint_zh="第一步的速度就是梯度本身，从第二步起才乘 1 - dampening",
    hint_en="the first velocity is the gradient itself; 1 - dampening comes with the second step",
)
class DampensFirstStep:
    def sgd_trajectory(*args, **options):
        return _steps(*args, **options, dampens_first=True)


@misconception(
    zh="更新之后才做权重衰减",
    en="weight decay is applied after the step",
    hint_zh="先把 weight_decay * w 加到梯度上，再更新速度",
    hint_en="weight_decay * w is added to the gradient, before the velocity is updated",
)
class DecaysAfterStep:
    def sgd_trajectory(*args, **options):
        return _steps(*args, **options, decays_after=True)


@misconception(
    zh="没有使用权重衰减",
    en="weight decay is ignored",
    hint_zh="weight_decay * w 加在梯度上",
    hint_en="weight_decay * w is added to the gradient",
)
class NoWeightDecay:
    def sgd_trajectory(
        start, gradients, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False
    ):
        return _steps(start, gradients, lr, momentum, dampening, 0.0, nesterov)


@misconception(
    zh="列表里每一项都是同一个张量，最后都等于终点",
    en="every entry of the list is the same tensor, and holds the last position",
    hint_zh="原地更新的张量要 clone() 之后再放进列表",
    hint_en="a tensor that is updated in place goes into the list as a clone()",
)
class SameTensor:
    def sgd_trajectory(*args, **options):
        trajectory = _steps(*args, **options)
        return [trajectory[-1]] * len(trajectory)
