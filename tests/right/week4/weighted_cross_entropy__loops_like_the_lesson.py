"""Loops over samples and classes with the lesson's names; a small demonstration runs on import."""

import torch
from torch import nn

input = inputs = torch.tensor([[1, 2], [1, 3], [1, 3]], dtype=torch.float)
weights = torch.tensor([1, 2], dtype=torch.float)


def log_sum_exp(x):
    largest = x.max()
    return largest + torch.log(sum(torch.exp(value - largest) for value in x))


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    losses = []
    denominator = 0.0
    for idx in range(inputs.shape[0]):
        cls = int(target[idx])
        w = 1.0 if weight is None else weight[cls]
        losses.append(w * (-inputs[idx, cls] + log_sum_exp(inputs[idx])))
        denominator = denominator + w
    if reduction == "none":
        return torch.stack(losses)
    if reduction == "sum":
        return sum(losses)
    if reduction == "mean":
        return sum(losses) / denominator
    raise ValueError(f"reduction = {reduction!r}")


def explain_mean(inputs, target, weight):
    per_sample, weighted = [], []
    for idx in range(len(inputs)):
        loss = log_sum_exp(inputs[idx]) - inputs[idx][target[idx]]
        per_sample.append(loss.item())
        weighted.append(loss.item() * weight[target[idx]].item())
    denominator = sum(float(weight[t]) for t in target)
    return {
        "per_sample": per_sample,
        "weighted": weighted,
        "denominator": denominator,
        "mean": sum(weighted) / denominator,
    }


print("torch 的结果：", nn.CrossEntropyLoss(weight=weights)(inputs, torch.tensor([0, 1, 1])))
print("手算的结果：", weighted_cross_entropy(inputs, torch.tensor([0, 1, 1]), weights))
