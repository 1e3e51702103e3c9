# fails: survives_large_logits
"""A small number is added to the probability, so that log never sees 0: large losses stop at 28."""

import torch


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    one_hot = torch.eye(inputs.shape[1], dtype=inputs.dtype)[target]
    p = (torch.softmax(inputs, dim=1) * one_hot).sum(dim=1)
    w = torch.ones_like(p) if weight is None else weight[target]
    loss = -torch.log(p + 1e-12) * w
    reduce = {"none": lambda: loss, "sum": loss.sum, "mean": lambda: loss.sum() / w.sum()}
    if reduction not in reduce:
        raise ValueError(f"unknown reduction: {reduction}")
    return reduce[reduction]()


def explain_mean(inputs, target, weight):
    return {
        "per_sample": weighted_cross_entropy(inputs, target, reduction="none"),
        "weighted": weighted_cross_entropy(inputs, target, weight, reduction="none"),
        "denominator": weight[target].sum(),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }
