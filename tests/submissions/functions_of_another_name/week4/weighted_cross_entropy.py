# exercise: weighted_cross_entropy
# earns: nothing
# says: week4/weighted_cross_entropy.py defines weighted_ce and none of weighted_cross_entropy, explain_mean
import torch


def weighted_ce(inputs, target, weight=None, reduction="mean"):
    return torch.nn.functional.cross_entropy(inputs, target, weight, reduction=reduction)
