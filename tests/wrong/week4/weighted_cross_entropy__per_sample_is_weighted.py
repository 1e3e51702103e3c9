# fails: homework_terms, explains_any_mean, by_hand
"""The entry per_sample holds the weighted losses: the weights come in too early."""

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
    per_sample = weighted_cross_entropy(inputs, target, weight, "none")
    denominator = weight[target].sum()
    return {
        "per_sample": per_sample,
        "weighted": per_sample,
        "denominator": denominator,
        "mean": per_sample.sum() / denominator,
    }
