"""Oracle, inputs and misconceptions of week5/model_graph.

The oracle of the table is the model itself: outputs of a run in eval mode, sizes of parameters.
"""

import copy
import warnings
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor, nn

from grader import misconception

Rows = list[dict[str, Any]]

LESSON_TABLE = {
    "type(rows)": "list",
    "rows[0]": "layer: Conv2d, output_shape: [-1, 6, 28, 28], parameters: 456",
    "rows[1]": "layer: ReLU, output_shape: [-1, 6, 28, 28], parameters: 0",
    "rows[2]": "layer: MaxPool2d, output_shape: [-1, 6, 14, 14], parameters: 0",
    "rows[3]": "layer: Conv2d, output_shape: [-1, 16, 10, 10], parameters: 2416",
    "rows[4]": "layer: ReLU, output_shape: [-1, 16, 10, 10], parameters: 0",
    "rows[5]": "layer: MaxPool2d, output_shape: [-1, 16, 5, 5], parameters: 0",
    "rows[6]": "layer: Flatten, output_shape: [-1, 400], parameters: 0",
    "rows[7]": "layer: Linear, output_shape: [-1, 120], parameters: 48120",
    "rows[8]": "layer: ReLU, output_shape: [-1, 120], parameters: 0",
    "rows[9]": "layer: Linear, output_shape: [-1, 2], parameters: 242",
    "len(rows)": 10,
}


def log_graph(log_dir: str, model: nn.Module, example: Tensor) -> None:
    """The graph of the contract."""
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer, warnings.catch_warnings(action="ignore"):
        writer.add_graph(model, example)  # torch warns of its own way of tracing


def summary(model: nn.Module, input_size: tuple[int, ...], batch_size: int = -1) -> Rows:
    """The table of the contract."""
    first: dict[nn.Module, Tensor] = {}
    for module, output in _runs(model, input_size):
        first.setdefault(module, output)
    return [
        _row(module, [batch_size, *output.shape[1:]], _size(module))
        for module, output in first.items()
    ]


def _runs(
    model: nn.Module, input_size: tuple[int, ...], containers: bool = False
) -> list[tuple[nn.Module, Tensor]]:
    """Every run of a leaf module of a copy, and its output."""
    runs: list[tuple[nn.Module, Tensor]] = []
    copied = copy.deepcopy(model).eval()
    for module in copied.modules():
        if containers or not list(module.children()):
            module.register_forward_hook(lambda module, _, output: runs.append((module, output)))
    with torch.no_grad():
        copied(torch.zeros(2, *input_size))
    return runs


def _row(module: nn.Module, shape: list[int], parameters: int) -> dict[str, Any]:
    return {"layer": type(module).__name__, "output_shape": shape, "parameters": parameters}


def _size(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())


def lesson_network() -> nn.Module:
    """The lesson's LeNet for two classes, in two containers."""
    features = [
        ("conv1", nn.Conv2d(3, 6, 5)),
        ("relu1", nn.ReLU()),
        ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(6, 16, 5)),
        ("relu2", nn.ReLU()),
        ("pool2", nn.MaxPool2d(2)),
        ("flatten", nn.Flatten()),
    ]
    head = [("fc1", nn.Linear(400, 120)), ("relu3", nn.ReLU()), ("fc2", nn.Linear(120, 2))]
    parts = [("features", features), ("head", head)]
    containers = [(name, nn.Sequential(OrderedDict(layers))) for name, layers in parts]
    return _drawn(nn.Sequential(OrderedDict(containers)), seed=1)


def lesson_image() -> Tensor:
    """A batch of one image of noise, shape (1, 3, 32, 32)."""
    return torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(2))


class OutOfOrder(nn.Module):
    """Its layers run in another order than they are defined in."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.last = nn.Linear(side, 2, bias=False)
        self.first = nn.Sequential(nn.Linear(4, side), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.first(x))


class Twice(nn.Module):
    """One layer of it runs twice."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.entry = nn.Linear(4, side)
        self.twice = nn.Linear(side, side)
        self.exit = nn.Tanh()

    def forward(self, x: Tensor) -> Tensor:
        return self.exit(self.twice(self.twice(self.entry(x))))


def networks() -> st.SearchStrategy[dict[str, Any]]:
    """A small network in either mode, and a batch for it."""
    kinds = st.sampled_from([OutOfOrder, Twice, _convolutional])
    return st.builds(
        _case, kinds, st.integers(0, 1000), st.integers(1, 3), st.integers(1, 3), st.booleans()
    )


def networks_with_batch_norm() -> st.SearchStrategy[dict[str, Any]]:
    """A network with batch norm in either mode, and a batch of at least two rows."""
    sides, batches = st.integers(1, 3), st.integers(2, 3)
    kinds = st.just(_normalized)
    return st.builds(_case, kinds, st.integers(0, 1000), sides, batches, st.booleans())


def tables() -> st.SearchStrategy[dict[str, Any]]:
    """A network, the shape of an input, and often a batch size other than -1."""
    kinds = st.sampled_from([OutOfOrder, Twice, _convolutional, _normalized])
    return st.builds(_table, kinds, st.integers(1, 3), st.booleans(), st.none() | st.integers(3, 9))


def _convolutional(side: int) -> nn.Module:
    features = nn.Sequential(nn.Conv2d(1, side, 2), nn.Identity(), nn.Tanh())
    head = nn.Sequential(nn.Flatten(), nn.Linear(side, 2))
    return nn.Sequential(nn.Unflatten(1, (1, 2, 2)), nn.Sequential(features, head))


def _normalized(side: int) -> nn.Module:
    body = nn.Sequential(nn.Linear(4, side), nn.BatchNorm1d(side))
    return nn.Sequential(body, nn.Tanh(), nn.Linear(side, 2))


def _case(
    build: Callable[[int], nn.Module], seed: int, side: int, batch: int, training: bool
) -> dict[str, Any]:
    example = torch.rand(batch, 4, generator=torch.Generator().manual_seed(seed + 1))
    return {"model": _drawn(build(side), seed).train(training), "example": example}


def _table(
    build: Callable[[int], nn.Module], side: int, training: bool, batch_size: int | None
) -> dict[str, Any]:
    options = {} if batch_size is None else {"batch_size": batch_size}
    model = _drawn(build(side), seed=side).train(training)
    return {"model": model, "input_size": (4,), **options}


def _drawn(model: nn.Module, seed: int) -> nn.Module:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.uniform_(-1, 1, generator=generator)
    return model


@misconception(
    zh="容器也有一行，其中的参数被重复计算",
    en="containers have rows too, and their parameters are counted again",
    hint_zh="只在没有子模块的模块上注册 hook",
    hint_en="register hooks only on modules that have no children",
)
class ContainersCounted:
    def summary(model, input_size, batch_size=-1):
        first = {}
        for module, output in _runs(model, input_size, containers=True):
            first.setdefault(module, output)
        return [_row(m, [batch_size, *o.shape[1:]], _size(m)) for m, o in first.items()]


@misconception(
    zh="运行两次的层有两行，参数计算了两次",
    en="a layer that runs twice has two rows, and its parameters are counted twice",
    hint_zh="记下已经出现过的模块，第二次运行时不再加行",
    hint_en="remember the modules seen: a second run adds no row",
)
class CountedAtEveryRun:
    def summary(model, input_size, batch_size=-1):
        return [
            _row(module, [batch_size, *output.shape[1:]], _size(module))
            for module, output in _runs(model, input_size)
        ]


@misconception(
    zh="参数个数没有算偏置",
    en="the biases are left out of the number of parameters",
    hint_zh="对 module.parameters() 中的每个参数求 numel() 之和",
    hint_en="add up numel() over all of module.parameters()",
)
class BiasLeftOut:
    def summary(model, input_size, batch_size=-1):
        rows = summary(model, input_size, batch_size)
        modules = dict.fromkeys(module for module, _ in _runs(model, input_size))
        return [
            {**row, "parameters": module.weight.numel() if hasattr(module, "weight") else 0}
            for row, module in zip(rows, modules, strict=True)
        ]


@misconception(
    zh="输出形状里是试运行那一批的大小，不是 batch_size",
    en="the shapes begin with the size of the trial batch, not with batch_size",
    hint_zh="每个输出形状的第一项应写成 batch_size",
    hint_en="write batch_size in place of the first number of every output shape",
)
class BatchOfTheTrial:
    def summary(model, input_size, batch_size=-1):
        return summary(model, input_size, 2)


@misconception(
    zh="形状最前面总是 -1，参数 batch_size 没有用上",
    en="every shape begins with -1: the argument batch_size is not used",
    hint_zh="-1 只是默认值；给出 batch_size 时写它",
    hint_en="-1 is only the default; a batch_size that is given takes its place",
)
class AlwaysMinusOne:
    def summary(model, input_size, batch_size=-1):
        return summary(model, input_size)


@misconception(
    zh="行按定义的顺序排列，不是按运行的顺序",
    en="the rows are in the order of definition, not in the order in which the layers run",
    hint_zh="在 hook 里逐行添加，顺序就是各层运行的顺序",
    hint_en="add the rows inside the hooks: they run in the order of the layers",
)
class OrderOfDefinition:
    def summary(model, input_size, batch_size=-1):
        copied = copy.deepcopy(model).eval()
        outputs = {}
        for module in copied.modules():
            module.register_forward_hook(lambda m, _, output: outputs.setdefault(m, output))
        copied(torch.zeros(2, *input_size))
        leaves = [module for module in copied.modules() if not list(module.children())]
        return [_row(m, [batch_size, *outputs[m].shape[1:]], _size(m)) for m in leaves]
