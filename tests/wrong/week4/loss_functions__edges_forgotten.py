# fails: binary_cross_entropy, binary_cross_entropy_with_logits, smooth_l1_loss, poisson_nll_loss, kl_div, multilabel_margin_loss, multi_margin_loss, hinge_embedding_loss, cosine_embedding_loss, by_hand
"""The formulas of the lesson without their edges: log 0, overflow, the first -1, max(0, ...)."""

import torch
import torch.nn.functional as F


def _reduce(values, reduction):
    if reduction == "none":
        return values
    if reduction not in ("sum", "mean"):
        raise ValueError(reduction)
    return values.sum() if reduction == "sum" else values.mean()


def binary_cross_entropy(input, target, weight=None, reduction="mean"):
    loss = -(target * input.log() + (1 - target) * (1 - input).log())
    return _reduce(loss if weight is None else loss * weight, reduction)


def binary_cross_entropy_with_logits(input, target, weight=None, reduction="mean", pos_weight=None):
    loss = input - target * input + (1 + (-input).exp()).log()
    if pos_weight is not None:
        loss = loss + (pos_weight - 1) * target * (1 + (-input).exp()).log()
    return _reduce(loss if weight is None else loss * weight, reduction)


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    d = (input - target).abs()
    return _reduce(torch.where(d < beta, 0.5 * d**2, d - 0.5 * beta), reduction)


def poisson_nll_loss(input, target, log_input=True, full=False, eps=1e-8, reduction="mean"):
    loss = input.exp() - target * input if log_input else input - target * (input.log() + eps)
    if full:
        loss = loss + target * target.log() - target + 0.5 * (6.283185 * target).log()
    return _reduce(loss, reduction)


def kl_div(input, target, reduction="mean", log_target=False):
    loss = target.exp() * (target - input) if log_target else target * (target.log() - input)
    return loss.sum() / len(loss) if reduction == "batchmean" else _reduce(loss, reduction)


def multilabel_margin_loss(input, target, reduction="mean"):
    rows = []
    for x, y in zip(input, target):
        labels = [j for j in y.tolist() if j != -1]
        others = [i for i in range(len(x)) if i not in labels]
        rows.append(sum((1 - x[j] + x[i]).clamp(min=0) for j in labels for i in others) / len(x) + 0 * x[0])
    return _reduce(torch.stack(rows), reduction)


def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, reduction="mean"):
    gaps = margin - input.gather(1, target[:, None]) + input
    gaps = gaps.scatter(1, target[:, None], 0.0)
    if weight is not None:
        gaps = gaps * weight[target][:, None]
    return _reduce((gaps.clamp(min=0) ** p).mean(1), reduction)


def hinge_embedding_loss(input, target, margin=1.0, reduction="mean"):
    return _reduce(torch.where(target == 1, input, margin - input), reduction)


def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction="mean"):
    cosine = F.cosine_similarity(input1, input2)
    return _reduce(torch.where(target == 1, 1 - cosine, cosine - margin), reduction)


def cross_entropy(**case):
    return F.cross_entropy(**case)


def nll_loss(**case):
    return F.nll_loss(**case)


def l1_loss(**case):
    return F.l1_loss(**case)


def mse_loss(**case):
    return F.mse_loss(**case)


def margin_ranking_loss(**case):
    return F.margin_ranking_loss(**case)


def soft_margin_loss(**case):
    return F.soft_margin_loss(**case)


def multilabel_soft_margin_loss(**case):
    return F.multilabel_soft_margin_loss(**case)


def triplet_margin_loss(**case):
    return F.triplet_margin_loss(**case)


def ctc_loss(**case):
    return F.ctc_loss(**case)
