"""The steps of SGD with momentum, by hand.

手写带动量的 SGD 的每一步。
"""

from torch import Tensor


def sgd_trajectory(
    start: Tensor,
    gradients: list[Tensor],
    lr: float,
    momentum: float = 0.0,
    dampening: float = 0.0,
    weight_decay: float = 0.0,
    nesterov: bool = False,
) -> list[Tensor]:
    """Where a parameter is after each step of SGD, one entry for each gradient.

    参数在 SGD 每一步之后的值，每个梯度对应列表中的一项。

    The steps are those of `torch.optim.SGD` with the same options; its documentation has the
    formula. By hand: nothing of `torch.optim` is used. The entries are separate tensors, the
    start itself is not among them, and the arguments are left as they were.
    每一步与选项相同的 torch.optim.SGD 一致，公式见它的文档。手写：不使用 torch.optim 中的
    任何东西。列表中各项是互相独立的张量，不含起点本身；参数不得被改动。

    Args:
        start: the parameter before the first step, of any shape
            第一步之前的参数，形状任意
        gradients: at least one; the gradient of each step, of the same shape as `start`
            每一步的梯度，至少一个，形状与 start 相同
        lr: learning rate / 学习率
        momentum: share of the last velocity that is kept / 上一步速度保留的比例
        dampening: reduces what a gradient adds to the velocity / 减弱梯度对速度的贡献
        weight_decay: factor of the L2 penalty / L2 正则化系数
        nesterov: Nesterov's momentum / 是否使用 Nesterov 动量

    Raises:
        ValueError: `nesterov` without momentum, or with dampening
            nesterov 而动量为 0，或 dampening 不为 0 时抛出
    """
    raise NotImplementedError
