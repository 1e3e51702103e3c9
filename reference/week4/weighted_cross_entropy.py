"""Oracle, inputs and misconceptions of week4/weighted_cross_entropy. The oracle is torch."""

from typing import Any

import hypothesis.strategies as st
import torch
import torch.nn.functional as F
from torch import Tensor

from grader import misconception, tensors

REDUCTIONS = ("none", "sum", "mean")

HOMEWORK_TERMS = {
    "per_sample": [1.313262, 0.126928, 0.126928],
    "weighted": [1.313262, 0.253856, 0.253856],
    "denominator": 5.0,
    "mean": 0.364197,
}


def homework() -> dict[str, Tensor]:
    """The numbers of the homework sheet."""
    return {
        "inputs": torch.tensor([[1.0, 2.0], [1.0, 3.0], [1.0, 3.0]]),
        "target": torch.tensor([0, 1, 1]),
        "weight": torch.tensor([1.0, 2.0]),
    }


def weighted_cross_entropy(
    inputs: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """torch's own answer, in float64."""
    weight = None if weight is None else weight.double()
    return F.cross_entropy(inputs.double(), target, weight, reduction=reduction)


def explain_mean(inputs: Tensor, target: Tensor, weight: Tensor) -> dict[str, Tensor]:
    """The quantities of the contract, in float64."""
    per_sample = weighted_cross_entropy(inputs, target, reduction="none")
    weighted = weighted_cross_entropy(inputs, target, weight, "none")
    return {
        "per_sample": per_sample,
        "weighted": weighted,
        "denominator": weight.double()[target].sum(),
        "mean": weighted_cross_entropy(inputs, target, weight),
    }


def mean_of(inputs: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """The mean, differentiable, in the dtype of its inputs."""
    return F.cross_entropy(inputs, target, weight)


def cases() -> st.SearchStrategy[dict[str, Any]]:
    """Any inputs, with weights or without, under any reduction; sizes of one included."""
    return st.builds(
        lambda case, plain, reduction: {
            **case,
            "weight": None if plain else case["weight"],
            "reduction": reduction,
        },
        weighted_cases(),
        st.booleans(),
        st.sampled_from(REDUCTIONS),
    )


def weighted_cases(low: float = -5.0, high: float = 5.0) -> st.SearchStrategy[dict[str, Any]]:
    """Inputs (N, C), targets (N,) and different positive weights (C,); not always contiguous."""
    dtypes = st.sampled_from([torch.float32, torch.float64])
    drawn = dtypes.flatmap(
        lambda dtype: tensors("samples classes", low=low, high=high, dtype=dtype)
    )
    return st.tuples(drawn, st.booleans()).flatmap(lambda pair: _with_targets(*pair))


def huge_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Logits of -10000, 0 and 10000, as a mean."""
    return weighted_cases(-1.0, 1.0).map(
        lambda case: {**case, "inputs": 1e4 * case["inputs"].sign()}
    )


def shifts() -> st.SearchStrategy[float]:
    """What is added to every logit."""
    return st.sampled_from([-50.0, -3.0, 7.0, 50.0])


def _with_targets(inputs: Tensor, transposed: bool) -> st.SearchStrategy[dict[str, Any]]:
    samples, classes = inputs.shape
    if transposed:
        inputs = inputs.t().contiguous().t()
    targets = st.lists(st.integers(0, classes - 1), min_size=samples, max_size=samples)
    quarters = st.lists(st.integers(1, 16), min_size=classes, max_size=classes, unique=True)
    return st.builds(
        lambda target, weight: {
            "inputs": inputs,
            "target": torch.tensor(target),
            "weight": torch.tensor(weight, dtype=inputs.dtype) / 4,
        },
        targets,
        quarters,
    )


def _reduce(losses: Tensor, reduction: str, denominator: Tensor | float) -> Tensor:
    if reduction not in REDUCTIONS:
        raise ValueError(reduction)
    if reduction == "none":
        return losses
    return losses.sum() if reduction == "sum" else losses.sum() / denominator


def _weights(inputs: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
    return torch.ones_like(inputs[:, 0]) if weight is None else weight[target]


def _losses(inputs: Tensor, target: Tensor) -> Tensor:
    return inputs.logsumexp(1) - inputs.gather(1, target[:, None]).squeeze(1)


@misconception(
    zh='reduction="mean" 除以了样本数 N',
    en='reduction="mean" divides by the number of samples N',
    hint_zh="带权重时分母是每个样本所取权重之和，作业数据中是 1 + 2 + 2",
    hint_en="with weights the denominator is the sum of the samples' weights: 1 + 2 + 2 on the sheet",
)
class DividesBySamples:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        losses = _losses(inputs, target) * _weights(inputs, target, weight)
        return _reduce(losses, reduction, len(target))

    def explain_mean(inputs, target, weight):
        losses = _losses(inputs, target)
        weighted = losses * weight[target]
        count = torch.tensor(float(len(target)))
        return {
            "per_sample": losses,
            "weighted": weighted,
            "denominator": count,
            "mean": weighted.sum() / count,
        }


@misconception(
    zh='reduction="mean" 除以了所有类别权重之和',
    en='reduction="mean" divides by the sum of all class weights',
    hint_zh="分母只数出现过的样本：每个样本取自己类别的权重，再求和",
    hint_en="the denominator counts samples: each brings the weight of its own class",
)
class DividesByClassWeights:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        losses = _losses(inputs, target) * _weights(inputs, target, weight)
        total = float(inputs.shape[1]) if weight is None else weight.sum()
        return _reduce(losses, reduction, total)

    def explain_mean(inputs, target, weight):
        losses = _losses(inputs, target)
        weighted = losses * weight[target]
        return {
            "per_sample": losses,
            "weighted": weighted,
            "denominator": weight.sum(),
            "mean": weighted.sum() / weight.sum(),
        }


@misconception(
    zh="权重乘在了 logits 上",
    en="the weights are applied to the logits",
    hint_zh="权重乘的是每个样本的损失，而不是网络的输出",
    hint_en="a weight multiplies the loss of a sample, not the output of the network",
)
class WeightsOnLogits:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        scaled = inputs if weight is None else inputs * weight
        return _reduce(_losses(scaled, target), reduction, len(target))


@misconception(
    zh="softmax 之后没有取对数",
    en="softmax without the logarithm",
    hint_zh="交叉熵是目标类别概率的负对数",
    hint_en="cross entropy is minus the logarithm of the target's probability",
)
class NoLogarithm:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        probability = inputs.softmax(1).gather(1, target[:, None]).squeeze(1)
        weights = _weights(inputs, target, weight)
        return _reduce(-probability * weights, reduction, weights.sum())


@misconception(
    zh="符号反了",
    en="the sign is reversed",
    hint_zh="概率小于 1，对数为负，损失前面有一个负号",
    hint_en="a probability below 1 has a negative logarithm: the loss carries a minus sign",
)
class WrongSign:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        weights = _weights(inputs, target, weight)
        return _reduce(-_losses(inputs, target) * weights, reduction, weights.sum())


@misconception(
    zh='"sum" 与 "mean" 写反了',
    en='"sum" and "mean" are swapped',
    hint_zh='"sum" 是加权损失之和，"mean" 再除以权重之和',
    hint_en='"sum" adds the weighted losses, "mean" then divides by the weights',
)
class SumAndMeanSwapped:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        swapped = {"sum": "mean", "mean": "sum"}.get(reduction, reduction)
        weights = _weights(inputs, target, weight)
        return _reduce(_losses(inputs, target) * weights, swapped, weights.sum())


@misconception(
    zh="没有使用权重",
    en="the weights are ignored",
    hint_zh="weight[target] 给出每个样本的权重",
    hint_en="weight[target] gives the weight of each sample",
)
class WeightsIgnored:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduce(_losses(inputs, target), reduction, len(target))


@misconception(
    zh="logits 很大时溢出：先取指数，再取对数",
    en="large logits overflow: the exponential is taken before the logarithm",
    hint_zh="float32 里 exp(89) 已经溢出；log_softmax 或 logsumexp 会先减去最大值",
    hint_en="exp(89) overflows in float32; log_softmax and logsumexp subtract the maximum first",
)
class Overflows:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        probability = inputs.exp() / inputs.exp().sum(1, keepdim=True)
        losses = -probability.gather(1, target[:, None]).squeeze(1).log()
        weights = _weights(inputs, target, weight)
        return _reduce(losses * weights, reduction, weights.sum())
