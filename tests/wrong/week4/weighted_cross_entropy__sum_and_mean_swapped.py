# fails: homework_none_and_sum, homework_mean, equals_torch, mean_equals_torch
"""The branches of "sum" and "mean" are in each other's place."""

import torch
import torch.nn.functional as F


def terms(inputs, target, weight):
    loss = -F.log_softmax(inputs, dim=-1).gather(-1, target.reshape(-1, 1)).flatten()
    return loss, loss * weight[target], weight[target].sum()


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    weight = torch.ones(inputs.size(1), dtype=inputs.dtype) if weight is None else weight
    _, weighted, denominator = terms(inputs, target, weight)
    if reduction == "none":
        return weighted
    if reduction == "sum":
        return weighted.sum() / denominator
    if reduction == "mean":
        return weighted.sum()
    raise ValueError(f"unknown reduction: {reduction}")


def explain_mean(inputs, target, weight):
    per_sample, weighted, denominator = terms(inputs, target, weight)
    return {
        "per_sample": per_sample,
        "weighted": weighted,
        "denominator": denominator,
        "mean": weighted.sum() / denominator,
    }
