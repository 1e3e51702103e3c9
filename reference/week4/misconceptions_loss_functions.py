"""Misconceptions of week4/loss_functions: wrong losses, most of them one change away from torch's.

Where several losses share a slip, as with a helper that reduces wrongly, one class has them all.
"""

import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from grader import misconception
from grader.authoring.misconception import Misconception


def _reduced(values: Tensor, reduction: str, divisor: Tensor | float | None = None) -> Tensor:
    """The values under a reduction; "mean" divides by the divisor, or by their number."""
    if reduction not in {"none", "sum", "mean"}:
        raise ValueError(reduction)
    if reduction == "none":
        return values
    return values.sum() / ((divisor or values.numel()) if reduction == "mean" else 1)


def _by_first_dimension(name: str) -> Callable[..., Tensor]:
    """torch's loss, but "mean" divides by the size of the first dimension."""

    def loss(reduction: str = "mean", **case: Tensor) -> Tensor:
        values = getattr(F, name)(**case, reduction="none")
        return _reduced(values, reduction, len(values))

    return loss


def _with(values: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """A loss from a function of its values before reduction."""

    def loss(reduction: str = "mean", **case: Tensor) -> Tensor:
        return _reduced(values(**case), reduction)

    return loss


def _divergence(values: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The same for kl_div, which knows "batchmean" too."""

    def loss(reduction: str = "mean", **case: Tensor) -> Tensor:
        found = values(**case)
        if reduction == "batchmean":
            return found.sum() / len(found)
        return _reduced(found, reduction)

    return loss


def _without(name: str, *ignored: str) -> Callable[..., Tensor]:
    """torch's loss, but some of its options have no effect."""

    def loss(**case: Tensor) -> Tensor:
        kept = {key: value for key, value in case.items() if key not in ignored}
        return getattr(F, name)(**kept)

    return loss


def _weighed(values: Tensor, weight: Tensor | None) -> Tensor:
    return values if weight is None else values * weight


@misconception(
    zh="形状为 (N, C) 等多维时，mean 除以了第一维的大小，而不是元素个数",
    en="mean divides by the size of the first dimension, not by the number of elements",
    hint_zh="逐元素的损失中，mean 是所有元素的平均：除以 numel()",
    hint_en="in an element-wise loss the mean is over all elements: their number is numel()",
)
class MeanByFirstDimension:
    binary_cross_entropy = _by_first_dimension("binary_cross_entropy")
    binary_cross_entropy_with_logits = _by_first_dimension("binary_cross_entropy_with_logits")
    l1_loss = _by_first_dimension("l1_loss")
    mse_loss = _by_first_dimension("mse_loss")
    smooth_l1_loss = _by_first_dimension("smooth_l1_loss")
    poisson_nll_loss = _by_first_dimension("poisson_nll_loss")
    margin_ranking_loss = _by_first_dimension("margin_ranking_loss")
    soft_margin_loss = _by_first_dimension("soft_margin_loss")
    hinge_embedding_loss = _by_first_dimension("hinge_embedding_loss")


@misconception(
    zh="带权重时，mean 除以了样本数 N",
    en="with weights, mean divides by the number of samples N",
    hint_zh="cross_entropy 与 nll_loss 的 mean 是加权平均：除以每个样本所取权重之和，被忽略的样本不算",
    hint_en="the mean of cross_entropy and nll_loss is a weighted one: divide by the sum of the picked weights, ignored samples left out",
)
class WeightedMeanBySamples:
    cross_entropy = _by_first_dimension("cross_entropy")
    nll_loss = _by_first_dimension("nll_loss")


@misconception(
    zh="cross_entropy 先取了 softmax，再取 log_softmax：softmax 做了两次",
    en="cross_entropy takes the softmax twice: log_softmax of what is a softmax already",
    hint_zh="input 是 logits，log_softmax 中已经包含 softmax",
    hint_en="the input holds logits; log_softmax contains the softmax",
)
class SoftmaxTwice:
    def cross_entropy(input, **case):
        return F.cross_entropy(input.softmax(1), **case)


@misconception(
    zh="label_smoothing 没有起作用",
    en="label_smoothing has no effect",
    hint_zh="记 e = label_smoothing：目标类别占 1 - e，余下的 e 平均分给所有 C 个类别",
    hint_en="with e = label_smoothing the target gets 1 - e, and all C classes share e evenly",
)
class SmoothingIgnored:
    cross_entropy = _without("cross_entropy", "label_smoothing")


@misconception(
    zh="nll_loss 自己又取了对数",
    en="nll_loss takes the logarithm itself",
    hint_zh="input 已经是对数概率：取出目标的一项，变号",
    hint_en="the input holds log-probabilities already: pick the target's entry and change its sign",
)
class NllTakesLog:
    def nll_loss(input, **case):
        return F.nll_loss(input.log(), **case)


@misconception(
    zh="nll_loss 又做了一次 log_softmax",
    en="nll_loss applies log_softmax once more",
    hint_zh="input 已经是对数概率，按原样使用",
    hint_en="the input holds log-probabilities already, and is taken as it is",
)
class NllNormalisesAgain:
    def nll_loss(input, **case):
        return F.nll_loss(input.log_softmax(1), **case)


@misconception(
    zh="nll_loss 没有变号",
    en="nll_loss lacks the minus sign",
    hint_zh="损失是负的对数似然：-w[y] * x[y]",
    hint_en="it is the negative log-likelihood: -w[y] * x[y]",
)
class NllWithoutSign:
    def nll_loss(input, **case):
        return F.nll_loss(-input, **case)


@misconception(
    zh="binary_cross_entropy 把 input 当作 logits，先取了 sigmoid",
    en="binary_cross_entropy takes its input for logits and applies the sigmoid first",
    hint_zh="这里的 input 已经是概率；接收 logits 的是 binary_cross_entropy_with_logits",
    hint_en="the input is a probability here; logits are for binary_cross_entropy_with_logits",
)
class SigmoidOfProbabilities:
    def binary_cross_entropy(input, **case):
        return F.binary_cross_entropy(input.sigmoid(), **case)


@misconception(
    zh="binary_cross_entropy 在概率为 0 或 1 处得到无穷大或 NaN",
    en="binary_cross_entropy is infinite or NaN at probabilities of 0 and 1",
    hint_zh="每个对数不小于 -100，例如 log(x).clamp(min=-100)，于是 0 * log 0 = 0",
    hint_en="each logarithm is -100 at least, for instance log(x).clamp(min=-100), so that 0 * log 0 is 0",
)
class LogarithmOfZero:
    @_with
    def binary_cross_entropy(input, target, weight=None):
        return _weighed(-(target * input.log() + (1 - target) * (1 - input).log()), weight)


@misconception(
    zh="binary_cross_entropy 少了 (1 - y) * log(1 - x) 一项",
    en="binary_cross_entropy lacks the term (1 - y) * log(1 - x)",
    hint_zh="目标为 0 时，损失是 -log(1 - x)，不是 0",
    hint_en="for a target of 0 the loss is -log(1 - x), not 0",
)
class PositivesOnly:
    @_with
    def binary_cross_entropy(input, target, weight=None):
        return _weighed(-target * input.log().clamp(min=-100), weight)


@misconception(
    zh="binary_cross_entropy_with_logits 用了 log(sigmoid(x))，logits 较大时得到无穷大或 NaN",
    en="binary_cross_entropy_with_logits uses log(sigmoid(x)): infinite or NaN for large logits",
    hint_zh="-log(sigmoid(x)) 就是 softplus(-x)，不会溢出",
    hint_en="-log(sigmoid(x)) is softplus(-x), which does not overflow",
)
class LogOfSigmoid:
    @_with
    def binary_cross_entropy_with_logits(input, target, weight=None, pos_weight=None):
        share = input.sigmoid()
        yes = _weighed(target * share.log(), pos_weight)
        return _weighed(-(yes + (1 - target) * (1 - share).log()), weight)


@misconception(
    zh="pos_weight 乘在了整个损失上",
    en="pos_weight multiplies the whole loss",
    hint_zh="pos_weight 只乘在正类的那一项 y * log s 上",
    hint_en="pos_weight multiplies only the term of the positives, y * log s",
)
class PosWeightOnEverything:
    @_with
    def binary_cross_entropy_with_logits(pos_weight=None, **case):
        return _weighed(F.binary_cross_entropy_with_logits(**case, reduction="none"), pos_weight)


@misconception(
    zh="pos_weight 没有起作用",
    en="pos_weight has no effect",
    hint_zh="pos_weight 乘在正类的那一项 y * log s 上",
    hint_en="pos_weight multiplies the term of the positives, y * log s",
)
class PosWeightIgnored:
    binary_cross_entropy_with_logits = _without("binary_cross_entropy_with_logits", "pos_weight")


@misconception(
    zh="l1_loss 与 mse_loss 弄反了",
    en="l1_loss and mse_loss are swapped",
    hint_zh="L1 是差的绝对值，MSE 是差的平方",
    hint_en="L1 is the absolute difference, MSE the squared one",
)
class AbsoluteAndSquareSwapped:
    def l1_loss(**case):
        return F.mse_loss(**case)

    def mse_loss(**case):
        return F.l1_loss(**case)


@misconception(
    zh="l1_loss 没有取绝对值，正负相互抵消",
    en="l1_loss takes no absolute value, so that differences cancel",
    hint_zh="先对每个差取绝对值，再求和或平均",
    hint_en="the absolute value of each difference comes before the sum or the mean",
)
class DifferencesCancel:
    @_with
    def l1_loss(input, target):
        return input - target


@misconception(
    zh="mse_loss 多乘了 1/2",
    en="mse_loss has an extra factor of 1/2",
    hint_zh="torch 的 MSE 是 (x - y) ** 2，不乘 1/2",
    hint_en="torch's MSE is (x - y) ** 2, without a half",
)
class HalfSquares:
    @_with
    def mse_loss(input, target):
        return (input - target) ** 2 / 2


@misconception(
    zh="smooth_l1_loss 的二次部分没有除以 beta",
    en="the quadratic part of smooth_l1_loss is not divided by beta",
    hint_zh="d < beta 时为 d ** 2 / (2 * beta)，这样两段在 d = beta 处相接",
    hint_en="it is d ** 2 / (2 * beta) where d < beta, so that both parts meet at d = beta",
)
class BetaMissingInParabola:
    @_with
    def smooth_l1_loss(input, target, beta=1.0):
        distance = (input - target).abs()
        return torch.where(distance < beta, distance**2 / 2, distance - beta / 2)


@misconception(
    zh="smooth_l1_loss 的 beta 没有起作用",
    en="beta has no effect in smooth_l1_loss",
    hint_zh="beta 是二次部分与线性部分的分界，两段的公式里都有它",
    hint_en="beta is where the quadratic part ends, and it is in the formulas of both parts",
)
class BetaIgnored:
    smooth_l1_loss = _without("smooth_l1_loss", "beta")


@misconception(
    zh="写成了 Huber 损失：比 smooth_l1_loss 多乘了 beta",
    en="this is the Huber loss, which is beta times smooth_l1_loss",
    hint_zh="smooth_l1_loss 中线性部分的斜率是 1，Huber 损失中是 beta",
    hint_en="the linear part of smooth_l1_loss has slope 1, that of the Huber loss has slope beta",
)
class HuberInstead:
    @_with
    def smooth_l1_loss(input, target, beta=1.0):
        return beta * F.smooth_l1_loss(input, target, reduction="none", beta=beta)


@misconception(
    zh="log_input 没有起作用：总是对 input 取指数",
    en="log_input has no effect: the exponential is taken every time",
    hint_zh="log_input=False 时，input 本身就是期望的计数：x - y * log(x + eps)",
    hint_en="with log_input=False the input is the expected count itself: x - y * log(x + eps)",
)
class LogInputIgnored:
    poisson_nll_loss = _without("poisson_nll_loss", "log_input")


@misconception(
    zh="poisson_nll_loss 的 eps 加在了对数外面",
    en="eps is added outside the logarithm in poisson_nll_loss",
    hint_zh="eps 在对数里面：log(x + eps)，x = 0 时也有限",
    hint_en="eps belongs inside: log(x + eps), which is finite at x = 0 too",
)
class EpsOutsideLogarithm:
    @_with
    def poisson_nll_loss(input, target, log_input=True, full=False, eps=1e-8):
        if log_input:
            return F.poisson_nll_loss(input, target, full=full, reduction="none")
        rate = F.poisson_nll_loss(input.log(), target, full=full, reduction="none")
        return rate - target * eps


@misconception(
    zh="full=True 时，在 y ≤ 1 处也加了斯特林近似",
    en="with full=True, Stirling's terms are added where y <= 1 too",
    hint_zh="斯特林近似只加在 y > 1 处：1! 的对数本来就是 0",
    hint_en="Stirling's terms are for y > 1 only: the logarithm of 1! is 0 as it is",
)
class StirlingEverywhere:
    @_with
    def poisson_nll_loss(target, full=False, **case):
        stirling = target * target.log() - target + 0.5 * (2 * math.pi * target).log()
        values = F.poisson_nll_loss(target=target, **case, reduction="none")
        return values + stirling if full else values


@misconception(
    zh="full=True 时加了精确的 log(y!)",
    en="with full=True, the exact log(y!) is added",
    hint_zh="torch 用的是斯特林近似 y * log(y) - y + 0.5 * log(2 * pi * y)",
    hint_en="torch adds Stirling's approximation y * log(y) - y + 0.5 * log(2 * pi * y)",
)
class ExactFactorial:
    @_with
    def poisson_nll_loss(target, full=False, **case):
        values = F.poisson_nll_loss(target=target, **case, reduction="none")
        return values + (target + 1).lgamma() if full else values


@misconception(
    zh='kl_div 的 "mean" 当成了 "batchmean"',
    en='"mean" is taken for "batchmean" in kl_div',
    hint_zh='kl_div 的 "mean" 除以元素个数，"batchmean" 才除以第一维的大小',
    hint_en='"mean" divides by the number of elements in kl_div, "batchmean" by the first dimension',
)
class MeanIsBatchmean:
    def kl_div(reduction="mean", **case):
        return F.kl_div(**case, reduction="batchmean" if reduction == "mean" else reduction)


@misconception(
    zh="kl_div 对 input 又取了对数",
    en="kl_div takes the logarithm of its input once more",
    hint_zh="input 已经是对数概率：y * (log y - x)",
    hint_en="the input holds log-probabilities already: y * (log y - x)",
)
class DivergenceTakesLog:
    @_divergence
    def kl_div(input, target, log_target=False):
        return F.kl_div(input.log(), target, reduction="none", log_target=log_target)


@misconception(
    zh="kl_div 的 log_target 没有起作用",
    en="log_target has no effect in kl_div",
    hint_zh="log_target=True 时 target 是 log y：exp(t) * (t - x)",
    hint_en="with log_target=True the target is log y: exp(t) * (t - x)",
)
class LogTargetIgnored:
    @_divergence
    def kl_div(input, target, log_target=False):
        return F.kl_div(input, target, reduction="none")


@misconception(
    zh="kl_div 在 y = 0 处得到 NaN",
    en="kl_div is NaN where y = 0",
    hint_zh="0 * log 0 在 torch 里是 NaN，这里应为 0；torch.xlogy(y, y) 正是这样算的",
    hint_en="0 * log 0 is NaN in torch and should be 0 here; torch.xlogy(y, y) does that",
)
class ZeroTimesLogarithm:
    @_divergence
    def kl_div(input, target, log_target=False):
        if log_target:
            return target.exp() * (target - input)
        return target * (target.log() - input)


@misconception(
    zh="margin_ranking_loss 没有在 0 处截断",
    en="margin_ranking_loss is not cut off at 0",
    hint_zh="排序已经正确时损失为 0，不会是负数：max(0, ...)",
    hint_en="where the order is right already the loss is 0, never negative: max(0, ...)",
)
class RankingNegative:
    @_with
    def margin_ranking_loss(input1, input2, target, margin=0.0):
        return margin - target * (input1 - input2)


@misconception(
    zh="margin_ranking_loss 中 y 的方向反了",
    en="margin_ranking_loss takes y the other way round",
    hint_zh="y = 1 表示 input1 应当更大：x1 > x2 时损失小",
    hint_en="y = 1 says that input1 should be the larger one: the loss is small where x1 > x2",
)
class RankingReversed:
    def margin_ranking_loss(input1, input2, **case):
        return F.margin_ranking_loss(input2, input1, **case)


@misconception(
    zh="margin_ranking_loss 的 margin 没有起作用",
    en="margin has no effect in margin_ranking_loss",
    hint_zh="margin 加在 max(0, ...) 的里面",
    hint_en="margin is added within max(0, ...)",
)
class RankingMarginIgnored:
    margin_ranking_loss = _without("margin_ranking_loss", "margin")


def _multilabel_margins(
    input: Tensor, target: Tensor, ends: bool = True, by_labels: bool = False, all_i: bool = False
) -> Tensor:
    """The multi-label margin loss, row by row, with what the misconceptions do differently."""
    values = []
    for scores, row in zip(input, target.tolist(), strict=True):
        end = row.index(-1) if ends and -1 in row else len(row)
        labels = [label for label in row[:end] if label >= 0]
        others = [i for i in range(len(scores)) if all_i or i not in labels]
        gaps = (1 - scores[labels][:, None] + scores[others]).clamp(min=0)
        own = len(labels) if all_i else 0  # each label is 1 behind itself
        divisor = max(len(labels), 1) if by_labels else len(scores)
        values.append((gaps.sum() - own) / divisor)
    return torch.stack(values)


@misconception(
    zh="multilabel_margin_loss 把 -1 之后的标签也算上了",
    en="multilabel_margin_loss counts labels that come after a -1",
    hint_zh="第一个 -1 结束标签列表，后面的数不算",
    hint_en="the first -1 ends the list of labels; what follows it does not count",
)
class LabelsAfterTheEnd:
    @_with
    def multilabel_margin_loss(input, target):
        return _multilabel_margins(input, target, ends=False)


@misconception(
    zh="multilabel_margin_loss 除以了标签个数，而不是类别数 C",
    en="multilabel_margin_loss divides by the number of labels instead of by C",
    hint_zh="每个样本的和除以类别数 C，不论有几个标签",
    hint_en="a sample's sum is divided by the number of classes C, however many labels there are",
)
class DividesByLabels:
    @_with
    def multilabel_margin_loss(input, target):
        return _multilabel_margins(input, target, by_labels=True)


@misconception(
    zh="multilabel_margin_loss 把标签也与其他标签比较",
    en="multilabel_margin_loss compares labels with one another",
    hint_zh="只与不是标签的类别比较",
    hint_en="a label is compared only with the classes that are no labels",
)
class LabelsAgainstLabels:
    @_with
    def multilabel_margin_loss(input, target):
        return _multilabel_margins(input, target, all_i=True)


@misconception(
    zh="soft_margin_loss 指数中少了负号",
    en="soft_margin_loss lacks the minus sign in the exponent",
    hint_zh="log(1 + exp(-y * x))：x 与 y 同号时损失小",
    hint_en="log(1 + exp(-y * x)): the loss is small where x and y have the same sign",
)
class SoftMarginSign:
    def soft_margin_loss(input, **case):
        return F.soft_margin_loss(-input, **case)


@misconception(
    zh="soft_margin_loss 把 1 与 -1 当作 1 与 0 的二分类目标代入",
    en="soft_margin_loss puts 1 and -1 where a binary cross entropy expects 1 and 0",
    hint_zh="这里的 y 是 1 或 -1，公式是 log(1 + exp(-y * x))",
    hint_en="y is 1 or -1 here, and the formula log(1 + exp(-y * x))",
)
class SoftMarginBinary:
    def soft_margin_loss(**case):
        return F.binary_cross_entropy_with_logits(**case)


@misconception(
    zh="multilabel_soft_margin_loss 对类别求和，没有取平均",
    en="multilabel_soft_margin_loss sums over the classes instead of averaging",
    hint_zh="每个样本的值是 C 个类别的平均",
    hint_en="the value of a sample is the mean over its C classes",
)
class ClassesSummed:
    def multilabel_soft_margin_loss(reduction="mean", **case):
        values = F.multilabel_soft_margin_loss(**case, reduction="none")
        return _reduced(values * case["input"].shape[1], reduction)


@misconception(
    zh="multilabel_soft_margin_loss 的 weight 没有起作用",
    en="weight has no effect in multilabel_soft_margin_loss",
    hint_zh="每个类别的损失乘以它的权重，再对类别取平均",
    hint_en="each class's loss is multiplied by its weight before the mean over the classes",
)
class ClassWeightsIgnored:
    multilabel_soft_margin_loss = _without("multilabel_soft_margin_loss", "weight")


@misconception(
    zh="multi_margin_loss 把目标类别自己也算进去了",
    en="multi_margin_loss counts the target's own class too",
    hint_zh="只对 i != y 求和：目标与自己比较，总会多出 margin ** p / C",
    hint_en="the sum is over i != y: compared with itself the target adds margin ** p / C every time",
)
class OwnClassCounted:
    def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, reduction="mean"):
        gaps = (margin - input.gather(1, target[:, None]) + input).clamp(min=0) ** p
        values = gaps.mean(1)
        return _reduced(values if weight is None else values * weight[target], reduction)


@misconception(
    zh="multi_margin_loss 的 p 没有起作用",
    en="p has no effect in multi_margin_loss",
    hint_zh="p = 2 时，每个 max(0, ...) 先平方再求和",
    hint_en="with p = 2 each max(0, ...) is squared before the sum",
)
class PowerIgnored:
    multi_margin_loss = _without("multi_margin_loss", "p")


@misconception(
    zh="multi_margin_loss 的权重也被取了 p 次幂",
    en="in multi_margin_loss the weight is raised to the power p too",
    hint_zh="torch 的实现先求幂，再乘权重：p = 2 时权重不平方",
    hint_en="torch takes the power first, then multiplies by the weight: for p = 2 the weight is not squared",
)
class WeightWithinPower:
    def multi_margin_loss(p=1, weight=None, **case):
        return F.multi_margin_loss(**case, p=p, weight=None if weight is None else weight**p)


@misconception(
    zh="triplet_margin_loss 的 swap 没有起作用",
    en="swap has no effect in triplet_margin_loss",
    hint_zh="swap=True 时，减去的是 d(anchor, negative) 与 d(positive, negative) 中较小的",
    hint_en="with swap=True the smaller one of d(anchor, negative) and d(positive, negative) is subtracted",
)
class SwapIgnored:
    triplet_margin_loss = _without("triplet_margin_loss", "swap")


@misconception(
    zh="triplet_margin_loss 的 p 没有起作用：总是欧氏距离",
    en="p has no effect in triplet_margin_loss: the distance is always Euclidean",
    hint_zh="距离是 p 范数，p = 1 时为各个差的绝对值之和",
    hint_en="the distance is the p-norm: for p = 1 the sum of the absolute differences",
)
class AlwaysEuclidean:
    triplet_margin_loss = _without("triplet_margin_loss", "p")


@misconception(
    zh="triplet_margin_loss 中正样本与负样本的距离弄反了",
    en="triplet_margin_loss swaps the distances of positive and negative",
    hint_zh="正样本应当近：加上 d(anchor, positive)，减去 d(anchor, negative)",
    hint_en="the positive should be near: d(anchor, positive) is added, d(anchor, negative) subtracted",
)
class TripletReversed:
    def triplet_margin_loss(positive, negative, **case):
        return F.triplet_margin_loss(positive=negative, negative=positive, **case)


@misconception(
    zh="hinge_embedding_loss 在 y = -1 处没有截断，出现负数",
    en="hinge_embedding_loss is not cut off where y = -1 and becomes negative",
    hint_zh="y = -1 时为 max(0, margin - x)：距离够大，损失就是 0",
    hint_en="where y = -1 it is max(0, margin - x): 0 once the distance is large enough",
)
class HingeNegative:
    @_with
    def hinge_embedding_loss(input, target, margin=1.0):
        return torch.where(target == 1, input, margin - input)


@misconception(
    zh="写成了普通的 hinge 损失 max(0, margin - y * x)",
    en="this is the ordinary hinge loss max(0, margin - y * x)",
    hint_zh="hinge_embedding_loss 在 y = 1 处是 x 本身，没有 margin，也不截断",
    hint_en="hinge_embedding_loss is x itself where y = 1, without margin and without a cut",
)
class OrdinaryHinge:
    @_with
    def hinge_embedding_loss(input, target, margin=1.0):
        return (margin - target * input).clamp(min=0)


@misconception(
    zh="cosine_embedding_loss 在 y = -1 处没有截断，出现负数",
    en="cosine_embedding_loss is not cut off where y = -1 and becomes negative",
    hint_zh="y = -1 时为 max(0, cos - margin)",
    hint_en="where y = -1 it is max(0, cos - margin)",
)
class CosineNegative:
    @_with
    def cosine_embedding_loss(input1, input2, target, margin=0.0):
        cosine = F.cosine_similarity(input1, input2)
        return torch.where(target == 1, 1 - cosine, cosine - margin)


@misconception(
    zh="cosine_embedding_loss 用了内积，没有除以长度",
    en="cosine_embedding_loss takes the inner product, not divided by the lengths",
    hint_zh="余弦是内积除以两个向量的长度之积",
    hint_en="the cosine is the inner product divided by both vectors' lengths",
)
class InnerProduct:
    @_with
    def cosine_embedding_loss(input1, input2, target, margin=0.0):
        product = (input1 * input2).sum(1)
        return torch.where(target == 1, 1 - product, (product - margin).clamp(min=0))


def _ctc(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor,
    target_lengths: Tensor,
    blank: int = 0,
    zero_infinity: bool = False,
    ends: int = 2,
    always_skips: bool = False,
) -> Tensor:
    """The forward algorithm before reduction, with what the misconceptions do differently."""
    lengths = [int(length) for length in target_lengths]
    rows = targets.split(lengths) if targets.dim() == 1 else targets
    values = []
    for sample, (length, count) in enumerate(zip(lengths, input_lengths, strict=True)):
        states = [blank]
        for label in rows[sample][:length].tolist():
            states += [label, blank]
        paths = [0.0 if state == 0 else -math.inf for state in range(len(states))]
        for frame in log_probs[: int(count), sample].tolist():
            for state in reversed(range(len(states))):
                other = state > 1 and (always_skips or states[state] != states[state - 2])
                skips = other and state % 2 == 1
                before = paths[max(state - 2 if skips else state - 1, 0) : state + 1]
                total = sum(map(math.exp, before))
                paths[state] = frame[states[state]] + (math.log(total) if total else -math.inf)
        total = sum(map(math.exp, paths[-ends:]))
        values.append(-math.log(total) if total else 0.0 if zero_infinity else math.inf)
    return torch.tensor(values)


def _ctc_reduced(values: Tensor, target_lengths: Tensor, reduction: str) -> Tensor:
    if reduction == "mean":
        values = values / torch.as_tensor(target_lengths).clamp(min=1)
    return _reduced(values, reduction)


@misconception(
    zh="ctc_loss 在两个相同的标签之间也跳过了空白",
    en="ctc_loss skips the blank between two equal labels too",
    hint_zh="相邻的重复会被合并：两个相同标签之间必须有一个空白，不能跳过",
    hint_en="repetitions are merged: between two equal labels the blank is needed and cannot be skipped",
)
class SkipsBetweenEqualLabels:
    def ctc_loss(reduction="mean", **case):
        return _ctc_reduced(_ctc(**case, always_skips=True), case["target_lengths"], reduction)


@misconception(
    zh="ctc_loss 只算了以空白结尾的对齐方式",
    en="ctc_loss counts only alignments that end with a blank",
    hint_zh="最后一帧可以是最后的空白，也可以是最后一个标签：两者的概率相加",
    hint_en="the last frame may be the last blank or the last label: both probabilities are added",
)
class EndsWithBlank:
    def ctc_loss(reduction="mean", **case):
        return _ctc_reduced(_ctc(**case, ends=1), case["target_lengths"], reduction)


@misconception(
    zh="ctc_loss 的 mean 没有先除以目标长度",
    en="the mean of ctc_loss does not divide by the target lengths first",
    hint_zh="mean 先把每个样本的值除以目标长度（为 0 时除以 1），再对样本取平均",
    hint_en="mean divides each value by its target length (by 1 if that is 0), then averages",
)
class MeanWithoutLengths:
    ctc_loss = _with(_ctc)


@misconception(
    zh="ctc_loss 的 zero_infinity 没有起作用",
    en="zero_infinity has no effect in ctc_loss",
    hint_zh="没有任何对齐方式时值为无穷大，zero_infinity=True 时改为 0",
    hint_en="without any alignment the value is infinite; with zero_infinity=True it is 0",
)
class InfinityStays:
    ctc_loss = _without("ctc_loss", "zero_infinity")


__all__ = [name for name, value in [*vars().items()] if isinstance(value, Misconception)]
