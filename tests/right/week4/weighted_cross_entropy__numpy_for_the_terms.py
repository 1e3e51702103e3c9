"""explain_mean is numpy from end to end; the loss is torch, with an enum for the reduction."""

from enum import Enum

import numpy as np
import torch
from torch.nn import functional as F


class Reduction(Enum):
    NONE = "none"
    SUM = "sum"
    MEAN = "mean"


def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
    how = Reduction(reduction)
    picked = F.log_softmax(inputs, dim=-1).index_select(1, target).diagonal()
    w = torch.ones_like(picked) if weight is None else torch.take(weight, target)
    weighted = torch.neg(picked) * w
    if how is Reduction.NONE:
        return weighted
    total = torch.sum(weighted)
    return total if how is Reduction.SUM else total / torch.sum(w)


def explain_mean(inputs, target, weight):
    x, t, w = inputs.numpy(), target.numpy(), weight.numpy()
    x = x - x.max(axis=1, keepdims=True)
    per_sample = np.log(np.exp(x).sum(axis=1)) - x[np.arange(len(t)), t]
    return {
        "per_sample": per_sample,
        "weighted": per_sample * w[t],
        "denominator": w[t].sum(),
        "mean": np.average(per_sample, weights=w[t]),
    }
