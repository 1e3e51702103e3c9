# fails: survives_large_logits
"""The formula of the lesson as it stands: exp, sum, log, which overflows for large logits."""

import torch


def cross_entropy_of_one(x, label):
    return -x[label] + torch.log(torch.sum(torch.exp(x)))


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    if weight is None:
        weight = torch.ones(inputs.shape[1], dtype=inputs.dtype)
    loss = []
    total = 0
    for i in range(len(target)):
        label = target[i]
        loss.append(weight[label] * cross_entropy_of_one(inputs[i], label))
        total = total + weight[label]
    loss = torch.stack(loss)
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    if reduction == "mean":
        return loss.sum() / total
    raise ValueError(f"unknown reduction: {reduction}")


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, reduction="none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, "none"),
        "denominator": sum(weight[t] for t in target),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }
