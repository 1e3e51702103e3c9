# fails: gradient
"""The losses are collected as floats with .item(), so no gradient reaches the logits."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    log_p = torch.log_softmax(inputs, dim=1)
    losses, weights = [], []
    for row, t in zip(log_p, target, strict=True):
        w = 1.0 if weight is None else weight[t].item()
        losses.append(-w * row[t].item())
        weights.append(w)
    losses = torch.tensor(losses)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / sum(weights)
    raise ValueError(f"unknown reduction: {reduction}")


def explain_mean(inputs, target, weight):
    weighted = weighted_cross_entropy(inputs, target, weight, "none")
    denominator = weight[target].sum().item()
    return {
        "per_sample": weighted_cross_entropy(inputs, target, None, "none"),
        "weighted": weighted,
        "denominator": denominator,
        "mean": weighted.sum().item() / denominator,
    }
