# fails: explains_any_mean
"""A bare squeeze() in explain_mean also drops the axis of a batch of one."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    loss = -torch.log_softmax(inputs, dim=1)[torch.arange(len(target)), target]
    w = torch.ones_like(loss) if weight is None else weight[target]
    if reduction == "none":
        return loss * w
    if reduction == "sum":
        return (loss * w).sum()
    if reduction == "mean":
        return (loss * w).sum() / w.sum()
    raise ValueError(f"unknown reduction: {reduction}")


def explain_mean(inputs, target, weight):
    per_sample = -torch.log_softmax(inputs, dim=1).gather(1, target.view(-1, 1)).squeeze()
    weighted = per_sample * weight[target]
    return {
        "per_sample": per_sample,
        "weighted": weighted,
        "denominator": weight[target].sum(),
        "mean": weighted.sum() / weight[target].sum(),
    }
