# fails: homework_classification, known_values, cross_entropy, nll_loss, binary_cross_entropy, binary_cross_entropy_with_logits, l1_loss, mse_loss, smooth_l1_loss, poisson_nll_loss, kl_div, margin_ranking_loss, multilabel_margin_loss, soft_margin_loss, multilabel_soft_margin_loss, multi_margin_loss, triplet_margin_loss, hinge_embedding_loss, cosine_embedding_loss, ctc_loss, rejects_unknown_reduction, by_hand
"""Every loss is by hand, and each has one slip: a sign, a factor, a sigmoid too many."""

import torch
import torch.nn.functional as F


def _reduce(values, reduction):
    if reduction == "none":
        return values
    if reduction == "sum":
        return values.sum()
    if reduction == "mean":
        return values.mean()
    return values.sum() / len(values)


def cross_entropy(input, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    picked = input.softmax(1).log_softmax(1)[torch.arange(len(input)), target]
    return _reduce(-picked if weight is None else -picked * weight[target], reduction)


def nll_loss(input, target, weight=None, ignore_index=-100, reduction="mean"):
    picked = input.log_softmax(1)[torch.arange(len(input)), target]
    return _reduce(-picked if weight is None else -picked * weight[target], reduction)


def binary_cross_entropy(input, target, weight=None, reduction="mean"):
    p = input.sigmoid()
    return _reduce(-target * p.log() - (1 - target) * (1 - p).log(), reduction)


def binary_cross_entropy_with_logits(input, target, weight=None, reduction="mean", pos_weight=None):
    return _reduce(-target * input.sigmoid().log(), reduction)


def l1_loss(input, target, reduction="mean"):
    return _reduce(input - target, reduction)


def mse_loss(input, target, reduction="mean"):
    return _reduce((input - target) ** 2 / 2, reduction)


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    d = (input - target).abs()
    return _reduce(torch.where(d < beta, d**2, d), reduction)


def poisson_nll_loss(input, target, log_input=True, full=False, eps=1e-8, reduction="mean"):
    return _reduce(input - target * (input + eps).log(), reduction)


def kl_div(input, target, reduction="mean", log_target=False):
    return _reduce(target * (input - target.log()), reduction)


def margin_ranking_loss(input1, input2, target, margin=0.0, reduction="mean"):
    return _reduce((target * (input1 - input2) + margin).clamp(min=0), reduction)


def multilabel_margin_loss(input, target, reduction="mean"):
    rows = []
    for x, y in zip(input, target):
        labels = [j for j in y.tolist() if j >= 0]
        gaps = [(1 - x[j] + x[i]).clamp(min=0) for j in labels for i in range(len(x)) if i != j]
        rows.append(sum(gaps) / len(x) + 0 * x[0])
    return _reduce(torch.stack(rows), reduction)


def soft_margin_loss(input, target, reduction="mean"):
    return _reduce(F.softplus(target * input), reduction)


def multilabel_soft_margin_loss(input, target, weight=None, reduction="mean"):
    return _reduce(F.softplus(input) - target * input, reduction)


def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, reduction="mean"):
    gaps = (margin - input.gather(1, target[:, None]) + input).clamp(min=0) ** p
    return _reduce(gaps.mean(1), reduction)


def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2.0, eps=1e-6, swap=False, reduction="mean"):
    near = (anchor - positive).pow(2).sum(1)
    far = (anchor - negative).pow(2).sum(1)
    return _reduce((near - far + margin).clamp(min=0), reduction)


def hinge_embedding_loss(input, target, margin=1.0, reduction="mean"):
    return _reduce((margin - target * input).clamp(min=0), reduction)


def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction="mean"):
    product = (input1 * input2).sum(1)
    return _reduce(torch.where(target == 1, 1 - product, (product - margin).clamp(min=0)), reduction)


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    best = log_probs.max(2).values
    losses = torch.stack([-best[: int(n), i].sum() for i, n in enumerate(input_lengths)])
    return _reduce(losses, reduction)
