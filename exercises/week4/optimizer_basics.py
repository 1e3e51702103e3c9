"""The simplest optimiser, with the five methods that every optimiser of torch has.

最简单的优化器，具有 torch 所有优化器都有的五个方法。
"""

from collections.abc import Iterable
from typing import Any

from torch import Tensor


class GradientDescent:
    """Plain gradient descent, with the behaviour of `torch.optim.SGD(parameters, lr=lr)`.

    普通的梯度下降，行为与 torch.optim.SGD(parameters, lr=lr) 相同。

    By hand: nothing of `torch.optim` is used, and the class is no subclass of
    `torch.optim.Optimizer`.
    手写：不使用 torch.optim 中的任何东西，也不继承 torch.optim.Optimizer。

    Attributes:
        param_groups: list of dicts with the keys "params" (a list of the very tensors that
            were given) and "lr". Whoever changes "lr" there changes the next step.
            字典的列表，键为 "params"（列表，装的就是传入的那些张量）和 "lr"；在这里修改 "lr"，
            下一步就按新的学习率更新。
    """

    def __init__(self, parameters: Iterable[Tensor], lr: float) -> None:
        """Begin with one group. / 开始时只有一个参数组。

        Args:
            parameters: tensors; an iterable that can be read once, such as model.parameters()
                张量；可能是只能遍历一次的迭代器，例如 model.parameters()
            lr: learning rate of this group, and of later ones that bring none
                这一组的学习率；之后添加的组没有写 lr 时也用它

        Raises:
            ValueError: a tensor occurs twice / 同一个张量出现两次时抛出
        """
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Clear the gradients of all parameters: None or zeros, either is fine.

        清空所有参数的梯度：设为 None 或 0 均可。
        """
        raise NotImplementedError

    def step(self) -> None:
        """Move every parameter against its gradient, in place, by the lr of its group.

        按所在组的学习率，沿梯度的反方向原地更新每个参数。

        Parameters without a gradient are left alone. The gradients stay as they are.
        没有梯度的参数保持不变。梯度本身不动。
        """
        raise NotImplementedError

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Add a group. / 添加一个参数组。

        Args:
            group: "params", one tensor or an iterable of tensors, and "lr" if it differs
                "params" 是一个张量或若干张量；"lr" 可以不写

        Raises:
            ValueError: a tensor occurs twice, here or in an earlier group; nothing is added
                张量在这一组内重复，或已在别的组中，这时什么也不添加
        """
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """A snapshot of the groups' options for `load_state_dict`: later changes leave it alone.

        各组选项的快照，供 load_state_dict 使用；之后的修改不影响它。
        """
        raise NotImplementedError

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over the options that another optimiser saved; the parameters stay the own ones.

        载入另一个优化器保存的选项；参数仍是自己的。

        Args:
            state_dict: from an optimiser whose groups have the same sizes
                来自各组大小都相同的优化器
        """
        raise NotImplementedError
