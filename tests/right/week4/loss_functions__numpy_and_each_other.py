"""NumPy throughout; losses that contain one another call one another, under torch's names."""

import functools
import itertools

import numpy as np
import torch
from torch import logsumexp


def loss(values_of):
    """Gives a function of values (and of a denominator) its reductions."""

    @functools.wraps(values_of)
    def reduced(*args, reduction="mean", **kwargs):
        if reduction not in {"none", "sum", "mean"} | ({"batchmean"} if values_of.__name__ == "kl_div" else set()):
            raise ValueError(f"{reduction} is not a valid value for reduction")
        values = values_of(*map(as_array, args), **{key: as_array(value) for key, value in kwargs.items()})
        values, denominator = values if isinstance(values, tuple) else (values, values.size)
        if reduction == "none":
            return values
        if reduction == "batchmean":
            denominator = len(values)
        return values.sum() / (1 if reduction == "sum" else denominator)

    return reduced


def as_array(value):
    return value.numpy().astype(np.float64 if value.is_floating_point() else np.int64) if isinstance(value, torch.Tensor) else value


def softplus(x):
    return np.logaddexp(0, x)


@loss
def nll_loss(input, target, weight=None, ignore_index=-100):
    weight = np.ones(input.shape[1]) if weight is None else weight
    keep = target != ignore_index
    labels = np.where(keep, target, 0)
    picked = weight[labels] * keep
    return -input[np.arange(len(input)), labels] * picked, picked.sum()


@loss
def cross_entropy(input, target, weight=None, ignore_index=-100, label_smoothing=0.0):
    logs = input - logsumexp(torch.from_numpy(input.copy()), 1, keepdim=True).numpy()
    tensors = dict(input=torch.from_numpy(logs), target=torch.from_numpy(target), ignore_index=ignore_index)
    weights = np.ones(input.shape[1]) if weight is None else weight
    hard = nll_loss(**tensors, weight=torch.from_numpy(weights), reduction="none")
    soft = -(logs * weights).mean(1) * (target != ignore_index)
    denominator = sum(weights[y] for y in target if y != ignore_index)
    return (1 - label_smoothing) * hard + label_smoothing * soft, denominator


@loss
def binary_cross_entropy(input, target, weight=1.0):
    with np.errstate(divide="ignore"):
        yes, no = np.maximum(np.log(input), -100), np.maximum(np.log1p(-input), -100)
    return -(target * yes + (1 - target) * no) * weight


@loss
def binary_cross_entropy_with_logits(input, target, weight=1.0, pos_weight=1.0):
    return weight * (pos_weight * target * softplus(-input) + (1 - target) * softplus(input))


@loss
def l1_loss(input, target):
    return np.abs(input - target)


@loss
def mse_loss(input, target):
    return np.square(input - target)


@loss
def smooth_l1_loss(input, target, beta=1.0):
    d = np.abs(input - target)
    return np.where(d < beta, d**2 / (2 * beta or 1), d - beta / 2)


@loss
def poisson_nll_loss(input, target, log_input=True, full=False, eps=1e-8):
    values = np.exp(input) - target * input if log_input else input - target * np.log(input + eps)
    if full:
        big = np.maximum(target, 2)
        values = values + (target > 1) * (big * np.log(big) - big + np.log(2 * np.pi * big) / 2)
    return values


@loss
def kl_div(input, target, log_target=False):
    if log_target:
        return np.exp(target) * (target - input)
    return target * (np.log(np.where(target > 0, target, 1)) - input)


@loss
def margin_ranking_loss(input1, input2, target, margin=0.0):
    return np.maximum(0, -target * (input1 - input2) + margin)


@loss
def multilabel_margin_loss(input, target):
    counted = (target == -1).cumsum(1) == 0
    is_label = np.zeros(input.shape, dtype=bool)
    for row, column in zip(*np.nonzero(counted)):
        is_label[row, target[row, column]] = True
    pairs = is_label[:, :, None] & ~is_label[:, None, :]
    gaps = np.maximum(0, 1 - input[:, :, None] + input[:, None, :])
    return (gaps * pairs).sum((1, 2)) / input.shape[1]


@loss
def soft_margin_loss(input, target):
    return softplus(-target * input)


@loss
def multilabel_soft_margin_loss(input, target, weight=1.0):
    values = binary_cross_entropy_with_logits(torch.from_numpy(input), torch.from_numpy(target), reduction="none")
    return (values * weight).mean(1)


@loss
def multi_margin_loss(input, target, p=1, margin=1.0, weight=None):
    rows = np.arange(len(input))
    gaps = np.maximum(0, margin - input[rows, target][:, None] + input) ** p
    gaps[rows, target] = 0
    return gaps.mean(1) * (1 if weight is None else weight[target])


@loss
def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2.0, eps=1e-6, swap=False):
    def distance(a, b):
        return np.linalg.norm(a - b + eps, ord=p, axis=1)

    far = distance(anchor, negative)
    if swap:
        far = np.minimum(far, distance(positive, negative))
    return np.maximum(0, distance(anchor, positive) - far + margin)


@loss
def hinge_embedding_loss(input, target, margin=1.0):
    return np.where(target == 1, input, np.maximum(0, margin - input))


@loss
def cosine_embedding_loss(input1, input2, target, margin=0.0):
    cosine = (input1 * input2).sum(1) / np.linalg.norm(input1, axis=1) / np.linalg.norm(input2, axis=1)
    return np.where(target == 1, 1 - cosine, np.maximum(0, cosine - margin))


@loss
def ctc_values(log_probs, targets, input_lengths, target_lengths, blank=0, zero_infinity=False):
    """All class sequences, one after another: few frames and classes, so few of them."""
    ends = np.cumsum(target_lengths)
    values = []
    for n, (frames, length) in enumerate(zip(input_lengths, target_lengths)):
        row = targets[ends[n] - length : ends[n]] if targets.ndim == 1 else targets[n, :length]
        total = -np.inf
        for path in itertools.product(range(log_probs.shape[2]), repeat=int(frames)):
            if [c for c, _ in itertools.groupby(path) if c != blank] == row.tolist():
                total = np.logaddexp(total, sum(log_probs[t, n, c] for t, c in enumerate(path)))
        values.append(0.0 if zero_infinity and total == -np.inf else -total)
    return np.array(values)


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    case = (log_probs, targets, input_lengths, target_lengths, blank, zero_infinity)
    if reduction == "mean":
        values = ctc_values(*case, reduction="none")
        return (values / np.maximum(np.asarray(target_lengths), 1)).mean()
    return ctc_values(*case, reduction=reduction)
