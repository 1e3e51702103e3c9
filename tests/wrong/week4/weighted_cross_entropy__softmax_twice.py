# fails: homework_terms, homework_none_and_sum, homework_mean, homework_denominator, equals_torch, mean_equals_torch, explains_any_mean, ignores_a_shift, survives_large_logits, gradient, refuses_unknown_reduction, by_hand
"""Softmax is taken first and log_softmax of the probabilities afterwards: 0.4967 on the sheet."""

import torch


def cross_entropy(inputs, target):
    probabilities = torch.softmax(inputs, dim=1)
    return -torch.log_softmax(probabilities, dim=1).gather(1, target.view(-1, 1)).view(-1)


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    if weight is None:
        weight = torch.ones_like(inputs[0])
    loss = weight[target] * cross_entropy(inputs, target)
    match reduction:
        case "none":
            return loss
        case "sum":
            return loss.sum()
        case "mean":
            return loss.sum() / weight[target].sum()
        case _:
            raise ValueError(f"reduction: {reduction}")


def explain_mean(inputs, target, weight):
    per_sample = cross_entropy(inputs, target)
    return {
        "per_sample": per_sample,
        "weighted": weight[target] * per_sample,
        "denominator": weight[target].sum(),
        "mean": (weight[target] * per_sample).sum() / weight[target].sum(),
    }
