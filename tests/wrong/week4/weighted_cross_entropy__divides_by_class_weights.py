# fails: homework_mean, homework_denominator, mean_equals_torch, explains_any_mean
"""The mean divides by the sum of the weights of all classes, whichever samples there are."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    if reduction not in {"none", "sum", "mean"}:
        raise ValueError(f"unknown reduction: {reduction}")
    log_p = inputs - torch.logsumexp(inputs, dim=1, keepdim=True)
    if weight is None:
        weight = torch.ones(inputs.shape[1])
        total = len(target)
    else:
        total = weight.sum()
    loss = torch.stack([-row[t] * weight[t] for row, t in zip(log_p, target, strict=True)])
    if reduction == "none":
        return loss
    return loss.sum() if reduction == "sum" else loss.sum() / total


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, None, "none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, "none"),
        "denominator": weight.sum(),
        "mean": weighted_cross_entropy(inputs, target, weight, "mean"),
    }
