"""Weighted cross entropy by hand.  韩梅梅"""

import torch


def explain_mean(inputs, target, weight):
    log_p = torch.log_softmax(inputs, dim=1)
    per_sample = -log_p[torch.arange(len(target)), target]
    w = weight[target]  # 每个样本取自己类别的权重
    return {
        "per_sample": per_sample,
        "weighted": per_sample * w,
        "denominator": w.sum(),  # 1 + 2 + 2 = 5
        "mean": (per_sample * w).sum() / w.sum(),
    }


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    if weight is None:
        weight = inputs.new_ones(inputs.shape[1])
    terms = explain_mean(inputs, target, weight)
    results = {"none": terms["weighted"], "sum": terms["weighted"].sum(), "mean": terms["mean"]}
    if reduction not in results:
        raise ValueError(f"unknown reduction {reduction!r}")
    return results[reduction]
