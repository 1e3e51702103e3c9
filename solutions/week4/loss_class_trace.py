"""Which classes the construction of a loss passes through.

构造一个损失函数时经过了哪些类。
"""

from torch import nn


def classes_entered() -> list[str]:
    """What Step Into shows in the debugger. / 调试器中 Step Into 看到的。"""
    return ["CrossEntropyLoss", "_WeightedLoss", "_Loss", "Module"]


def init_chain(loss_class: type) -> list[str]:
    """`super().__init__` goes along the MRO; only classes with their own `__init__` are entered.

    super().__init__ 沿着 MRO 走，只有自己定义了 __init__ 的类才会进入。
    """
    upwards = loss_class.__mro__
    to_module = upwards[: upwards.index(nn.Module) + 1]
    return [one.__name__ for one in to_module if "__init__" in vars(one)]
