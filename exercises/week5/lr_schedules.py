"""Six learning rate schedules by hand, and the schedulers of torch by name.

手写六种学习率调整策略，并按名称构造 torch 的 scheduler。

The first six functions are written by hand: torch.optim.lr_scheduler is not used in them. Each
returns a list of plain numbers: for the first five the rate used in epoch 0, 1, …, epochs - 1,
where `epochs` is at least 1. The arguments are left as they were.
前六个函数手写，不使用 torch.optim.lr_scheduler。每个函数返回一个数值列表；前五个函数返回第 0、1、
…、epochs - 1 个 epoch 所用的学习率，epochs 至少为 1。参数不得被改动。
"""

from collections.abc import Callable

import torch


def step_lr(base_lr: float, epochs: int, step_size: int, gamma: float = 0.1) -> list[float]:
    """Every `step_size` epochs the rate is multiplied by `gamma`.

    每经过 step_size 个 epoch，学习率乘以 gamma。

    With step_size 2 the rates are base_lr, base_lr, base_lr * gamma, base_lr * gamma, …
    step_size 为 2 时，学习率依次为 base_lr、base_lr、base_lr * gamma、base_lr * gamma……
    """
    raise NotImplementedError


def multi_step_lr(
    base_lr: float, epochs: int, milestones: list[int], gamma: float = 0.1
) -> list[float]:
    """From each milestone on, that epoch included, the rate is multiplied by `gamma`.

    从每个里程碑（milestone）所在的 epoch 起（含该 epoch），学习率乘以 gamma。

    Args:
        milestones: epochs in ascending order; one that is listed twice counts twice, and 0 counts
            in the first epoch
            按升序排列的 epoch；列出两次就乘两次，0 从第一个 epoch 起生效
    """
    raise NotImplementedError


def exponential_lr(base_lr: float, epochs: int, gamma: float) -> list[float]:
    """In every epoch after the first the rate is multiplied by `gamma`.

    从第二个 epoch 起，每个 epoch 学习率都乘以 gamma。
    """
    raise NotImplementedError


def cosine_annealing_lr(
    base_lr: float,
    epochs: int,
    T_max: int,  # noqa: N803
    eta_min: float = 0.0,
) -> list[float]:
    """Half a cosine from `base_lr` in epoch 0 down to `eta_min` in epoch `T_max`.

    学习率沿半个余弦周期，从第 0 个 epoch 的 base_lr 降到第 T_max 个 epoch 的 eta_min。

    After T_max the cosine goes on: the rate rises again, and 2 * T_max is one period.
    T_max 之后余弦继续，学习率重新上升；一个周期为 2 * T_max。
    """
    raise NotImplementedError


def lambda_lr(base_lr: float, epochs: int, lr_lambda: Callable[[int], float]) -> list[float]:
    """The rate of an epoch is `base_lr` times what `lr_lambda` gives for its number.

    每个 epoch 的学习率等于 base_lr 乘以 lr_lambda(epoch)。
    """
    raise NotImplementedError


def reduce_lr_on_plateau(
    base_lr: float,
    metrics: list[float],
    mode: str = "min",
    factor: float = 0.1,
    patience: int = 10,
    threshold: float = 1e-4,
    threshold_mode: str = "rel",
    cooldown: int = 0,
    min_lr: float = 0.0,
    eps: float = 1e-8,
) -> list[float]:
    """The rate after each metric: it is reduced when the metric has stopped improving.

    读入每个指标之后的学习率：指标不再改善时降低学习率。

    As in torch: an epoch is good if its metric is better than the best one so far, otherwise
    bad. Better means, for "min" below best * (1 - threshold) under "rel" and below
    best - threshold under "abs"; for "max" above best * (1 + threshold) and above
    best + threshold. A better metric becomes the best one. The first metric is always good.
    与 torch 相同：指标优于目前最佳值的 epoch 为好，否则为坏。优于的含义：mode 为 "min" 时，"rel" 下
    小于 best * (1 - threshold)，"abs" 下小于 best - threshold；mode 为 "max" 时，"rel" 下大于
    best * (1 + threshold)，"abs" 下大于 best + threshold。更优的指标成为新的最佳值。第一个指标总是好的。

    When more than `patience` bad epochs have come in a row, the rate becomes
    max(rate * factor, min_lr), unless that lowers it by no more than `eps`; in both cases the
    count of bad epochs starts again at 0, and the next `cooldown` epochs are not counted.
    连续的坏 epoch 超过 patience 个时，学习率变为 max(rate * factor, min_lr)，降幅不超过 eps 时则
    保持不变；两种情况下坏 epoch 的计数都归零，随后的 cooldown 个 epoch 不计数。

    Args:
        metrics: one number per epoch, at least one; negative ones are met too
            每个 epoch 一个数，至少一个，可能为负

    Raises:
        ValueError: a mode other than "min" and "max", or a threshold_mode other than "rel" and
            "abs" / mode 或 threshold_mode 为其他值时抛出
    """
    raise NotImplementedError


def build_scheduler(
    name: str, optimizer: torch.optim.Optimizer, **options: object
) -> torch.optim.lr_scheduler.LRScheduler:
    """torch's own scheduler of this name, made for the optimiser with the given options.

    按名称构造 torch 自带的 scheduler，作用于给定的优化器，并传入给定的选项。

    The names are "StepLR", "MultiStepLR", "ExponentialLR", "CosineAnnealingLR",
    "ReduceLROnPlateau" and "LambdaLR". Here torch.optim.lr_scheduler is to be used.
    名称为 "StepLR"、"MultiStepLR"、"ExponentialLR"、"CosineAnnealingLR"、"ReduceLROnPlateau" 和
    "LambdaLR"。此函数应当使用 torch.optim.lr_scheduler。

    Raises:
        ValueError: any other name, those of torch's other schedulers included
            其他名称（包括 torch 的其他 scheduler）一律抛出
    """
    raise NotImplementedError
