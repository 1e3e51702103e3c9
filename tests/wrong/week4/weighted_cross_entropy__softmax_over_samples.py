# fails: homework_terms, homework_none_and_sum, homework_mean, homework_denominator, equals_torch, mean_equals_torch, explains_any_mean, ignores_a_shift, survives_large_logits, gradient, refuses_unknown_reduction, by_hand
"""The softmax runs over the samples (dim=0) instead of over the classes."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    log_p = torch.log_softmax(inputs, dim=0)
    picked = -log_p[torch.arange(len(target)), target]
    w = torch.ones_like(picked) if weight is None else weight[target]
    if reduction == "none":
        return picked * w
    if reduction == "sum":
        return (picked * w).sum()
    if reduction == "mean":
        return (picked * w).sum() / w.sum()
    raise ValueError(f"unknown reduction: {reduction}")


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, None, "none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, "none"),
        "denominator": weight[target].sum(),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }
