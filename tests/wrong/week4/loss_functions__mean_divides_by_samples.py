# fails: homework_classification, known_values, cross_entropy, nll_loss, binary_cross_entropy, binary_cross_entropy_with_logits, l1_loss, mse_loss, smooth_l1_loss, poisson_nll_loss, kl_div, margin_ranking_loss, soft_margin_loss, hinge_embedding_loss, ctc_loss, by_hand
"""One helper for all: mean divides by the size of the first dimension, with weights as without."""

import torch.nn.functional as F


def _mean_by_samples(loss, case, reduction):
    values = loss(**case, reduction="none")
    return values.sum() / len(values) if reduction == "mean" else loss(**case, reduction=reduction)


def cross_entropy(reduction="mean", **case):
    return _mean_by_samples(F.cross_entropy, case, reduction)


def nll_loss(reduction="mean", **case):
    return _mean_by_samples(F.nll_loss, case, reduction)


def binary_cross_entropy(reduction="mean", **case):
    return _mean_by_samples(F.binary_cross_entropy, case, reduction)


def binary_cross_entropy_with_logits(reduction="mean", **case):
    return _mean_by_samples(F.binary_cross_entropy_with_logits, case, reduction)


def l1_loss(reduction="mean", **case):
    return _mean_by_samples(F.l1_loss, case, reduction)


def mse_loss(reduction="mean", **case):
    return _mean_by_samples(F.mse_loss, case, reduction)


def smooth_l1_loss(reduction="mean", **case):
    return _mean_by_samples(F.smooth_l1_loss, case, reduction)


def poisson_nll_loss(reduction="mean", **case):
    return _mean_by_samples(F.poisson_nll_loss, case, reduction)


def kl_div(reduction="mean", **case):
    return _mean_by_samples(F.kl_div, case, reduction)


def margin_ranking_loss(reduction="mean", **case):
    return _mean_by_samples(F.margin_ranking_loss, case, reduction)


def soft_margin_loss(reduction="mean", **case):
    return _mean_by_samples(F.soft_margin_loss, case, reduction)


def hinge_embedding_loss(reduction="mean", **case):
    return _mean_by_samples(F.hinge_embedding_loss, case, reduction)


def ctc_loss(reduction="mean", **case):
    values = F.ctc_loss(**case, reduction="none")
    return values.mean() if reduction == "mean" else F.ctc_loss(**case, reduction=reduction)


def multilabel_margin_loss(**case):
    return F.multilabel_margin_loss(**case)


def multilabel_soft_margin_loss(**case):
    return F.multilabel_soft_margin_loss(**case)


def multi_margin_loss(**case):
    return F.multi_margin_loss(**case)


def triplet_margin_loss(**case):
    return F.triplet_margin_loss(**case)


def cosine_embedding_loss(**case):
    return F.cosine_embedding_loss(**case)
