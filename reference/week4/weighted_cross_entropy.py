"""Oracle, inputs and misconceptions of week4/weighted_cross_entropy. The oracle is torch."""

from typing import Any

import hypothesis.strategies as st
import torch
import torch.nn.functional as F
from torch import Tensor

from grader import Mismatch, Undecided, has_number, misconception, numbers_of, says, tensors
from grader.model import Text

REDUCTIONS = ("none", "sum", "mean")

HOMEWORK_TERMS = {
    "per_sample": [1.313262, 0.126928, 0.126928],
    "weighted": [1.313262, 0.253856, 0.253856],
    "denominator": 5.0,
    "mean": 0.364197,
}
HOMEWORK_MEANS = {"mean": HOMEWORK_TERMS["mean"], "default": HOMEWORK_TERMS["mean"]}
WRONG_MEANS = {
    0.6070: Text(
        "0.6070 是加权损失之和除以样本数 3；应除以每个样本所取权重之和 1 + 2 + 2 = 5",
        "0.6070 is the sum of the weighted losses divided by the 3 samples; the divisor is the sum"
        " of the samples' weights, 1 + 2 + 2 = 5",
    ),
    0.5224: Text(
        "0.5224 是不带权重的均值",
        "0.5224 is the mean without weights",
    ),
    0.4967: Text(
        "0.4967 是先取了 softmax 的结果：CrossEntropyLoss 自己会取 log_softmax",
        "0.4967 comes of a softmax too many: CrossEntropyLoss takes log_softmax itself",
    ),
}
TERMS = {
    "per_sample": Text("每个样本不加权的损失", "the loss of each sample without its weight"),
    "weighted": Text("每个样本加权后的损失", "the loss of each sample times its weight"),
    "none": Text('reduction="none" 的结果', 'the result under reduction="none"'),
    "sum": Text('reduction="sum" 的结果', 'the result under reduction="sum"'),
    "mean": Text('reduction="mean" 的结果', 'the result under reduction="mean"'),
    "default": Text("默认 reduction 的结果", "the result under the default reduction"),
    "denominator": Text("分母：各样本权重之和 5", "the denominator, the sum of the weights: 5"),
}
"""What a script or a text should show."""
NOT_SHOWN = Text(
    "输出、变量和文字里没有找到：{what}",
    "found neither in what is printed, nor in variables, nor in words: {what}",
)
KNOWN_MEANS = (0.3642, *WRONG_MEANS)
HOMEWORK_REDUCED = {"none": HOMEWORK_TERMS["weighted"], "sum": 1.820985}
DIVISOR = (
    r"/\s*\(?\s*5|1\s*\+\s*2\s*\+\s*2|除以\D{0,8}5|分母\D{0,12}5|权重之和\D{0,8}5"
    r"|divided? by 5|denominator\D{0,20}5"
)
"""The denominator 5 in words."""
HOMEWORK_LOSSES = {key: HOMEWORK_TERMS[key] for key in ("per_sample", "weighted")}
HOMEWORK_QUOTIENT = {key: HOMEWORK_TERMS[key] for key in ("denominator", "mean")}


def homework() -> dict[str, Tensor]:
    """The numbers of the homework sheet."""
    return {
        "inputs": torch.tensor([[1.0, 2.0], [1.0, 3.0], [1.0, 3.0]]),
        "target": torch.tensor([0, 1, 1]),
        "weight": torch.tensor([1.0, 2.0]),
    }


def attempted(record: Any) -> bool:
    """Whether a script or a text is about this exercise: the mean, right or wrong, or words."""
    numbers = numbers_of(record)
    return any(has_number(numbers, mean) for mean in KNOWN_MEANS) or _about(record)


def advice(record: Any) -> list[Text]:
    """Where a wrong mean comes from, if the right one is not there."""
    numbers = numbers_of(record)
    if has_number(numbers, HOMEWORK_TERMS["mean"]):
        return []
    return [text for mean, text in WRONG_MEANS.items() if has_number(numbers, mean)]


def _about(record: Any) -> bool:
    """Whether it explains the three reductions in words; a table of losses only names them."""
    lines = record.traces.text.splitlines()
    prose = "\n".join(line for line in lines if not line.lstrip().startswith("|"))
    return says(prose, "reduction", "none", "sum|求和", "mean|平均")


def found(record: Any, want: dict[str, Any]) -> Any:
    """What the functions returned; of a script or a text those of the wanted that it has.

    Raises:
        Undecided: it explains in words what is missing, and has no known wrong mean.
        Mismatch: something is missing.
    """
    if record.traces is None:
        return record.value
    numbers = numbers_of(record)
    got = {key: value for key, value in want.items() if _has(record, numbers, key, value)}
    if len(got) < len(want) and not advice(record) and _in_words(record, numbers):
        raise Undecided(record.traces.text)
    missing = [key for key in want if key not in got]
    if "mean" in missing and numbers:
        got["mean"] = min(numbers, key=lambda number: abs(number - want["mean"]))
    if missing:
        what = [TERMS[key] for key in missing]
        note = Text(
            NOT_SHOWN.zh.format(what="、".join(one.zh for one in what)),
            NOT_SHOWN.en.format(what=", ".join(one.en for one in what)),
        )
        raise Mismatch(str(got or "—"), str(want), note=note)
    return got


def _in_words(record: Any, numbers: list[float]) -> bool:
    """Whether what is missing may stand there in other words."""
    if not record.output.strip():
        return bool(record.traces.text)
    return _about(record) and not has_number(numbers, HOMEWORK_TERMS["mean"])


def _has(record: Any, numbers: list[float], key: str, value: Any) -> bool:
    if key == "denominator" and says(record.said, DIVISOR):
        return True
    wanted = value if isinstance(value, list) else [value]
    return all(has_number(numbers, number) for number in wanted)


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


def loss_of(inputs: Tensor, target: Tensor, weight: Tensor, reduction: str) -> Tensor:
    """torch's own answer, differentiable, in the dtype of its inputs."""
    return F.cross_entropy(inputs, target, weight, reduction=reduction)


def cases(*reductions: str) -> st.SearchStrategy[dict[str, Any]]:
    """Any inputs under one of the reductions, most of them with weights; sizes of one included."""
    return st.builds(
        lambda case, plain, reduction: {
            **case,
            "weight": None if plain else case["weight"],
            "reduction": reduction,
        },
        weighted_cases(),
        st.just(False) | st.booleans(),
        st.sampled_from(reductions),
    )


def weighted_cases(low: float = -5.0, high: float = 5.0) -> st.SearchStrategy[dict[str, Any]]:
    """Inputs (N, C), targets (N,) and different positive weights (C,); not always contiguous.

    Many are batches of one.
    """
    dtypes = st.sampled_from([torch.float32, torch.float64])
    layouts = st.sampled_from(["samples classes", "samples classes", "1 classes"])
    drawn = st.tuples(layouts, dtypes).flatmap(
        lambda pair: tensors(pair[0], low=low, high=high, dtype=pair[1])
    )
    return st.tuples(drawn, st.booleans()).flatmap(lambda pair: _with_targets(*pair))


def huge_cases() -> st.SearchStrategy[dict[str, Any]]:
    """Logits of -10000, 0 and 10000, each loss by itself: sum and mean have checks of their own."""
    return weighted_cases(-1.0, 1.0).map(
        lambda case: {**case, "inputs": 1e4 * case["inputs"].sign(), "reduction": "none"}
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


Rows = tuple[Tensor, Tensor, Tensor]
"""For each sample its loss and its loss times its weight, and what the mean divides by."""


def _reduced(rows: Rows, reduction: str) -> Tensor:
    _, weighted, denominator = rows
    if reduction not in REDUCTIONS:
        raise ValueError(reduction)
    if reduction == "none":
        return weighted
    return weighted.sum() if reduction == "sum" else weighted.sum() / denominator


def _explained(rows: Rows) -> dict[str, Tensor]:
    per_sample, weighted, denominator = rows
    return {
        "per_sample": per_sample,
        "weighted": weighted,
        "denominator": denominator,
        "mean": weighted.sum() / denominator,
    }


def _weighed(losses: Tensor, target: Tensor, weight: Tensor | None) -> Rows:
    weights = torch.ones_like(losses) if weight is None else weight[target]
    return losses, losses * weights, weights.sum()


def _losses(inputs: Tensor, target: Tensor) -> Tensor:
    return inputs.logsumexp(1) - _picked(inputs, target)


def _picked(values: Tensor, target: Tensor) -> Tensor:
    return values.gather(1, target[:, None]).squeeze(1)


def _count(target: Tensor) -> Tensor:
    return torch.tensor(float(len(target)))


def _by_samples(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    losses, weighted, _ = _weighed(_losses(inputs, target), target, weight)
    return losses, weighted, _count(target)


def _by_class_weights(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    weight = torch.ones_like(inputs[0]) if weight is None else weight
    losses, weighted, _ = _weighed(_losses(inputs, target), target, weight)
    return losses, weighted, weight.sum()


def _logits_weighed(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    scaled = inputs if weight is None else inputs * weight
    return _losses(inputs, target), _losses(scaled, target), _count(target)


def _softmax_twice(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    return _weighed(_losses(inputs.softmax(1), target), target, weight)


def _over_samples(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    return _weighed(-_picked(inputs.log_softmax(0), target), target, weight)


def _no_logarithm(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    return _weighed(-_picked(inputs.softmax(1), target), target, weight)


def _wrong_sign(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    return _weighed(-_losses(inputs, target), target, weight)


def _unweighted(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    losses = _losses(inputs, target)
    return losses, losses, _count(target)


def _to_nan(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    probabilities = inputs.exp() / inputs.exp().sum(1, keepdim=True)
    return _weighed(-_picked(probabilities, target).log(), target, weight)


def _to_infinity(inputs: Tensor, target: Tensor, weight: Tensor | None = None) -> Rows:
    return _weighed(inputs.exp().sum(1).log() - _picked(inputs, target), target, weight)


@misconception(
    zh='reduction="mean" 除以了样本数 N',
    en='reduction="mean" divides by the number of samples N',
    hint_zh="带权重时分母是每个样本所取权重之和，作业数据中是 1 + 2 + 2",
    hint_en="with weights the denominator is the sum of the samples' weights: 1 + 2 + 2 on the sheet",
)
class DividesBySamples:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_by_samples(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_by_samples(inputs, target, weight))


@misconception(
    zh='reduction="mean" 除以了所有类别权重之和',
    en='reduction="mean" divides by the sum of all class weights',
    hint_zh="分母按样本求和：每个样本取自己类别的权重，没有出现的类别不算",
    hint_en="the denominator adds up over the samples, each with the weight of its own class",
)
class DividesByClassWeights:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_by_class_weights(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_by_class_weights(inputs, target, weight))


@misconception(
    zh="权重乘在了 logits 上",
    en="the weights are applied to the logits",
    hint_zh="权重乘的是每个样本的损失，而不是网络的输出",
    hint_en="a weight multiplies the loss of a sample, not the output of the network",
)
class WeightsOnLogits:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_logits_weighed(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_logits_weighed(inputs, target, weight))


@misconception(
    zh="先取 softmax，再取 log_softmax：softmax 做了两次",
    en="softmax is taken twice: log_softmax of what is a softmax already",
    hint_zh="log_softmax 的输入是 logits 本身，其中已经包含 softmax",
    hint_en="log_softmax takes the logits themselves; the softmax is part of it",
)
class SoftmaxTwice:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_softmax_twice(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_softmax_twice(inputs, target, weight))


@misconception(
    zh="softmax 沿样本取（dim=0），而不是沿类别取",
    en="the softmax runs over the samples (dim=0) instead of over the classes",
    hint_zh="logits 的形状是 (N, C)：每一行的 C 个概率之和为 1，即 dim=1",
    hint_en="logits have shape (N, C): the C probabilities of a row add up to 1, which is dim=1",
)
class SoftmaxOverSamples:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_over_samples(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_over_samples(inputs, target, weight))


@misconception(
    zh="softmax 之后没有取对数",
    en="softmax without the logarithm",
    hint_zh="交叉熵是目标类别概率的负对数",
    hint_en="cross entropy is minus the logarithm of the target's probability",
)
class NoLogarithm:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_no_logarithm(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_no_logarithm(inputs, target, weight))


@misconception(
    zh="符号反了",
    en="the sign is reversed",
    hint_zh="概率小于 1，对数为负，损失前面有一个负号",
    hint_en="a probability below 1 has a negative logarithm: the loss carries a minus sign",
)
class WrongSign:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_wrong_sign(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_wrong_sign(inputs, target, weight))


@misconception(
    zh='"sum" 与 "mean" 写反了',
    en='"sum" and "mean" are swapped',
    hint_zh='"sum" 是加权损失之和，"mean" 再除以权重之和',
    hint_en='"sum" adds the weighted losses, "mean" then divides by the weights',
)
class SumAndMeanSwapped:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        swapped = {"sum": "mean", "mean": "sum"}.get(reduction, reduction)
        return _reduced(_weighed(_losses(inputs, target), target, weight), swapped)


@misconception(
    zh="没有使用权重",
    en="the weights are ignored",
    hint_zh="weight[target] 给出每个样本的权重",
    hint_en="weight[target] gives the weight of each sample",
)
class WeightsIgnored:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_unweighted(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_unweighted(inputs, target, weight))


@misconception(
    zh="per_sample 已经乘过权重",
    en="per_sample has been multiplied by the weights already",
    hint_zh="per_sample 是未加权的损失，乘上 weight[target] 才是 weighted",
    hint_en="per_sample is the loss without weight; times weight[target] it becomes weighted",
)
class PerSampleIsWeighted:
    def explain_mean(inputs, target, weight):
        _, weighted, denominator = _weighed(_losses(inputs, target), target, weight)
        return _explained((weighted, weighted, denominator))


@misconception(
    zh="logits 很大时得到 nan：先取指数得到 inf，再相除",
    en="large logits give nan: exp gives inf, which is then divided by inf",
    hint_zh="float32 里 exp(89) 已经溢出；log_softmax 或 logsumexp 会先减去最大值",
    hint_en="exp(89) overflows in float32; log_softmax and logsumexp subtract the maximum first",
)
class OverflowsToNan:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_to_nan(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_to_nan(inputs, target, weight))


@misconception(
    zh="logits 很大时得到 inf：先取指数求和，再取对数",
    en="large logits give inf: the sum of exponentials overflows before its logarithm is taken",
    hint_zh="float32 里 exp(89) 已经溢出；log_softmax 或 logsumexp 会先减去最大值",
    hint_en="exp(89) overflows in float32; log_softmax and logsumexp subtract the maximum first",
)
class OverflowsToInfinity:
    def weighted_cross_entropy(inputs, target, weight=None, reduction="mean"):
        return _reduced(_to_infinity(inputs, target, weight), reduction)

    def explain_mean(inputs, target, weight):
        return _explained(_to_infinity(inputs, target, weight))
