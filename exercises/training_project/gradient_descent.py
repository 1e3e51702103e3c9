"""Three kinds of gradient descent for the line y = w * x + b, by hand.

手写三种梯度下降，拟合直线 y = w * x + b。

All three lower the mean squared error over the data, mean((w * x + b - y) ** 2). The gradient
is that of this mean, its factor 2 included; with a batch, it is the mean over that batch.
三个函数都在减小均方误差 mean((w * x + b - y) ** 2)。梯度就是这个均值的梯度，系数 2 也在
其中；使用批次时，是对该批次求均值。

By hand: no automatic differentiation and no torch.optim. A step computes both gradients at the
same point and then moves w and b. Nothing is clipped, and no epoch is left out, even if the
loss grows. The arguments are left as they were. Tensors, numpy and plain floats are all fine.
手写：不使用自动求导和 torch.optim。每一步先在同一点算出两个梯度，再更新 w 和 b。不做截断；
即使损失变大，也要做完所有轮次。参数不得被改动。用张量、numpy 或普通浮点数计算均可。
"""

from torch import Tensor


def batch_gradient_descent(
    x: Tensor, y: Tensor, lr: float, epochs: int, w: float = 0.0, b: float = 0.0
) -> tuple[float, float, list[float]]:
    """One step for each epoch, with the gradient over all the data.

    每轮更新一步，使用全部数据上的梯度。

    Args:
        x, y: the data, shape (N,) / 数据
        lr: learning rate / 学习率
        epochs: number of epochs, 1 at least / 轮数，至少为 1
        w, b: where to start / 初始值

    Returns:
        w, b, and the losses: after each epoch, the mean squared error over all the data
            w、b 和损失列表：每轮结束后在全部数据上的均方误差
    """
    raise NotImplementedError


def stochastic_gradient_descent(
    x: Tensor,
    y: Tensor,
    lr: float,
    epochs: int,
    w: float = 0.0,
    b: float = 0.0,
    seed: int = 0,
) -> tuple[float, float, list[float]]:
    """One step for each sample: N steps in an epoch, which visits every sample exactly once.

    每个样本更新一步：一轮共 N 步，每个样本恰好用到一次。

    The samples are shuffled, by any generator that starts from `seed`: the same seed gives
    the same result, other seeds give other orders.
    样本的顺序要打乱，随机数生成器任选，但由 seed 决定：种子相同，结果相同；种子不同，顺序不同。

    Arguments and results as in batch_gradient_descent. / 参数与返回值同 batch_gradient_descent。
    """
    raise NotImplementedError


def mini_batch_gradient_descent(
    x: Tensor,
    y: Tensor,
    lr: float,
    epochs: int,
    w: float = 0.0,
    b: float = 0.0,
    batch_size: int = 8,
    seed: int = 0,
) -> tuple[float, float, list[float]]:
    """One step for each batch of `batch_size` samples; the last batch may be smaller.

    每 batch_size 个样本更新一步；最后一批可以更小，不得丢弃。

    An epoch visits every sample exactly once; the order is shuffled as in
    stochastic_gradient_descent. A batch_size of N or more makes one batch.
    每轮恰好用到每个样本一次，顺序的打乱方式同 stochastic_gradient_descent。batch_size 大于等于
    N 时只有一批。

    Arguments and results as in batch_gradient_descent. / 参数与返回值同 batch_gradient_descent。
    """
    raise NotImplementedError
