"""Weighted cross entropy by hand, and what reduction="mean" divides by.

手写带权重的交叉熵，弄清 reduction="mean" 除以什么。
"""

import torch
from torch import Tensor


def weighted_cross_entropy(
    inputs: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """Minus the log-probability of each target, times its weight; the mean is a weighted one.

    目标类别对数概率的相反数，乘以各自的权重；mean 是加权平均。
    """
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(f"unknown reduction: {reduction!r}")
    if weight is None:
        weight = torch.ones_like(inputs[0])
    weighted = _per_sample(inputs, target) * weight[target]
    if reduction == "none":
        return weighted
    if reduction == "sum":
        return weighted.sum()
    return weighted.sum() / weight[target].sum()


def explain_mean(inputs: Tensor, target: Tensor, weight: Tensor) -> dict[str, Tensor]:
    """The quantities behind reduction="mean". / reduction="mean" 背后的各个量。"""
    per_sample = _per_sample(inputs, target)
    weighted = per_sample * weight[target]
    denominator = weight[target].sum()
    return {
        "per_sample": per_sample,
        "weighted": weighted,
        "denominator": denominator,
        "mean": weighted.sum() / denominator,
    }


def _per_sample(inputs: Tensor, target: Tensor) -> Tensor:
    log_probability = torch.log_softmax(inputs, dim=1)
    return -log_probability.gather(1, target.unsqueeze(1)).squeeze(1)
