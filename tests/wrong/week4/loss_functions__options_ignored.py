# fails: cross_entropy, nll_loss, binary_cross_entropy, binary_cross_entropy_with_logits, smooth_l1_loss, poisson_nll_loss, kl_div, margin_ranking_loss, multilabel_soft_margin_loss, multi_margin_loss, triplet_margin_loss, hinge_embedding_loss, cosine_embedding_loss, ctc_loss, by_hand
"""In every loss with options of its own, one of them is accepted and never used."""

import torch.nn.functional as F


def cross_entropy(input, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    return F.cross_entropy(input, target, weight, ignore_index=ignore_index, reduction=reduction)


def nll_loss(input, target, weight=None, ignore_index=-100, reduction="mean"):
    return F.nll_loss(input, target, weight, reduction=reduction)


def binary_cross_entropy(input, target, weight=None, reduction="mean"):
    return F.binary_cross_entropy(input, target, reduction=reduction)


def binary_cross_entropy_with_logits(input, target, weight=None, reduction="mean", pos_weight=None):
    return F.binary_cross_entropy_with_logits(input, target, weight, reduction=reduction)


def smooth_l1_loss(input, target, reduction="mean", beta=1.0):
    return F.smooth_l1_loss(input, target, reduction=reduction)


def poisson_nll_loss(input, target, log_input=True, full=False, eps=1e-8, reduction="mean"):
    return F.poisson_nll_loss(input, target, log_input=log_input, eps=eps, reduction=reduction)


def kl_div(input, target, reduction="mean", log_target=False):
    return F.kl_div(input, target, reduction=reduction)


def margin_ranking_loss(input1, input2, target, margin=0.0, reduction="mean"):
    return F.margin_ranking_loss(input1, input2, target, reduction=reduction)


def multilabel_soft_margin_loss(input, target, weight=None, reduction="mean"):
    return F.multilabel_soft_margin_loss(input, target, reduction=reduction)


def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, reduction="mean"):
    return F.multi_margin_loss(input, target, margin=margin, weight=weight, reduction=reduction)


def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2.0, eps=1e-6, swap=False, reduction="mean"):
    return F.triplet_margin_loss(anchor, positive, negative, margin, p, eps, reduction=reduction)


def hinge_embedding_loss(input, target, margin=1.0, reduction="mean"):
    return F.hinge_embedding_loss(input, target, reduction=reduction)


def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction="mean"):
    return F.cosine_embedding_loss(input1, input2, target, reduction=reduction)


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction="mean", zero_infinity=False):
    return F.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, reduction)


def l1_loss(**case):
    return F.l1_loss(**case)


def mse_loss(**case):
    return F.mse_loss(**case)


def multilabel_margin_loss(**case):
    return F.multilabel_margin_loss(**case)


def soft_margin_loss(**case):
    return F.soft_margin_loss(**case)
