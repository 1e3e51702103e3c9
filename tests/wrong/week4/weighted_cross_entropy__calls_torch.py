# fails: by_hand
"""torch's own losses are called: cross_entropy as a function, NLLLoss as a class."""

import torch
import torch.nn.functional as F
from torch import nn


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    return F.cross_entropy(inputs, target, weight=weight, reduction=reduction)


def explain_mean(inputs, target, weight):
    log_p = torch.log_softmax(inputs, dim=1)
    return {
        "per_sample": nn.NLLLoss(reduction="none")(log_p, target),
        "weighted": nn.NLLLoss(weight=weight, reduction="none")(log_p, target),
        "denominator": weight[target].sum(),
        "mean": nn.NLLLoss(weight=weight)(log_p, target),
    }
