# fails: homework_terms, homework_none_and_sum, homework_mean, homework_denominator, equals_torch, mean_equals_torch, explains_any_mean, ignores_a_shift, survives_large_logits, gradient, refuses_unknown_reduction, by_hand
"""The logits are multiplied by the weights, and the mean is a plain one."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    if weight is not None:
        inputs = inputs * weight
    loss = torch.logsumexp(inputs, 1) - inputs.gather(1, target[:, None])[:, 0]
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    if reduction == "mean":
        return loss.mean()
    raise ValueError(f"no such reduction: {reduction}")


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, None, "none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, "none"),
        "denominator": torch.tensor(float(len(target))),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }
