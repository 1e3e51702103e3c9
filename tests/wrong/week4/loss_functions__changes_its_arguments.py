# fails: l1_loss, mse_loss, soft_margin_loss, by_hand
"""The differences are taken in place, in the very tensors that were handed in."""

import torch.nn.functional as F


def _reduce(values, reduction):
    return {"none": lambda: values, "sum": values.sum, "mean": values.mean}[reduction]()


def l1_loss(input, target, reduction="mean"):
    input -= target
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(reduction)
    return _reduce(input.abs(), reduction)


def mse_loss(input, target, reduction="mean"):
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(reduction)
    return _reduce(input.sub_(target).pow_(2), reduction)


def soft_margin_loss(input, target, reduction="mean"):
    if reduction not in ("none", "sum", "mean"):
        raise ValueError(reduction)
    return _reduce(F.softplus(input.mul_(-target)), reduction)


def cross_entropy(**case):
    return F.cross_entropy(**case)


def nll_loss(**case):
    return F.nll_loss(**case)


def binary_cross_entropy(**case):
    return F.binary_cross_entropy(**case)


def binary_cross_entropy_with_logits(**case):
    return F.binary_cross_entropy_with_logits(**case)


def smooth_l1_loss(**case):
    return F.smooth_l1_loss(**case)


def poisson_nll_loss(**case):
    return F.poisson_nll_loss(**case)


def kl_div(**case):
    return F.kl_div(**case)


def margin_ranking_loss(**case):
    return F.margin_ranking_loss(**case)


def multilabel_margin_loss(**case):
    return F.multilabel_margin_loss(**case)


def multilabel_soft_margin_loss(**case):
    return F.multilabel_soft_margin_loss(**case)


def multi_margin_loss(**case):
    return F.multi_margin_loss(**case)


def triplet_margin_loss(**case):
    return F.triplet_margin_loss(**case)


def hinge_embedding_loss(**case):
    return F.hinge_embedding_loss(**case)


def cosine_embedding_loss(**case):
    return F.cosine_embedding_loss(**case)


def ctc_loss(**case):
    return F.ctc_loss(**case)
