"""Oracle, inputs and misconceptions of week4/sgd_param_groups."""

from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor

from grader import misconception
from grader.model import Text

HOMEWORK = [(0.01, 0.9), (0.02, 0.8), (0.03, 0.7)]
"""Learning rate and momentum of each group."""
NOT_PRINTED = Text(
    "作业要求打印 param_groups 中每个元素的每个键和值，没有打印的键：{keys}。不扣分",
    "the homework asks for every key and value of param_groups to be printed; these keys are not:"
    " {keys}. It costs nothing",
)


def build_optimizer(parameters: list[list[Tensor]]) -> torch.optim.SGD:
    """The optimiser of the contract."""
    options = [{"lr": lr, "momentum": momentum} for lr, momentum in HOMEWORK]
    optimizer = torch.optim.SGD(parameters[0], **options[0])
    for group, option in zip(parameters[1:], options[1:], strict=True):
        optimizer.add_param_group({"params": group, **option})
    return optimizer


def homework_parameters() -> list[list[Tensor]]:
    """One weight for each group, of three shapes."""
    return [[torch.zeros(2, side, requires_grad=True)] for side in (1, 2, 3)]


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: an SGD with several groups."""
    return any(one.type == "SGD" and len(one.groups) > 1 for one in record.optimizers)


def advice(record: Any) -> list[Text]:
    """Options that were not printed, as the homework asks; the course's own answer leaves some."""
    options = ("lr", "momentum", "dampening", "weight_decay", "nesterov")
    missing = [name for name in options if name not in record.output]
    return [NOT_PRINTED.format(keys=", ".join(missing))] if missing else []


def kind(optimizers: list[Any]) -> str | None:
    """The class of the optimiser that counts."""
    found = _chosen(optimizers)
    return None if found is None else found.type


def rates_and_momentum(optimizers: list[Any]) -> list[tuple[Any, Any]]:
    """Learning rate and momentum of the last three groups that hold parameters."""
    return [
        (_rounded(group.options.get("lr")), _rounded(group.options.get("momentum")))
        for group in _last_groups(optimizers)
    ]


def groups_and_additions(optimizers: list[Any]) -> tuple[int, int]:
    """Number of groups, and of add_param_group calls after the construction."""
    found = _chosen(optimizers)
    return (0, 0) if found is None else (len(found.groups), found.added)


def places(optimizers: list[Any]) -> list[list[int | None]]:
    """For the last three groups, which of the given tensors each holds."""
    return [[one.place for one in group.params] for group in _last_groups(optimizers)]


def wanted_places(parameters: list[list[Tensor]]) -> list[list[int]]:
    """The places in order, counted through all three lists."""
    counter = iter(range(sum(map(len, parameters))))
    return [[next(counter) for _ in group] for group in parameters]


def _chosen(optimizers: list[Any]) -> Any:
    """The SGD with the most groups, the last of several; without an SGD any other optimiser."""
    found = [one for one in optimizers if one.type == "SGD"] or optimizers
    return max(reversed(found), key=lambda one: len(one.groups), default=None)


def _last_groups(optimizers: list[Any]) -> list[Any]:
    found = _chosen(optimizers)
    return [] if found is None else [group for group in found.groups if group.params][-3:]


def _rounded(value: Any) -> Any:
    if isinstance(value, Tensor) and value.numel() == 1:
        value = value.item()
    return round(value, 6) if isinstance(value, (int, float)) else value


def parameter_lists() -> st.SearchStrategy[list[list[Tensor]]]:
    """Three lists of one to three tensors that require gradients."""
    return _shapes().map(lambda groups: [[_leaf(shape) for shape in group] for group in groups])


def parameters_and_gradients() -> st.SearchStrategy[dict[str, Any]]:
    """Three lists of tensors, and a gradient for each tensor in order."""
    return st.builds(_with_gradients, _shapes(), st.integers(0, 1000))


def optimizers() -> st.SearchStrategy[dict[str, Any]]:
    """Optimisers of several classes, described: the class, shapes and rate of each group."""
    rates = st.integers(1, 999).map(lambda n: n / 10_000)
    group = st.fixed_dictionaries({"shapes": _shape_list(), "lr": rates})
    groups = st.lists(group, min_size=1, max_size=3)
    names = st.sampled_from(["SGD", "Adam", "RMSprop"])
    return st.fixed_dictionaries({"type": names, "groups": groups})


def _shape_list() -> st.SearchStrategy[list[tuple[int, ...]]]:
    shape = st.lists(st.integers(1, 3), min_size=1, max_size=2).map(tuple)
    return st.lists(shape, min_size=1, max_size=3)


def _shapes() -> st.SearchStrategy[list[list[tuple[int, ...]]]]:
    return st.lists(_shape_list(), min_size=3, max_size=3)


def _leaf(shape: tuple[int, ...]) -> Tensor:
    return torch.zeros(shape, requires_grad=True)


def _with_gradients(shapes: list[list[tuple[int, ...]]], seed: int) -> dict[str, Any]:
    generator = torch.Generator().manual_seed(seed)
    parameters = [[torch.rand(shape, generator=generator) for shape in group] for group in shapes]
    gradients = [
        torch.rand(tensor.shape, generator=generator) + 0.5
        for group in parameters
        for tensor in group
    ]
    return {"parameters": parameters, "gradients": gradients}


def _build(
    parameters: list[list[Tensor]], options: list[dict[str, float]], **defaults: float
) -> Any:
    optimizer = torch.optim.SGD(parameters[0], **{"lr": 0.01, **defaults, **options[0]})
    for group, option in zip(parameters[1:], options[1:], strict=True):
        optimizer.add_param_group({"params": group, **option})
    return optimizer


@misconception(
    zh="三个列表放进了同一个组",
    en="all three lists are in one group",
    hint_zh="每调用一次 add_param_group 就多一个组，每组有自己的学习率和动量",
    hint_en="each call of add_param_group makes one group with its own learning rate and momentum",
)
class OneGroup:
    def build_optimizer(parameters):
        flat = [tensor for group in parameters for tensor in group]
        return torch.optim.SGD(flat, lr=0.01, momentum=0.9)


@misconception(
    zh="建了三个优化器，而不是一个优化器的三个组",
    en="there are three optimisers instead of one with three groups",
    hint_zh="只构造一个 SGD，其余的列表用 add_param_group 加进去",
    hint_en="one SGD is constructed; the other lists go into it through add_param_group",
)
class ThreeOptimizers:
    def build_optimizer(parameters):
        built = [
            torch.optim.SGD(group, lr=lr, momentum=momentum)
            for group, (lr, momentum) in zip(parameters, HOMEWORK, strict=True)
        ]
        return built[-1]


@misconception(
    zh="学习率和动量给成了列表，而 SGD 只接收一个数",
    en="learning rate and momentum are lists, but SGD takes one number for each",
    hint_zh="一个组一个学习率：每组一个字典，分别写 lr 和 momentum",
    hint_en="one learning rate for one group: a dict for each group, with its lr and momentum",
)
class ListsOfValues:
    def build_optimizer(parameters):
        flat = [tensor for group in parameters for tensor in group]
        rates, momenta = map(list, zip(*HOMEWORK, strict=True))
        return torch.optim.SGD(flat, lr=rates, momentum=momenta)


@misconception(
    zh="三个组的学习率都是 0.01",
    en="the learning rate is 0.01 in all three groups",
    hint_zh="每个组的字典里都要有自己的 lr",
    hint_en="the dict of every group needs its own lr",
)
class OneLearningRate:
    def build_optimizer(parameters):
        return _build(parameters, [{"momentum": momentum} for _, momentum in HOMEWORK])


@misconception(
    zh="没有写动量，动量是 0",
    en="momentum is left out, so it is 0",
    hint_zh="每个组的字典里都要有 momentum",
    hint_en="the dict of every group needs its momentum",
)
class NoMomentum:
    def build_optimizer(parameters):
        return _build(parameters, [{"lr": lr} for lr, _ in HOMEWORK])


@misconception(
    zh="后两组的字典里没有 momentum（漏写或拼错），沿用了构造函数的 0.9",
    en="the later groups have no momentum, left out or misspelt, and keep the constructor's 0.9",
    hint_zh="组里没有的键取自构造函数的默认值，拼错的键不会报错",
    hint_en="keys that a group lacks come from the constructor's defaults; misspelt ones raise no error",
)
class InheritedMomentum:
    def build_optimizer(parameters):
        return _build(parameters, [{"lr": lr} for lr, _ in HOMEWORK], momentum=0.9)


@misconception(
    zh="学习率和动量写反了",
    en="learning rate and momentum are swapped",
    hint_zh="学习率是 0.01、0.02、0.03，动量是 0.9、0.8、0.7",
    hint_en="the learning rates are 0.01, 0.02, 0.03; momentum is 0.9, 0.8, 0.7",
)
class Swapped:
    def build_optimizer(parameters):
        return _build(parameters, [{"lr": m, "momentum": lr} for lr, m in HOMEWORK])


@misconception(
    zh="改的是优化器的 defaults，而不是各个组",
    en="the optimiser's defaults are changed instead of the groups",
    hint_zh="defaults 只在新建组时使用，已有的组要看 param_groups",
    hint_en="defaults serve only when a group is made; existing groups are in param_groups",
)
class ChangedDefaults:
    def build_optimizer(parameters):
        optimizer = _build(parameters, [{}, {}, {}])
        for lr, momentum in HOMEWORK:
            optimizer.defaults.update(lr=lr, momentum=momentum)
        return optimizer


@misconception(
    zh="只打印了第一个组",
    en="only the first group is printed",
    hint_zh="param_groups 是列表，要遍历其中每一个组",
    hint_en="param_groups is a list: loop over all of its groups",
)
class FirstGroupOnly:
    def print_param_groups(optimizer):
        for key, value in optimizer.param_groups[0].items():
            print(key, value)


@misconception(
    zh="只打印了 params、lr 和 momentum 三个键",
    en="only the keys params, lr and momentum are printed",
    hint_zh="遍历 group.items()，其余的键也会打印出来",
    hint_en="a loop over group.items() prints the other keys too",
)
class ThreeKeysOnly:
    def print_param_groups(optimizer):
        for group in optimizer.param_groups:
            print("params", group["params"], "lr", group["lr"], "momentum", group.get("momentum"))


@misconception(
    zh="只打印了键，没有打印值",
    en="the keys are printed without their values",
    hint_zh="遍历字典得到的是键，group.items() 给出键和值",
    hint_en="a loop over a dict gives its keys; group.items() gives keys and values",
)
class KeysOnly:
    def print_param_groups(optimizer):
        for group in optimizer.param_groups:
            print(*group, sep="\n")


@misconception(
    zh="打印的是优化器本身，其中没有 params",
    en="the optimiser itself is printed, which leaves params out",
    hint_zh="优化器的文字形式省略了 params；param_groups 里才有全部的键",
    hint_en="the text of an optimiser omits params; param_groups has all the keys",
)
class OptimizerPrinted:
    def print_param_groups(optimizer):
        print(optimizer)


@misconception(
    zh="什么也没有打印",
    en="nothing is printed",
    hint_zh="函数应当自己调用 print，返回的文字不会显示",
    hint_en="the function is to call print itself; text that is returned is not shown",
)
class NothingPrinted:
    def print_param_groups(optimizer):
        return "\n".join(str(group) for group in optimizer.param_groups)
