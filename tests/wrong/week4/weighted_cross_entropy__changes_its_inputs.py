# fails: equals_torch, gradient
"""The maximum is subtracted in place, from the very tensor that was handed in."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    inputs -= inputs.max(dim=1, keepdim=True).values
    log_p = inputs - inputs.exp().sum(dim=1, keepdim=True).log()
    w = torch.ones_like(inputs[:, 0]) if weight is None else weight[target]
    loss = -log_p.gather(1, target.unsqueeze(1)).squeeze(1) * w
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    if reduction == "mean":
        return loss.sum() / w.sum()
    raise ValueError(f"unknown reduction: {reduction}")


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, None, "none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, "none"),
        "denominator": weight[target].sum(),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }
