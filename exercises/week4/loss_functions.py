"""The 18 losses of the course by hand, named and called as in torch.nn.functional.

手写课程中的 18 种损失函数，名称和参数与 torch.nn.functional 一致。

Rules for all of them / 共同的规则:

- `reduction` is "none" (one value for each element, or for each sample where the docstring
  says so), "sum" or "mean"; `kl_div` knows "batchmean" too. Anything else raises ValueError.
  "mean" divides by the number of those values, unless the docstring says otherwise.
  reduction 为 "none"（每个元素一个值；文档写明“每个样本”的，每个样本一个值）、"sum" 或
  "mean"；kl_div 还有 "batchmean"。其他值抛出 ValueError。除非另有说明，mean 除以值的个数。
- Shapes: "any" is one shape for all tensors, of one dimension or more; N samples and C
  classes are at least 1. Numbers are float32, classes and lengths integers.
  形状：any 指各张量形状相同，至少一维；N 个样本、C 个类别，都不少于 1。数值为 float32，
  类别与长度为整数。
- By hand: no loss of torch is called, neither function nor class. Helpers may be: log_softmax,
  logsumexp, softplus, pairwise_distance, cosine_similarity, xlogy and the like.
  手写：不调用 torch 的任何损失（函数或类）。log_softmax、logsumexp、softplus、
  pairwise_distance、cosine_similarity、xlogy 等辅助函数可以使用。
- Arguments are passed by keyword and left as they were. Values are judged, gradients are not.
  参数按关键字传入，不得被改动。只比较数值，不比较梯度。
"""

from collections.abc import Sequence

from torch import Tensor


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Cross entropy of logits (N, C) with class indices (N,); one value for each sample.

    由 logits (N, C) 和类别索引 (N,) 计算交叉熵，每个样本一个值。

    With smoothing e the value is (1 - e) * w[y] * -log p[y] + e / C * sum over c of
    w[c] * -log p[c]. A target equal to `ignore_index` gives 0, and its weight does not count:
    "mean" divides by the sum of the picked weights w[y] of the others (at least one is left).
    平滑系数为 e 时，值为 (1 - e) * w[y] * -log p[y] + e / C * Σ_c w[c] * -log p[c]。目标等于
    ignore_index 的样本值为 0，权重也不计入：mean 除以其余样本所取权重 w[y] 之和（至少有一个样本）。

    Args:
        weight: weights of the classes, shape (C,); None means 1 for each / None 表示都为 1
    """
    raise NotImplementedError


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    ignore_index: int = -100,
    reduction: str = "mean",
) -> Tensor:
    """Minus the picked entry, times its weight; one value for each sample.

    取出目标类别对应的一项，变号，乘以权重；每个样本一个值。

    `input` (N, C) holds log-probabilities already, and its rows are taken as they are.
    `target`, `weight`, `ignore_index` and "mean" are those of `cross_entropy`.
    input (N, C) 已经是对数概率，按原样使用，不再归一化。target、weight、ignore_index 和 mean
    与 cross_entropy 相同。
    """
    raise NotImplementedError


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """-w * (y * log x + (1 - y) * log(1 - x)) of probabilities; any shape.

    由概率计算二分类交叉熵，形状任意。

    Each logarithm is -100 at least. Targets are in [0, 1]; `weight` has the input's shape or
    that of its last dimension; "mean" does not divide by the weights.
    每个对数不小于 -100。目标在 [0, 1] 内；weight 与 input 形状相同，或只有最后一维；
    mean 不除以权重。
    """
    raise NotImplementedError


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """-w * (p * y * log s + (1 - y) * log(1 - s)), s the sigmoid of the input; any shape.

    -w * (p * y * log s + (1 - y) * log(1 - s))，s 为 input 的 sigmoid；形状任意。

    p is `pos_weight`, of the shape of the last dimension. `target` and `weight` are those of
    `binary_cross_entropy`. Logits of hundreds give finite, right results (no -100 here).
    p 为 pos_weight，形状为最后一维。target 和 weight 与 binary_cross_entropy 相同。
    logits 达到几百时结果仍然有限而且正确（这里没有 -100 的下限）。
    """
    raise NotImplementedError


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Absolute difference; any shape. / 差的绝对值；形状任意。"""
    raise NotImplementedError


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Squared difference; any shape. / 差的平方；形状任意。"""
    raise NotImplementedError


def smooth_l1_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", beta: float = 1.0
) -> Tensor:
    """d ** 2 / (2 * beta) where d < beta, d - beta / 2 elsewhere; any shape.

    d < beta 时为 d ** 2 / (2 * beta)，否则为 d - beta / 2；形状任意。

    d is the absolute difference; `beta` is 0 or more, and 0 makes it the L1 loss.
    d 为差的绝对值；beta 不小于 0，等于 0 时就是 L1 损失。
    """
    raise NotImplementedError


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    eps: float = 1e-8,
    reduction: str = "mean",
) -> Tensor:
    """exp(x) - y * x, or x - y * log(x + eps) without `log_input`; any shape.

    exp(x) - y * x；log_input=False 时为 x - y * log(x + eps)；形状任意。

    `full` adds Stirling's y * log(y) - y + 0.5 * log(2 * pi * y) where y > 1. Targets are
    counts; the input is 0 or more if it is no logarithm.
    full=True 时，在 y > 1 处再加上斯特林近似 y * log(y) - y + 0.5 * log(2 * pi * y)。目标是
    计数；input 不是对数时不小于 0。
    """
    raise NotImplementedError


def kl_div(
    input: Tensor, target: Tensor, reduction: str = "mean", log_target: bool = False
) -> Tensor:
    """y * (log y - x), x holding log-probabilities; any shape.

    y * (log y - x)，其中 x 是对数概率；形状任意。

    At y = 0 it is 0. With `log_target` the target holds log y. "mean" divides by the number
    of elements, "batchmean" by the first dimension.
    y = 0 处为 0。log_target=True 时，target 是 log y。mean 除以元素个数，batchmean 除以第一维
    的大小。
    """
    raise NotImplementedError


def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """max(0, -y * (x1 - x2) + margin), y being 1 or -1; any shape.

    max(0, -y * (x1 - x2) + margin)，y 为 1 或 -1；形状任意。
    """
    raise NotImplementedError


def multilabel_margin_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Sum over labels j and other classes i of max(0, 1 - (x[j] - x[i])) / C, for each sample.

    对每个标签 j 和每个非标签类别 i，求 max(0, 1 - (x[j] - x[i])) / C 之和；每个样本一个值。

    `input` is (N, C). A row of `target` (N, C) lists different class indices; the first -1
    ends the list, and what follows it does not count. A row without labels gives 0.
    input 为 (N, C)。target (N, C) 的一行列出互不相同的类别索引，遇到第一个 -1 为止，后面的不算。
    没有标签的一行值为 0。
    """
    raise NotImplementedError


def soft_margin_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """log(1 + exp(-y * x)), y being 1 or -1; any shape.

    log(1 + exp(-y * x))，y 为 1 或 -1；形状任意。
    """
    raise NotImplementedError


def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, reduction: str = "mean"
) -> Tensor:
    """-w * (y * log s + (1 - y) * log(1 - s)), averaged over the classes, for each sample.

    -w * (y * log s + (1 - y) * log(1 - s)) 对类别取平均，s 为 input 的 sigmoid；每个样本一个值。

    `input` and `target` are (N, C), targets 0 or 1; s is the sigmoid of the input; `weight` is
    (C,) and is not divided by.
    input 和 target 为 (N, C)，目标为 0 或 1；weight 为 (C,)，不除以它。
    """
    raise NotImplementedError


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    reduction: str = "mean",
) -> Tensor:
    """w[y] * sum over i != y of max(0, margin - x[y] + x[i]) ** p / C, for each sample.

    w[y] * Σ_{i≠y} max(0, margin - x[y] + x[i]) ** p / C；每个样本一个值。

    `input` is (N, C), `target` holds class indices (N,), p is 1 or 2, `weight` is (C,). As in
    torch, the weight stands outside of the power, and "mean" divides by N.
    input 为 (N, C)，target 为类别索引 (N,)，p 为 1 或 2，weight 为 (C,)。与 torch 的实现一致：
    权重在幂的外面，mean 除以 N。
    """
    raise NotImplementedError


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
    """max(0, d(anchor, positive) - d(anchor, negative) + margin) of (N, D), for each sample.

    max(0, d(anchor, positive) - d(anchor, negative) + margin)，输入为 (N, D)，每个样本一个值。

    d(a, b) is the p-norm of a - b + eps, as in `pairwise_distance`. With `swap` the smaller one
    of d(anchor, negative) and d(positive, negative) is subtracted.
    d(a, b) 为 a - b + eps 的 p 范数，与 pairwise_distance 相同。swap=True 时，减去
    d(anchor, negative) 与 d(positive, negative) 中较小的一个。
    """
    raise NotImplementedError


def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, reduction: str = "mean"
) -> Tensor:
    """x where y = 1, max(0, margin - x) where y = -1; any shape.

    y = 1 处为 x，y = -1 处为 max(0, margin - x)；形状任意。
    """
    raise NotImplementedError


def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0.0, reduction: str = "mean"
) -> Tensor:
    """1 - cos(x1, x2) where y = 1, max(0, cos(x1, x2) - margin) where y = -1, for each sample.

    y = 1 处为 1 - cos(x1, x2)，y = -1 处为 max(0, cos(x1, x2) - margin)；每个样本一个值。

    The inputs are (N, D), no row is zero; the target is (N,).
    两个输入为 (N, D)，没有全零的行；target 为 (N,)。
    """
    raise NotImplementedError


def ctc_loss(
    log_probs: Tensor,
    targets: Tensor,
    input_lengths: Tensor | Sequence[int],
    target_lengths: Tensor | Sequence[int],
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Tensor:
    """Minus the log-probability of a label sequence, over all its alignments, for each sample.

    标签序列的概率（对所有对齐方式求和）的对数，变号；每个样本一个值。

    An alignment has one class for each frame; with repetitions merged and then blanks removed it
    is the label sequence. If there is none, the value is infinite, or 0 with `zero_infinity`.
    "mean" divides each value by its target length (by 1 if that is 0), then averages over N.
    对齐方式为每一帧给出一个类别：先合并相邻的重复，再去掉空白，就得到标签序列。一种对齐方式也
    没有时值为无穷大，zero_infinity=True 时为 0。mean 先把每个值除以目标长度（为 0 时除以 1），
    再对 N 个样本取平均。

    Args:
        log_probs: shape (T, N, C), the rows taken as they are / 按原样使用
        targets: labels other than `blank`; padded, shape (N, S), what is beyond the length not
            counting, or concatenated, one dimension
            不含空白的标签：填充为 (N, S)，超出长度的部分不算；或者首尾相接，只有一维
        input_lengths: N numbers of frames from 1 to T, a tensor or a tuple
            N 个帧数，1 到 T，张量或元组
        target_lengths: N numbers of labels from 0 up, a tensor or a tuple
            N 个标签数，从 0 起，张量或元组
        blank: the class of the blank / 空白的类别
    """
    raise NotImplementedError
