# fails: plateau, lesson_curves
"""The rate falls when the bad epochs reach patience."""

import math
from bisect import bisect_right
from collections.abc import Callable

import torch
from torch.optim import lr_scheduler

SCHEDULERS = {
    "StepLR": lr_scheduler.StepLR,
    "MultiStepLR": lr_scheduler.MultiStepLR,
    "ExponentialLR": lr_scheduler.ExponentialLR,
    "CosineAnnealingLR": lr_scheduler.CosineAnnealingLR,
    "ReduceLROnPlateau": lr_scheduler.ReduceLROnPlateau,
    "LambdaLR": lr_scheduler.LambdaLR,
}


def step_lr(base_lr: float, epochs: int, step_size: int, gamma: float = 0.1) -> list[float]:
    """Whole steps passed so far are the power of gamma. / 已经过的整步数就是 gamma 的幂次。"""
    return [base_lr * gamma ** (epoch // step_size) for epoch in range(epochs)]


def multi_step_lr(
    base_lr: float, epochs: int, milestones: list[int], gamma: float = 0.1
) -> list[float]:
    """Milestones reached so far are the power of gamma. / 已到达的里程碑个数就是 gamma 的幂次。"""
    return [base_lr * gamma ** bisect_right(milestones, epoch) for epoch in range(epochs)]


def exponential_lr(base_lr: float, epochs: int, gamma: float) -> list[float]:
    """The epoch itself is the power of gamma. / epoch 本身就是 gamma 的幂次。"""
    return [base_lr * gamma**epoch for epoch in range(epochs)]


def cosine_annealing_lr(
    base_lr: float,
    epochs: int,
    T_max: int,
    eta_min: float = 0.0,
) -> list[float]:
    """(1 + cos) / 2 runs from 1 to 0 over T_max epochs. / (1 + cos) / 2 在 T_max 内从 1 降到 0。"""
    return [
        eta_min + (base_lr - eta_min) * (1 + math.cos(math.pi * epoch / T_max)) / 2
        for epoch in range(epochs)
    ]


def lambda_lr(base_lr: float, epochs: int, lr_lambda: Callable[[int], float]) -> list[float]:
    """The factor multiplies the base rate, not the last one. / 系数乘在初始学习率上。"""
    return [base_lr * lr_lambda(epoch) for epoch in range(epochs)]


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
    """A counter of bad epochs and one of the epochs to rest. / 一个计坏 epoch，一个计冷却。"""
    if mode not in ("min", "max"):
        raise ValueError(f"unknown mode: {mode!r}")
    if threshold_mode not in ("rel", "abs"):
        raise ValueError(f"unknown threshold_mode: {threshold_mode!r}")
    sign = 1 if mode == "max" else -1
    best, bad, resting = None, 0, 0
    rate, rates = base_lr, []
    for metric in metrics:
        if best is None:
            better = True
        elif threshold_mode == "rel":
            better = sign * metric > sign * best * (1 + sign * threshold)
        else:
            better = sign * metric > sign * best + threshold
        if better:
            best, bad = metric, 0
        else:
            bad += 1
        if resting > 0:
            resting -= 1
            bad = 0
        if bad >= patience:
            lower = max(rate * factor, min_lr)
            if rate - lower > eps:
                rate = lower
            bad, resting = 0, cooldown
        rates.append(rate)
    return rates


def build_scheduler(
    name: str, optimizer: torch.optim.Optimizer, **options: object
) -> lr_scheduler.LRScheduler:
    """A table of names; the options go on as they are. / 用字典查名称，选项原样传入。"""
    if name not in SCHEDULERS:
        raise ValueError(f"unknown scheduler: {name!r}")
    return SCHEDULERS[name](optimizer, **options)
