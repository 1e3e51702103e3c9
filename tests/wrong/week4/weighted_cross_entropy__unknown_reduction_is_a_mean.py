# fails: refuses_unknown_reduction
"""Whatever is neither "none" nor "sum" is taken for "mean"."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    w = torch.ones_like(target, dtype=inputs.dtype) if weight is None else weight[target]
    loss = -torch.log_softmax(inputs, 1)[range(len(target)), target] * w
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.sum() / w.sum()


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, None, "none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, "none"),
        "denominator": weight[target].sum(),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }
