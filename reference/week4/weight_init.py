"""Oracle, inputs and misconceptions of week4/weight_init.

Bound and std are closed forms (Glorot and Bengio 2010; He et al. 2015): torch.nn.init draws
weights, but does not say from where. The stds of the layers are those of infinitely wide
ones, by the mean-field recursion (Poole et al. 2016): no draw decides what is right.
"""

import functools
import math
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import numpy as np
import torch
from torch import Tensor

from grader import misconception

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "identity": lambda x: x,
    "tanh": torch.tanh,
    "relu": torch.relu,
}

LAYERS_RTOL = 0.15
"""Measured at width 128: 2.3 % standard deviation in the fourth layer, 1.6 % after one ReLU."""

STABLE = {"identity": (0.3, 3.0), "tanh": (0.3, 3.0), "relu": (0.1, 10.0)}
"""The range that fifty layers at the right std stay in."""

LESSON_BOUND, LESSON_STD = 0.1804220, 0.0883883
"""The lesson's network: 256 neurons to 256, tanh (gain 5/3) and ReLU."""

LESSON_EXPLOSION = [16.0, 256.0, 4096.0, 65536.0, 1048576.0]
"""Its layers with weights from N(0, 1): 16 times the std at every one."""


def lesson() -> dict[str, Any]:
    """The lesson's experiment, five layers of it."""
    return {"depth": 5, "width": 256, "weight_std": 1.0, "activation": "identity", "seed": 1}


def xavier_uniform_bound(fan_in: int, fan_out: int, gain: float = 1.0) -> float:
    """gain * sqrt(6 / (fan_in + fan_out))."""
    return gain * math.sqrt(6 / (fan_in + fan_out))


def kaiming_normal_std(fan_in: int, negative_slope: float = 0.0) -> float:
    """sqrt(2 / ((1 + slope ** 2) * fan_in))."""
    return math.sqrt(2 / ((1 + negative_slope**2) * fan_in))


def activation_stds(
    depth: int, width: int, weight_std: float, activation: str, seed: int
) -> list[float]:
    """The experiment, for real."""
    return _experiment(depth, width, weight_std, activation, seed)


def expected_stds(
    depth: int, width: int, weight_std: float, activation: str, seed: int = 0
) -> list[float]:
    """The stds of the experiment for infinitely many neurons, whatever the seed."""
    normal, share = _quadrature()
    mean_square, stds = 1.0, []
    for _ in range(depth):
        before = math.sqrt(width * mean_square) * weight_std
        after = ACTIVATIONS[activation](before * normal)
        mean_square = (share * after**2).sum().item()
        stds.append(math.sqrt(mean_square - (share * after).sum().item() ** 2))
    return stds


@functools.cache
def _quadrature() -> tuple[Tensor, Tensor]:
    """Points of a standard normal variable and their shares of it."""
    points, weights = np.polynomial.hermite_e.hermegauss(101)
    return torch.from_numpy(points), torch.from_numpy(weights / weights.sum())


def numbers(values: Any) -> list[float] | None:
    """A student's list as plain numbers, None if it is anything else."""
    try:
        return [float(value) for value in values]
    except Exception:  # whatever a student returned
        return None


def all_between(values: Any, low: float, high: float, count: int) -> bool:
    """Whether these are `count` numbers from `low` to `high`."""
    found = numbers(values) or []
    return len(found) == count and all(low <= value <= high for value in found)


def fans() -> st.SearchStrategy[dict[str, Any]]:
    """Numbers of inputs and outputs, with a gain other than 1 or the default."""
    gains = st.integers(1, 12).filter(lambda n: n != 4).map(lambda n: n / 4)
    sides = st.integers(1, 2000)
    return st.fixed_dictionaries({"fan_in": sides, "fan_out": sides}, optional={"gain": gains})


def slopes() -> st.SearchStrategy[dict[str, Any]]:
    """Numbers of inputs, with a slope or the default."""
    slope = st.integers(0, 20).map(lambda n: n / 10)
    return st.fixed_dictionaries(
        {"fan_in": st.integers(1, 2000)}, optional={"negative_slope": slope}
    )


def shallow_cases() -> st.SearchStrategy[dict[str, Any]]:
    """A few layers; one if ReLU, whose second is too noisy for a tolerance that means anything."""
    return st.builds(
        lambda depth, activation, **case: {
            "depth": 1 if activation == "relu" else depth,
            "activation": activation,
            **case,
        },
        depth=st.integers(1, 4),
        activation=st.sampled_from(list(ACTIVATIONS)),
        width=st.sampled_from([128, 150, 200]),
        weight_std=st.integers(1, 50).map(lambda n: n / 100),
        seed=st.integers(0, 1000),
    )


def deep_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Fifty layers at the right std; wide enough that none leaves its range by chance."""
    return st.sampled_from(
        [
            _deep(width=200, weight_std=200**-0.5, activation="identity"),
            _deep(width=100, weight_std=5 / 3 * 100**-0.5, activation="tanh"),
            _deep(width=512, weight_std=(2 / 512) ** 0.5, activation="relu"),
        ]
    )


def _deep(**case: Any) -> dict[str, Any]:
    return {"depth": 50, **case, "seed": 7}


def seeded_cases() -> st.SearchStrategy[dict[str, Any]]:
    """A small experiment with a seed, and another seed; a few pairs are enough."""
    seeds = st.sampled_from([(0, 1), (1, 0), (7, 42), (2020, 4), (12, 13)])
    return seeds.map(lambda pair: {**lesson(), "depth": 2, "seed": pair[0], "other_seed": pair[1]})


def _experiment(
    depth: int,
    width: int,
    weight_std: float,
    activation: str,
    seed: int,
    *,
    before: bool = False,
    measure: Callable[[Tensor], Tensor] = torch.std,
) -> list[float]:
    """The experiment in the most natural order of draws."""
    torch.manual_seed(seed)
    x, found = torch.randn(64, width), []
    for _ in range(depth):
        linear = x @ (torch.randn(width, width) * weight_std)
        x = ACTIVATIONS[activation](linear)
        found.append(measure(linear if before else x).item())
    return found


@misconception(
    zh="给出的是标准差，而不是均匀分布的边界",
    en="the std is given, not the bound of the uniform distribution",
    hint_zh="U(-a, a) 的方差是 a ** 2 / 3",
    hint_en="the variance of U(-a, a) is a ** 2 / 3",
)
class StdForBound:
    def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
        return gain * math.sqrt(2 / (fan_in + fan_out))


@misconception(
    zh="给出的是均匀分布的边界，而不是标准差",
    en="the bound of a uniform distribution is given, not the std",
    hint_zh="正态分布直接用标准差，6 属于均匀分布的公式",
    hint_en="a normal distribution takes the std itself; the 6 is for the uniform one",
)
class BoundForStd:
    def kaiming_normal_std(fan_in, negative_slope=0.0):
        return math.sqrt(6 / ((1 + negative_slope**2) * fan_in))


@misconception(
    zh="fan_in 与 fan_out 相加之后没有取平均",
    en="fan_in and fan_out are added without taking half",
    hint_zh="方差是 1 / ((fan_in + fan_out) / 2)",
    hint_en="the variance is 1 / ((fan_in + fan_out) / 2)",
)
class SumWithoutHalf:
    def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
        return gain * math.sqrt(3 / (fan_in + fan_out))


@misconception(
    zh="只用了 fan_in，没有用 fan_out",
    en="fan_in alone is used, fan_out is not",
    hint_zh="Xavier 取 fan_in 与 fan_out 的平均",
    hint_en="Xavier takes the mean of fan_in and fan_out",
)
class FanInOnly:
    def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
        return gain * math.sqrt(3 / fan_in)


@misconception(
    zh="只用了 fan_out，没有用 fan_in",
    en="fan_out alone is used, fan_in is not",
    hint_zh="Xavier 取 fan_in 与 fan_out 的平均",
    hint_en="Xavier takes the mean of fan_in and fan_out",
)
class FanOutOnly:
    def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
        return gain * math.sqrt(3 / fan_out)


@misconception(
    zh="没有乘 gain",
    en="the gain is left out",
    hint_zh="边界与 gain 成正比，tanh 的 gain 是 5/3",
    hint_en="the bound is proportional to gain, which is 5/3 for tanh",
)
class NoGain:
    def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
        return math.sqrt(6 / (fan_in + fan_out))


@misconception(
    zh="没有开平方",
    en="the square root is missing",
    hint_zh="标准差是方差的平方根；均匀分布的边界与标准差成正比，也要开平方",
    hint_en="the std is the square root of the variance; a uniform bound is proportional to the std",
)
class NoSquareRoot:
    def xavier_uniform_bound(fan_in, fan_out, gain=1.0):
        return gain * 6 / (fan_in + fan_out)

    def kaiming_normal_std(fan_in, negative_slope=0.0):
        return 2 / ((1 + negative_slope**2) * fan_in)


@misconception(
    zh="斜率没有平方：用了 1 + a，而不是 1 + a ** 2",
    en="the slope is not squared: 1 + a in place of 1 + a ** 2",
    hint_zh="负半轴的值乘以 a，它们的方差乘以 a ** 2",
    hint_en="values below zero are multiplied by a, their variance by a ** 2",
)
class SlopeNotSquared:
    def kaiming_normal_std(fan_in, negative_slope=0.0):
        return math.sqrt(2 / ((1 + negative_slope) * fan_in))


@misconception(
    zh="没有使用 negative_slope",
    en="negative_slope is not used",
    hint_zh="公式中有 1 + a ** 2，a 是负半轴的斜率",
    hint_en="the formula holds 1 + a ** 2, a being the slope below zero",
)
class SlopeIgnored:
    def kaiming_normal_std(fan_in, negative_slope=0.0):
        return math.sqrt(2 / fan_in)


@misconception(
    zh="标准差取自激活函数之前的值",
    en="the std is taken before the activation",
    hint_zh="先经过激活函数，再取 std",
    hint_en="first the activation, then its std",
)
class BeforeActivation:
    def activation_stds(depth, width, weight_std, activation, seed):
        return _experiment(depth, width, weight_std, activation, seed, before=True)


@misconception(
    zh="给出的是方差，而不是标准差",
    en="the variance is given, not the std",
    hint_zh="std 是方差的平方根；权重的标准差为 1 时，每层是 sqrt(width) 倍",
    hint_en="std is the root of the variance; with weights of std 1 a layer multiplies it by sqrt(width)",
)
class VarianceForStd:
    def activation_stds(depth, width, weight_std, activation, seed):
        return _experiment(depth, width, weight_std, activation, seed, measure=torch.var)
