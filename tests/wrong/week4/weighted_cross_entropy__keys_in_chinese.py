# fails: homework_terms, homework_denominator, explains_any_mean, by_hand
"""The quantities of explain_mean come under other names than the contract's."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    w = torch.ones_like(inputs[:, 0]) if weight is None else weight[target]
    loss = -torch.log_softmax(inputs, 1).gather(1, target[:, None])[:, 0] * w
    if reduction not in ("none", "sum", "mean"):
        raise ValueError("wrong reduction")
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.sum() / w.sum()


def explain_mean(inputs, target, weight):
    return {
        "每个样本": weighted_cross_entropy(inputs, target, None, "none"),
        "加权": weighted_cross_entropy(inputs, target, weight, "none"),
        "分母": weight[target].sum(),
        "均值": weighted_cross_entropy(inputs, target, weight),
    }
