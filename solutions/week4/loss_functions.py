"""The 18 losses of the course by hand, named and called as in torch.nn.functional.

手写课程中的 18 种损失函数，名称和参数与 torch.nn.functional 一致。
"""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """A mixture of the target's loss and the mean loss of all classes.

    目标类别的损失与所有类别平均损失的混合。
    """
    weights = torch.ones_like(input[0]) if weight is None else weight
    losses = -torch.log_softmax(input, dim=1) * weights
    kept, labels = _kept(target, ignore_index)
    picked = losses.gather(1, labels[:, None]).squeeze(1)
    mixed = (1 - label_smoothing) * picked + label_smoothing * losses.mean(1)
    return _reduce(mixed * kept, reduction, (weights[labels] * kept).sum())


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:
    """Minus the picked entries; the mean is a weighted one. / 取出的项变号；mean 是加权平均。"""
    weights = torch.ones_like(input[0]) if weight is None else weight
    kept, labels = _kept(target, ignore_index)
    picked = weights[labels] * kept
    return _reduce(-input.gather(1, labels[:, None]).squeeze(1) * picked, reduction, picked.sum())


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """The logarithms stop at -100, so that 0 * log 0 is 0.

    对数止于 -100，因此 0 * log 0 为 0。
    """
    yes, no = input.log().clamp(min=-100), (1 - input).log().clamp(min=-100)
    return _reduce(-_times(target * yes + (1 - target) * no, weight), reduction)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """-log sigmoid(x) is softplus(-x), which does not overflow.

    -log sigmoid(x) 就是 softplus(-x)，不会溢出。
    """
    yes, no = F.softplus(-input), F.softplus(input)
    return _reduce(_times(_times(target * yes, pos_weight) + (1 - target) * no, weight), reduction)


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Absolute difference. / 差的绝对值。"""
    return _reduce((input - target).abs(), reduction)


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Squared difference. / 差的平方。"""
    return _reduce((input - target) ** 2, reduction)


def smooth_l1_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0
) -> Tensor:
    """A parabola below beta, a line above. / 小于 beta 时是抛物线，之外是直线。"""
    distance = (input - target).abs()
    if beta == 0:
        return _reduce(distance, reduction)
    parabola, line = distance**2 / (2 * beta), distance - beta / 2
    return _reduce(torch.where(distance < beta, parabola, line), reduction)


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    eps: float = 1e-8,
    reduction: str = "mean",
) -> Tensor:
    """Minus the log-likelihood of counts, without log(y!) or with Stirling's formula for it.

    计数的负对数似然；log(y!) 不计，或用斯特林公式近似。
    """
    expected, logarithm = (input.exp(), input) if log_input else (input, (input + eps).log())
    losses = expected - target * logarithm
    if full:
        counts = target.clamp(min=1)
        stirling = counts * counts.log() - counts + 0.5 * (2 * math.pi * counts).log()
        losses = losses + torch.where(target > 1, stirling, 0.0)
    return _reduce(losses, reduction)


def kl_div(
    input: Tensor, target: Tensor, reduction: str = "mean", log_target: bool = False
) -> Tensor:
    """y * log y is 0 at y = 0, as in xlogy. / y = 0 时 y * log y 为 0，正如 xlogy。"""
    if log_target:
        losses = target.exp() * (target - input)
    else:
        losses = torch.xlogy(target, target) - target * input
    if reduction == "batchmean":
        return losses.sum() / len(input)
    return _reduce(losses, reduction)


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """y says which input should be the larger one. / y 指明哪个输入应当更大。"""
    return _reduce((margin - target * (input1 - input2)).clamp(min=0), reduction)


def multilabel_margin_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Every label should be ahead of every other class by 1.

    每个标签都应当比每个非标签类别高出 1。
    """
    return _reduce(
        torch.stack([_labels_ahead(*row) for row in zip(input, target, strict=True)]), reduction
    )


def soft_margin_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """log(1 + exp(z)) is softplus(z). / log(1 + exp(z)) 就是 softplus(z)。"""
    return _reduce(F.softplus(-target * input), reduction)


def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """A binary cross entropy for each class, averaged. / 每个类别一个二分类交叉熵，取平均。"""
    losses = binary_cross_entropy_with_logits(input, target, weight, "none")
    return _reduce(losses.mean(1), reduction)


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The target should be ahead of every other class by the margin.

    目标类别应当比其他每个类别高出 margin。
    """
    labels = target[:, None]
    gaps = (margin - input.gather(1, labels) + input).clamp(min=0) ** p
    losses = gaps.scatter(1, labels, 0.0).mean(1)
    return _reduce(losses if weight is None else losses * weight[target], reduction)


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """The negative should be farther away than the positive, by the margin.

    负样本应当比正样本远，至少远 margin。
    """
    near = F.pairwise_distance(anchor, positive, p, eps)
    far = F.pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = far.minimum(F.pairwise_distance(positive, negative, p, eps))
    return _reduce((near - far + margin).clamp(min=0), reduction)


def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, reduction: str = "mean"
) -> Tensor:
    """The input is a distance: small for similar pairs, at least the margin for others.

    input 是距离：相似的一对应当小，不相似的应当不小于 margin。
    """
    return _reduce(torch.where(target == 1, input, (margin - input).clamp(min=0)), reduction)


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """The same with the cosine for a measure. / 同样的想法，用余弦来衡量。"""
    cosine = F.cosine_similarity(input1, input2, dim=1)
    return _reduce(torch.where(target == 1, 1 - cosine, (cosine - margin).clamp(min=0)), reduction)


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """The forward algorithm, sample by sample. / 逐个样本做前向算法。"""
    frames, lengths = [int(n) for n in input_lengths], [int(n) for n in target_lengths]
    if targets.dim() == 1:
        labels = targets.split(lengths)
    else:
        labels = [row[:length] for row, length in zip(targets, lengths, strict=True)]
    losses = torch.stack(
        [
            -_log_probability(log_probs[:count, sample], row, blank)
            for sample, (count, row) in enumerate(zip(frames, labels, strict=True))
        ]
    )
    if zero_infinity:
        losses = losses.masked_fill(losses == torch.inf, 0.0)
    if reduction == "mean":
        losses = losses / torch.tensor(lengths).clamp(min=1)
    return _reduce(losses, reduction)


def _reduce(losses: Tensor, reduction: str, denominator: Tensor | None = None) -> Tensor:
    """The values, their sum, or their sum by the denominator (their number if absent).

    各个值，它们的和，或者和除以 denominator（默认为值的个数）。
    """
    if reduction == "none":
        return losses
    if reduction == "sum":
        return losses.sum()
    if reduction == "mean":
        return losses.sum() / (losses.numel() if denominator is None else denominator)
    raise ValueError(f"unknown reduction: {reduction!r}")


def _times(losses: Tensor, weight: Tensor | None) -> Tensor:
    return losses if weight is None else losses * weight


def _kept(target: Tensor, ignore_index: int) -> tuple[Tensor, Tensor]:
    """Which samples count, and labels that are safe to index with.

    哪些样本算数，以及可以安全地用作索引的标签。
    """
    kept = target != ignore_index
    return kept, torch.where(kept, target, 0)


def _labels_ahead(scores: Tensor, target: Tensor) -> Tensor:
    """The multi-label margin loss of one sample. / 一个样本的多标签间隔损失。"""
    labels: list[int] = []
    for label in target.tolist():
        if label < 0:
            break
        labels.append(label)
    others = [i for i in range(len(scores)) if i not in labels]
    gaps = 1 - scores[labels][:, None] + scores[others]
    return gaps.clamp(min=0).sum() / len(scores)


def _log_probability(log_probs: Tensor, labels: Tensor, blank: int) -> Tensor:
    """Log-probability of the labels over all alignments, by dynamic programming.

    用动态规划求标签序列（所有对齐方式）的对数概率。

    The states are the labels with blanks before, between and behind them. From frame to frame
    an alignment stays, goes on by one, or skips a blank between two different labels.
    状态是标签，以及它们前后和之间的空白。到下一帧时停留、前进一个状态，或跳过两个不同标签
    之间的空白。
    """
    states = torch.full((2 * len(labels) + 1,), blank)
    states[1::2] = labels
    skips = torch.zeros(len(states), dtype=torch.bool)
    skips[2:] = (states[2:] != blank) & (states[2:] != states[:-2])
    never = torch.full((2,), -torch.inf)
    paths = torch.full((len(states),), -torch.inf)
    paths[0] = 0.0  # before the first frame: the state in front of the first blank
    for frame in log_probs:
        padded = torch.cat([never, paths])
        stay, step, skip = padded[2:], padded[1:-1], padded[:-2].where(skips, never[0])
        paths = torch.logsumexp(torch.stack([stay, step, skip]), 0) + frame[states]
    return torch.logsumexp(paths[-2:], 0)
