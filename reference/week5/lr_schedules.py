"""Oracle, inputs and misconceptions of week5/lr_schedules. The oracle is torch."""

# ruff: noqa: N803

import math
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import torch
from torch.optim import lr_scheduler

from grader import misconception

RTOL, ATOL = 1e-6, 1e-12
"""Five drops of 0.1 leave a millionth of the rate: an absolute 1e-5 would hide them."""


def tenth_every_twentieth(epoch: int) -> float:
    """The lesson's factor."""
    return 0.1 ** (epoch // 20)


LESSON: dict[str, dict[str, Any]] = {
    "step_lr": {"base_lr": 0.1, "epochs": 200, "step_size": 50, "gamma": 0.1},
    "multi_step_lr": {"base_lr": 0.1, "epochs": 200, "milestones": [50, 125, 160]},
    "exponential_lr": {"base_lr": 0.1, "epochs": 60, "gamma": 0.95},
    "cosine_annealing_lr": {"base_lr": 0.1, "epochs": 200, "T_max": 50},
    "lambda_lr": {"base_lr": 0.1, "epochs": 60, "lr_lambda": tenth_every_twentieth},
    "reduce_lr_on_plateau": {"base_lr": 0.1, "metrics": [0.5] * 60, "cooldown": 10, "min_lr": 1e-4},
}
"""The settings of the lesson, with fewer epochs where the curve has said all it says."""


def step_lr(**options: Any) -> list[float]:
    """The rates that torch's scheduler sets."""
    return _rates(lr_scheduler.StepLR, **options)


def multi_step_lr(**options: Any) -> list[float]:
    """The rates that torch's scheduler sets."""
    return _rates(lr_scheduler.MultiStepLR, **options)


def exponential_lr(**options: Any) -> list[float]:
    """The rates that torch's scheduler sets."""
    return _rates(lr_scheduler.ExponentialLR, **options)


def cosine_annealing_lr(**options: Any) -> list[float]:
    """The rates that torch's scheduler sets."""
    return _rates(lr_scheduler.CosineAnnealingLR, **options)


def lambda_lr(**options: Any) -> list[float]:
    """The rates that torch's scheduler sets."""
    return _rates(lr_scheduler.LambdaLR, **options)


def reduce_lr_on_plateau(base_lr: float, metrics: list[float], **options: Any) -> list[float]:
    """The rates that torch's scheduler leaves after each metric."""
    optimizer = sgd(base_lr)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, **options)
    rates = []
    for metric in metrics:
        optimizer.step()
        scheduler.step(metric)
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


def build_scheduler(name: str, optimizer: torch.optim.Optimizer, **options: Any) -> Any:
    """torch's scheduler of the course by that name."""
    return getattr(lr_scheduler, name)(optimizer, **options)


def lesson_rates() -> dict[str, list[float]]:
    """The curves of the lesson, by function."""
    return {name: globals()[name](**options) for name, options in LESSON.items()}


def _rates(kind: Any, base_lr: float, epochs: int, **options: Any) -> list[float]:
    optimizer = sgd(base_lr)
    scheduler = kind(optimizer, **options)
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


def sgd(base_lr: float) -> torch.optim.SGD:
    """An optimiser of one parameter."""
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base_lr)


def steps() -> st.SearchStrategy[dict[str, Any]]:
    """Settings for step_lr; a step may be longer than the run."""
    return _settings(step_size=st.integers(1, 7), gamma=_gammas())


def milestones() -> st.SearchStrategy[dict[str, Any]]:
    """Settings for multi_step_lr, with milestones at 0, listed twice, beyond the end, or none."""
    listed = st.lists(st.integers(0, 14), max_size=5).map(sorted)
    return _settings(milestones=listed, gamma=_gammas())


def decays() -> st.SearchStrategy[dict[str, Any]]:
    """Settings for exponential_lr."""
    return _settings(gamma=_gammas())


def cosines() -> st.SearchStrategy[dict[str, Any]]:
    """Settings for cosine_annealing_lr, often for more than one period."""
    minima = st.sampled_from([0.0, 0.001, 0.002])
    return _settings(T_max=st.integers(1, 9), eta_min=minima)


def factors() -> st.SearchStrategy[dict[str, Any]]:
    """Settings for lambda_lr."""
    return _settings(lr_lambda=st.sampled_from([warm_up, halved_every_third, polynomial, saw]))


def plateaus() -> st.SearchStrategy[dict[str, Any]]:
    """Settings and metrics for reduce_lr_on_plateau.

    Metrics are eighths of up to nine and thresholds are such that no metric lies on the bound.
    """
    eighths = st.lists(st.integers(-9, 9).map(lambda n: n / 8), min_size=1, max_size=20)
    return st.fixed_dictionaries(
        {
            "base_lr": st.sampled_from([0.1, 0.05, 1.0]),
            "metrics": eighths,
            "mode": st.sampled_from(["min", "max"]),
            "factor": st.sampled_from([0.1, 0.3, 0.5]),
            "patience": st.integers(0, 3),
            "threshold": st.sampled_from([0.3, 0.0, 1e-4]),
            "threshold_mode": st.sampled_from(["rel", "abs"]),
            "cooldown": st.integers(0, 3),
            "min_lr": st.sampled_from([0.0, 0.013]),
            "eps": st.sampled_from([1e-8, 0.017]),
        }
    )


def schedulers() -> st.SearchStrategy[dict[str, Any]]:
    """A name of the course and options for it, none of them the default."""
    return st.sampled_from(
        [
            {"name": "StepLR", "options": {"step_size": 2, "gamma": 0.3}},
            {"name": "MultiStepLR", "options": {"milestones": [1, 3], "gamma": 0.2}},
            {"name": "ExponentialLR", "options": {"gamma": 0.7}},
            {"name": "CosineAnnealingLR", "options": {"T_max": 3, "eta_min": 0.002}},
            {"name": "ReduceLROnPlateau", "options": {"factor": 0.4, "patience": 1}},
            {"name": "LambdaLR", "options": {"lr_lambda": polynomial}},
        ]
    )


def warm_up(epoch: int) -> float:
    """Grows from a tenth."""
    return (epoch + 1) / 10


def halved_every_third(epoch: int) -> float:
    """Falls in steps."""
    return 0.5 ** (epoch // 3)


def polynomial(epoch: int) -> float:
    """Falls faster at first."""
    return (1 + epoch) ** -0.5


def saw(epoch: int) -> float:
    """Falls to 0 and begins again."""
    return 1 - epoch % 4 / 3


def _settings(**options: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    rates = st.sampled_from([0.1, 0.05, 0.004, 1.0])
    return st.fixed_dictionaries({"base_lr": rates, "epochs": st.integers(1, 20), **options})


def _gammas() -> st.SearchStrategy[float]:
    return st.sampled_from([0.1, 0.5, 0.9, 0.3, 1.5])


@misconception(
    zh="学习率提前了一个 epoch：第 0 个 epoch 用了第 1 个 epoch 的学习率",
    en="the rates come one epoch early: epoch 0 has the rate of epoch 1",
    hint_zh="第 0 个 epoch 用的是起始学习率，第一次 scheduler.step() 在它之后",
    hint_en="epoch 0 uses the rate at the start; the first scheduler.step() comes after it",
)
class OneEpochEarly:
    def step_lr(base_lr, epochs, step_size, gamma=0.1):
        return [base_lr * gamma ** (epoch // step_size) for epoch in range(1, epochs + 1)]

    def multi_step_lr(base_lr, epochs, milestones, gamma=0.1):
        return [
            base_lr * gamma ** sum(one <= epoch for one in milestones)
            for epoch in range(1, epochs + 1)
        ]

    def exponential_lr(base_lr, epochs, gamma):
        return [base_lr * gamma**epoch for epoch in range(1, epochs + 1)]

    def cosine_annealing_lr(base_lr, epochs, T_max, eta_min=0.0):
        return [
            eta_min + (base_lr - eta_min) * (1 + math.cos(math.pi * epoch / T_max)) / 2
            for epoch in range(1, epochs + 1)
        ]

    def lambda_lr(base_lr, epochs, lr_lambda):
        return [base_lr * lr_lambda(epoch) for epoch in range(1, epochs + 1)]


@misconception(
    zh="每个 epoch 都乘了 gamma",
    en="gamma is applied in every epoch",
    hint_zh="只有经过 step_size 个 epoch，或到达里程碑时，才乘一次 gamma",
    hint_en="apply gamma once per step_size epochs, or once per milestone",
)
class GammaEveryEpoch:
    def step_lr(base_lr, epochs, step_size, gamma=0.1):
        return [base_lr * gamma**epoch for epoch in range(epochs)]

    def multi_step_lr(base_lr, epochs, milestones, gamma=0.1):
        return [base_lr * gamma**epoch for epoch in range(epochs)]


@misconception(
    zh="里程碑之后的 epoch 才生效，应当从里程碑所在的 epoch 起",
    en="a milestone counts after its epoch instead of in it",
    hint_zh="比较 epoch >= milestone 与 epoch > milestone",
    hint_en="compare epoch >= milestone with epoch > milestone",
)
class AfterTheMilestone:
    def multi_step_lr(base_lr, epochs, milestones, gamma=0.1):
        return [
            base_lr * gamma ** sum(one < epoch for one in milestones) for epoch in range(epochs)
        ]


@misconception(
    zh="列出两次的里程碑只算了一次",
    en="a milestone that is listed twice counts once",
    hint_zh="torch 用计数器保存里程碑：列出几次就乘几次 gamma",
    hint_en="torch keeps milestones in a counter: apply gamma as often as one is listed",
)
class MilestonesAsSet:
    def multi_step_lr(base_lr, epochs, milestones, gamma=0.1):
        once = set(milestones)
        return [base_lr * gamma ** sum(one <= epoch for one in once) for epoch in range(epochs)]


@misconception(
    zh="余弦少乘了 1/2",
    en="the cosine lacks its half",
    hint_zh="1 + cos 从 2 降到 0，要乘 1/2 才是从 1 降到 0",
    hint_en="1 + cos runs from 2 to 0; with a half it runs from 1 to 0",
)
class CosineWithoutHalf:
    def cosine_annealing_lr(base_lr, epochs, T_max, eta_min=0.0):
        return [
            eta_min + (base_lr - eta_min) * (1 + math.cos(math.pi * epoch / T_max))
            for epoch in range(epochs)
        ]


@misconception(
    zh="余弦的角度用了度，应当是弧度",
    en="the angle of the cosine is in degrees instead of radians",
    hint_zh="math.cos 的参数是弧度：半个周期是 π，不是 180",
    hint_en="math.cos takes radians: half a period is π, not 180",
)
class CosineInDegrees:
    def cosine_annealing_lr(base_lr, epochs, T_max, eta_min=0.0):
        return [
            eta_min + (base_lr - eta_min) * (1 + math.cos(180 * epoch / T_max)) / 2
            for epoch in range(epochs)
        ]


@misconception(
    zh="T_max 之后学习率停在 eta_min，没有沿余弦回升",
    en="after T_max the rate stays at eta_min instead of rising again",
    hint_zh="余弦有周期：第 2 * T_max 个 epoch 回到 base_lr",
    hint_en="the cosine is periodic: epoch 2 * T_max is back at base_lr",
)
class CosineStops:
    def cosine_annealing_lr(base_lr, epochs, T_max, eta_min=0.0):
        return [
            eta_min + (base_lr - eta_min) * (1 + math.cos(math.pi * min(1, epoch / T_max))) / 2
            for epoch in range(epochs)
        ]


@misconception(
    zh="系数乘在了上一个 epoch 的学习率上",
    en="the factor multiplies the rate of the epoch before",
    hint_zh="LambdaLR 的系数乘在 base_lr 上；连乘的是 MultiplicativeLR",
    hint_en="LambdaLR multiplies base_lr; the one that goes on from the last rate is MultiplicativeLR",
)
class FactorOnLastRate:
    def lambda_lr(base_lr, epochs, lr_lambda):
        rates = [base_lr]
        for epoch in range(1, epochs):
            rates.append(rates[-1] * lr_lambda(epoch))
        return rates


def _plateau(
    count_from: int = 0,
    always_absolute: bool = False,
    never_rests: bool = False,
    always_min: bool = False,
) -> Callable[..., list[float]]:
    """reduce_lr_on_plateau with one thing changed."""

    def reduce_lr_on_plateau(base_lr, metrics, patience=10, cooldown=0, **options):
        if options.get("mode", "min") not in ("min", "max"):
            raise ValueError(options)
        if options.get("threshold_mode", "rel") not in ("rel", "abs"):
            raise ValueError(options)
        if always_absolute:
            options["threshold_mode"] = "abs"
        if always_min:
            options["mode"] = "min"
        if never_rests:
            cooldown = 0
        optimizer = sgd(base_lr)
        scheduler = lr_scheduler.ReduceLROnPlateau(
            optimizer, patience=patience - count_from, cooldown=cooldown, **options
        )
        rates = []
        for metric in metrics:
            optimizer.step()
            scheduler.step(metric)
            rates.append(optimizer.param_groups[0]["lr"])
        return rates

    return reduce_lr_on_plateau


@misconception(
    zh="坏 epoch 刚达到 patience 个就降低了学习率",
    en="the rate is reduced when patience bad epochs are reached instead of exceeded",
    hint_zh="patience 个坏 epoch 是可以容忍的，再多一个才降低",
    hint_en="patience bad epochs are tolerated; one more reduces the rate",
)
class ImpatientByOne:
    reduce_lr_on_plateau = _plateau(count_from=1)


@misconception(
    zh="相对阈值当作了绝对阈值",
    en="the relative threshold is taken as an absolute one",
    hint_zh='threshold_mode="rel" 时，界限是 best * (1 ± threshold)',
    hint_en='under threshold_mode="rel" the bound is best * (1 ± threshold)',
)
class AlwaysAbsolute:
    reduce_lr_on_plateau = _plateau(always_absolute=True)


@misconception(
    zh="没有冷却：降低学习率之后的 cooldown 个 epoch 也计了数",
    en="cooldown is ignored: the epochs after a reduction are counted",
    hint_zh="降低之后的 cooldown 个 epoch 内，坏 epoch 的计数保持为 0",
    hint_en="during the cooldown epochs after a reduction the count of bad epochs stays 0",
)
class NeverRests:
    reduce_lr_on_plateau = _plateau(never_rests=True)


@misconception(
    zh='mode="max" 时也按越小越好处理',
    en='under mode="max" smaller is still taken for better',
    hint_zh="准确率这样的指标越大越好，比较的方向要反过来",
    hint_en="a metric such as accuracy should grow: turn the comparison round",
)
class AlwaysMin:
    reduce_lr_on_plateau = _plateau(always_min=True)


@misconception(
    zh="选项没有传给 scheduler",
    en="the options do not reach the scheduler",
    hint_zh="**options 要原样传给 torch 的 scheduler",
    hint_en="pass **options on to torch's scheduler as they are",
)
class OptionsDropped:
    def build_scheduler(name, optimizer, **options):
        defaults = {
            "StepLR": {"step_size": 30},
            "MultiStepLR": {"milestones": [30, 80]},
            "ExponentialLR": {"gamma": 0.9},
            "CosineAnnealingLR": {"T_max": 50},
            "ReduceLROnPlateau": {},
            "LambdaLR": {"lr_lambda": halved_every_third},
        }
        if name not in defaults:
            raise ValueError(name)
        return getattr(lr_scheduler, name)(optimizer, **defaults[name])
