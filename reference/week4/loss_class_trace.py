"""Oracle, inputs and misconceptions of week4/loss_class_trace.

The oracle watches the real constructors of the installed torch.
"""

import re
import sys
from types import FrameType
from typing import Any

import hypothesis.strategies as st
from torch import nn

from grader import Undecided, misconception, says

LOSSES = (
    nn.CrossEntropyLoss,
    nn.NLLLoss,
    nn.BCELoss,
    nn.BCEWithLogitsLoss,
    nn.L1Loss,
    nn.MSELoss,
    nn.SmoothL1Loss,
    nn.PoissonNLLLoss,
    nn.KLDivLoss,
    nn.MarginRankingLoss,
    nn.MultiLabelMarginLoss,
    nn.SoftMarginLoss,
    nn.MultiLabelSoftMarginLoss,
    nn.MultiMarginLoss,
    nn.TripletMarginLoss,
    nn.HingeEmbeddingLoss,
    nn.CosineEmbeddingLoss,
    nn.CTCLoss,
)


def classes_entered() -> list[str]:
    """The homework's chain."""
    return init_chain(nn.CrossEntropyLoss)


def init_chain(loss_class: type) -> list[str]:
    """Build the class, and note whose `__init__` is entered for the new object itself."""
    entered: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or code.co_name != "__init__":
            return
        built = frame.f_locals.get(code.co_varnames[0])
        if type(built) is loss_class:
            entered.extend(one.__name__ for one in loss_class.__mro__ if _init_code(one) is code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        loss_class()
    finally:
        sys.setprofile(before)
    return entered


def _init_code(one: type) -> Any:
    return getattr(vars(one).get("__init__"), "__code__", None)


def plain_names(names: Any) -> Any:
    """Class names without module, `.__init__` and brackets; anything else as it is."""
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        return names
    return [
        name.strip().removesuffix("()").removesuffix(".__init__").rpartition(".")[2]
        for name in names
    ]


def attempted(record: Any) -> bool:
    """Whether a script or a text is about this exercise: it names the classes in between."""
    return says(record.said, r"_WeightedLoss|(?<!\w)_Loss\b", r"\bModule\b")


def stations(record: Any) -> Any:
    """The names that a function gave; of a script or a text the classes that it names in order.

    Raises:
        Undecided: they are not named in the order in which they are entered.
    """
    if record.traces is None:
        return plain_names(record.value)
    named = iter(re.findall(r"\b\w*Loss\b|\bModule\b", record.said))
    wanted = classes_entered()
    if not all(name in named for name in wanted):
        raise Undecided(record.said)
    return wanted


def losses() -> st.SearchStrategy[type]:
    """One of the 18 losses of the course."""
    return st.sampled_from(LOSSES)


class Source(str):
    """Code, shown as it would be written."""

    def __repr__(self) -> str:
        return f"\n{self}"


def sources() -> st.SearchStrategy[Source]:
    """Lines that define one to three classes on top of a loss, perhaps with a second base."""
    return st.builds(
        _source,
        st.sampled_from(LOSSES),
        st.lists(st.sampled_from(["none", "own", "inner"]), min_size=1, max_size=3),
        st.sampled_from(["no", "before", "after"]),
        st.booleans(),
    )


BODIES = {
    "none": ["    pass"],
    "own": ["    def __init__(self):", "        super().__init__()"],
    "inner": [
        "    def __init__(self):",
        "        super().__init__()",
        "        self.inner = nn.MSELoss()",
    ],
}
"""A class without `__init__`, with one, and with one that makes another module on its way."""


def _source(loss: type, bodies: list[str], mixin: str, mixin_has_init: bool) -> Source:
    base = f"nn.{loss.__name__}"
    lines = []
    if mixin != "no":
        lines += ["class Mixin:", *BODIES["own" if mixin_has_init else "none"]]
        base = f"Mixin, {base}" if mixin == "before" else f"{base}, Mixin"
    for name, body in zip(("First", "Second", "Third"), bodies, strict=False):
        lines += [f"class {name}({base}):", *BODIES[body]]
        base = name
    return Source("\n".join(lines))


def _up_to_module(loss_class: type) -> list[type]:
    upwards = loss_class.__mro__
    return list(upwards[: upwards.index(nn.Module) + 1])


@misconception(
    zh="停在了 Module 之前",
    en="the list stops before Module",
    hint_zh="_Loss 的 __init__ 还会调用 super().__init__()",
    hint_en="the __init__ of _Loss goes on to super().__init__()",
)
class StopsBeforeModule:
    def classes_entered():
        return classes_entered()[:-1]

    def init_chain(loss_class):
        return init_chain(loss_class)[:-1]


@misconception(
    zh="列到了 object",
    en="the list goes on to object",
    hint_zh="到 Module 为止，object 不列",
    hint_en="the list ends with Module; object is not part of it",
)
class ListsObject:
    def classes_entered():
        return [*classes_entered(), "object"]

    def init_chain(loss_class):
        return [*init_chain(loss_class), "object"]


@misconception(
    zh="顺序反了：从 Module 开始",
    en="the order is reversed: it begins with Module",
    hint_zh="先进入损失类自己的 __init__，最后进入 Module 的",
    hint_en="the __init__ of the loss itself is entered first, that of Module last",
)
class Reversed:
    def classes_entered():
        return classes_entered()[::-1]

    def init_chain(loss_class):
        return init_chain(loss_class)[::-1]


@misconception(
    zh="_WeightedLoss 与 _Loss 的顺序反了",
    en="_WeightedLoss and _Loss are in the wrong order",
    hint_zh="CrossEntropyLoss 的直接父类是 _WeightedLoss",
    hint_en="_WeightedLoss is the direct parent of CrossEntropyLoss",
)
class ParentsSwapped:
    def classes_entered():
        loss, weighted, plain, module = classes_entered()
        return [loss, plain, weighted, module]


@misconception(
    zh="列出了继承链上的所有类，包括自己没有 __init__ 的",
    en="all ancestors are listed, also those without an __init__ of their own",
    hint_zh="继承来的 __init__ 属于父类：L1Loss 自己没有，构造时直接进入 _Loss 的",
    hint_en="an inherited __init__ is the parent's: L1Loss has none, so _Loss is entered at once",
)
class WholeMro:
    def init_chain(loss_class):
        return [one.__name__ for one in _up_to_module(loss_class)]


@misconception(
    zh="只沿着第一个基类往上找",
    en="only the first base class is followed",
    hint_zh="有多个基类时，super() 按 __mro__ 的顺序走",
    hint_en="with several base classes, super() follows the order of __mro__",
)
class FirstBaseOnly:
    def init_chain(loss_class):
        names, one = [], loss_class
        while one is not object:
            if "__init__" in vars(one):
                names.append(one.__name__)
            one = one.__bases__[0]
        return names


@misconception(
    zh="把途中构造的其他对象也列了进来",
    en="other objects that are built on the way are listed too",
    hint_zh="只看 self 是否就是正在构造的那个对象",
    hint_en="only the __init__ calls whose self is the object being built count",
)
class InnerObjectsToo:
    def init_chain(loss_class):
        entered = []

        def note(frame, event, _):
            code = frame.f_code
            if event == "call" and code.co_name == "__init__":
                built = frame.f_locals.get(code.co_varnames[0])
                owners = [one for one in type(built).__mro__ if _init_code(one) is code]
                entered.extend(one.__name__ for one in owners)

        before = sys.getprofile()
        sys.setprofile(note)
        try:
            loss_class()
        finally:
            sys.setprofile(before)
        return entered
