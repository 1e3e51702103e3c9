# fails: ignores_a_shift, survives_large_logits
"""The logits are clamped to ±20 against overflow, which changes them."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    inputs = inputs.clamp(-20, 20)
    weight = torch.ones_like(inputs[0]) if weight is None else weight
    loss = (inputs.exp().sum(1).log() - inputs.gather(1, target[:, None]).squeeze(1)) * weight[
        target
    ]
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    if reduction == "mean":
        return loss.sum() / weight[target].sum()
    raise ValueError(f"unknown reduction: {reduction}")


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, reduction="none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, reduction="none"),
        "denominator": weight[target].sum(),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }
