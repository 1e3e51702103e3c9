# fails: rejects_unknown_reduction, by_hand
"""Whatever is no known reduction is taken for the mean."""

import torch.nn.functional as F


def _known(reduction):
    return reduction if reduction in ("none", "sum", "batchmean") else "mean"


def cross_entropy(reduction="mean", **case):
    return F.cross_entropy(**case, reduction=_known(reduction))


def nll_loss(reduction="mean", **case):
    return F.nll_loss(**case, reduction=_known(reduction))


def binary_cross_entropy(reduction="mean", **case):
    return F.binary_cross_entropy(**case, reduction=_known(reduction))


def binary_cross_entropy_with_logits(reduction="mean", **case):
    return F.binary_cross_entropy_with_logits(**case, reduction=_known(reduction))


def l1_loss(reduction="mean", **case):
    return F.l1_loss(**case, reduction=_known(reduction))


def mse_loss(reduction="mean", **case):
    return F.mse_loss(**case, reduction=_known(reduction))


def smooth_l1_loss(reduction="mean", **case):
    return F.smooth_l1_loss(**case, reduction=_known(reduction))


def poisson_nll_loss(reduction="mean", **case):
    return F.poisson_nll_loss(**case, reduction=_known(reduction))


def kl_div(reduction="mean", **case):
    return F.kl_div(**case, reduction=_known(reduction))


def margin_ranking_loss(reduction="mean", **case):
    return F.margin_ranking_loss(**case, reduction=_known(reduction))


def multilabel_margin_loss(reduction="mean", **case):
    return F.multilabel_margin_loss(**case, reduction=_known(reduction))


def soft_margin_loss(reduction="mean", **case):
    return F.soft_margin_loss(**case, reduction=_known(reduction))


def multilabel_soft_margin_loss(reduction="mean", **case):
    return F.multilabel_soft_margin_loss(**case, reduction=_known(reduction))


def multi_margin_loss(reduction="mean", **case):
    return F.multi_margin_loss(**case, reduction=_known(reduction))


def triplet_margin_loss(reduction="mean", **case):
    return F.triplet_margin_loss(**case, reduction=_known(reduction))


def hinge_embedding_loss(reduction="mean", **case):
    return F.hinge_embedding_loss(**case, reduction=_known(reduction))


def cosine_embedding_loss(reduction="mean", **case):
    return F.cosine_embedding_loss(**case, reduction=_known(reduction))


def ctc_loss(reduction="mean", **case):
    return F.ctc_loss(**case, reduction=_known(reduction))
