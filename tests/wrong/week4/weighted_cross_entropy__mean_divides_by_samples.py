# fails: homework_mean, homework_denominator, mean_equals_torch, explains_any_mean
"""The mean divides by the number of samples: 0.6070 on the sheet."""

import torch


def losses(inputs, target):
    rows = torch.arange(len(target))
    return -torch.log_softmax(inputs, dim=1)[rows, target]


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    loss = losses(inputs, target)
    if weight is not None:
        loss = loss * weight[target]
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    if reduction == "mean":
        return loss.mean()
    raise ValueError("reduction must be none, sum or mean")


def explain_mean(inputs, target, weight):
    per_sample = losses(inputs, target)
    weighted = per_sample * weight[target]
    count = len(target)
    return {
        "per_sample": per_sample,
        "weighted": weighted,
        "denominator": count,
        "mean": weighted.sum() / count,
    }
