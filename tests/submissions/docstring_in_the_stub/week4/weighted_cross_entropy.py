"""Weighted cross entropy by hand, and what reduction="mean" divides by.

手写带权重的交叉熵，弄清 reduction="mean" 除以什么。
"""

from torch import Tensor


def weighted_cross_entropy(
    inputs: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """Cross entropy of logits with one weight per class.

    由 logits 计算交叉熵，每个类别有一个权重。

    By hand: torch's cross entropy and NLL loss, as functions or classes, are not called;
    log_softmax and logsumexp are allowed. Logits of any size give finite results, gradients
    flow to `inputs`, and the arguments are left as they were.
    手写：不调用 torch 的交叉熵与 NLL 损失（函数或类都不行）；可以使用 log_softmax 和
    logsumexp。logits 再大结果也是有限的，梯度能传到 inputs，参数不得被改动。

    Args:
        inputs: logits, shape (N, C)
        target: class indices, shape (N,)
        weight: weights of the classes, shape (C,); None means 1 for each / None 表示都为 1
        reduction: "none" gives shape (N,), "sum" and "mean" a scalar

    Raises:
        ValueError: any other reduction / reduction 为其他值时抛出
    """
    raise NotImplementedError


def explain_mean(inputs: Tensor, target: Tensor, weight: Tensor) -> dict[str, Tensor]:
    """The quantities behind reduction="mean".

    reduction="mean" 背后的各个量。

    Returns:
        per_sample: loss of each sample without weight, shape (N,) / 每个样本未加权的损失
        weighted: loss of each sample times its weight, shape (N,) / 每个样本加权后的损失
        denominator: what the sum is divided by, a scalar / 求和之后除以的数
        mean: the result, a scalar / 结果
    """
    raise NotImplementedError


# exercise: weighted_cross_entropy
# earns: homework_none_and_sum, homework_mean, homework_denominator
# says: what is written in week4/weighted_cross_entropy.py was graded
# says: this is a text that a teacher has to read
"""
none：1.3133、0.2539、0.2539
sum：1.8210
mean：1.8210 除以 5，等于 0.3642
"""
