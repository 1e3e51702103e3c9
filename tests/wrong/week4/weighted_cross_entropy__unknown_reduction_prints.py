# fails: refuses_unknown_reduction
"""An unknown reduction is only printed, and None comes back."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    w = torch.ones_like(inputs[0]) if weight is None else weight
    loss = -torch.log_softmax(inputs, 1).gather(1, target[:, None])[:, 0] * w[target]
    if reduction == "none":
        return loss
    if reduction == "sum":
        return torch.sum(loss)
    if reduction == "mean":
        return torch.sum(loss) / torch.sum(w[target])
    return print("reduction 参数错误", reduction)


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, None, "none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, "none"),
        "denominator": weight[target].sum(),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }
