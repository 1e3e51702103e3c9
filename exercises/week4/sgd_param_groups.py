"""Three parameter groups in one SGD optimiser.

一个 SGD 优化器里的三个参数组。
"""

import torch
from torch import Tensor


def build_optimizer(parameters: list[list[Tensor]]) -> torch.optim.SGD:
    """Make one SGD optimiser of three parameter groups, with the method add_param_group.

    用 add_param_group 方法构建一个含三个参数组的 SGD 优化器。

    The last three groups count, in this order: learning rates 0.01, 0.02, 0.03 and momentum
    0.9, 0.8, 0.7. An optimiser cannot begin empty: give the constructor the first group and add
    two, or give it a throw-away group and add three.
    只看最后三个组，顺序为：学习率 0.01、0.02、0.03，动量 0.9、0.8、0.7。优化器不能从空开始：
    可以把第一组交给构造函数再添加两组，也可以先放一个占位组再添加三组。

    Args:
        parameters: three lists of tensors that require gradients, one for each group
            三个列表，每个列表是一组需要梯度的张量
    """
    raise NotImplementedError


def print_param_groups(optimizer: torch.optim.Optimizer) -> None:
    """Print every key and every value of every group of any optimiser.

    打印任意优化器每个参数组的每个键和值。

    For `params` the tensors themselves or their shapes are fine.
    对于 params，打印张量本身或其形状均可。
    """
    raise NotImplementedError
