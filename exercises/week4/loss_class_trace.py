"""Which classes the construction of a loss passes through.

构造一个损失函数时经过了哪些类。
"""


def classes_entered() -> list[str]:
    """The classes entered, in order, on the way from nn.CrossEntropyLoss() to Module.

    从 nn.CrossEntropyLoss() 步进到 Module，按顺序列出进入的类。

    The first entry is the loss itself, the last one "Module"; `object` is not listed. A class
    counts when its own `__init__` is entered. Names may be plain or dotted, with or without
    `.__init__` at the end: "Module", "torch.nn.Module", "Module.__init__" are all fine.
    第一项是损失本身，最后一项是 "Module"，不列 object。进入了一个类自己的 __init__，这个类才算在内。
    名称可以只写类名，也可以带模块名，末尾带不带 .__init__ 均可："Module"、"torch.nn.Module"、
    "Module.__init__" 都对。
    """
    raise NotImplementedError


def init_chain(loss_class: type) -> list[str]:
    """The same for any loss class: whose `__init__` is entered when it is built, in order.

    对任意损失类做同样的事：构造它时依次进入哪些类的 __init__。

    A class without an `__init__` of its own is passed over, so that `init_chain(nn.L1Loss)` is
    ["_Loss", "Module"]. The list ends with "Module". Constructors of other objects that are
    made on the way are not listed. The loss classes of torch and new subclasses of them are
    met, also with several base classes.
    自己没有 __init__ 的类不列，因此 init_chain(nn.L1Loss) 是 ["_Loss", "Module"]。列表以 "Module"
    结尾。途中构造的其他对象不列。传入的可能是 torch 的损失类，也可能是它们的新子类，基类可以
    不止一个。

    Args:
        loss_class: is built without arguments; every `__init__` calls `super().__init__` once
            构造时不带参数；每个 __init__ 都恰好调用一次 super().__init__
    """
    raise NotImplementedError
