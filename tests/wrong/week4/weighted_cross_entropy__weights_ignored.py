# fails: homework_terms, homework_none_and_sum, homework_mean, homework_denominator, equals_torch, mean_equals_torch, explains_any_mean, ignores_a_shift, survives_large_logits, gradient, refuses_unknown_reduction, by_hand
"""The weights are accepted and never used: 0.5224 on the sheet."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    log_p = torch.log_softmax(inputs, dim=1)
    loss = -log_p[torch.arange(len(target)), target]
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    if reduction == "mean":
        return loss.mean()
    raise ValueError(f"unknown reduction: {reduction}")


def explain_mean(inputs, target, weight):
    loss = weighted_cross_entropy(inputs, target, None, "none")
    return {
        "per_sample": loss,
        "weighted": loss,
        "denominator": torch.tensor(len(target)),
        "mean": loss.mean(),
    }
