"""Oracle, inputs and misconceptions of week5/hooks; autograd itself is the oracle."""

import contextlib
import copy
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor, nn

from grader import misconception

Rows = list[tuple[str, tuple[int, ...], tuple[int, ...]]]

LESSON_SHAPES = {
    "type(rows)": "list",
    "rows[0]": "features.conv1: (1, 3, 32, 32) -> (1, 6, 28, 28)",
    "rows[1]": "features.relu1: (1, 6, 28, 28) -> (1, 6, 28, 28)",
    "rows[2]": "features.pool1: (1, 6, 28, 28) -> (1, 6, 14, 14)",
    "rows[3]": "features.conv2: (1, 6, 14, 14) -> (1, 16, 10, 10)",
    "rows[4]": "features.relu2: (1, 16, 10, 10) -> (1, 16, 10, 10)",
    "rows[5]": "features.pool2: (1, 16, 10, 10) -> (1, 16, 5, 5)",
    "rows[6]": "flatten: (1, 16, 5, 5) -> (1, 400)",
    "rows[7]": "fc: (1, 400) -> (1, 2)",
    "len(rows)": 8,
}


def intermediate_gradient(function: Callable[[Tensor], tuple[Tensor, Tensor]], x: Tensor) -> Tensor:
    """The gradient of the contract, in float64."""
    leaf = x.detach().double().requires_grad_()
    intermediate, scalar = function(leaf)
    return torch.autograd.grad(scalar, intermediate)[0]


def layer_shapes(model: nn.Module, x: Tensor) -> Rows:
    """The rows of the contract."""
    runs = _runs(copy.deepcopy(model), x)
    return [(name, tuple(taken.shape), tuple(given.shape)) for name, taken, given in runs]


@contextlib.contextmanager
def scaled_inputs(model: nn.Module, factor: float) -> Iterator[None]:
    """The context manager of the contract."""
    handle = model.register_forward_pre_hook(lambda module, args: (args[0] * factor,))
    try:
        yield
    finally:
        handle.remove()


def layer_gradients(model: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """The gradients of the contract, in float64, with respect to the outputs that were kept."""
    runs = _runs(copy.deepcopy(model).double(), x.detach().double().requires_grad_())
    total = runs[-1][2].sum()
    found: dict[str, Tensor] = {}
    for name, _, given in runs:
        (gradient,) = torch.autograd.grad(total, given, retain_graph=True)
        found[name] = found[name] + gradient if name in found else gradient
    return found


def _runs(model: nn.Module, x: Tensor) -> list[tuple[str, Tensor, Tensor]]:
    """Name, input and output of every run of a leaf module; the last output is the model's."""
    runs: list[tuple[str, Tensor, Tensor]] = []

    def watch(name: str, module: nn.Module) -> None:
        module.register_forward_hook(lambda _, args, output: runs.append((name, args[0], output)))

    for name, module in model.named_modules():
        if not list(module.children()):
            watch(name, module)
    model(x)
    return runs


def lesson_weight() -> Tensor:
    """w of the lesson."""
    return torch.tensor([1.0])


def lesson_function(w: Tensor) -> tuple[Tensor, Tensor]:
    """x + w and y = (x + w)(w + 1) of the lesson, where x = 2."""
    total = w + 2
    return total, (total * (w + 1)).sum()


def lesson_network() -> nn.Module:
    """The convolutions of LeNet, in a container, and one linear layer."""
    features = [
        ("conv1", nn.Conv2d(3, 6, 5)),
        ("relu1", nn.ReLU()),
        ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(6, 16, 5)),
        ("relu2", nn.ReLU()),
        ("pool2", nn.MaxPool2d(2)),
    ]
    layers = [
        ("features", nn.Sequential(OrderedDict(features))),
        ("flatten", nn.Flatten()),
        ("fc", nn.Linear(400, 2)),
    ]
    return _drawn(nn.Sequential(OrderedDict(layers)), seed=1)


def lesson_image() -> Tensor:
    """An image of noise, shape (1, 3, 32, 32)."""
    return torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(2))


def scaled_square(x):
    """The intermediate tensor has one use."""
    intermediate = 3 * x + 1
    return intermediate, intermediate.square().sum()


def used_twice(x):
    """The gradient arrives on two ways."""
    intermediate = x.sin()
    return intermediate, (intermediate * x + intermediate.square()).sum()


def of_another_shape(x):
    """The intermediate tensor has another shape than x."""
    intermediate = x.flatten().cumsum(0)[-1:] * 2
    return intermediate, (intermediate.tanh() * x.mean()).sum()


def averaged(x):
    """The gradient is the same everywhere."""
    intermediate = x * x
    return intermediate, intermediate.mean()


def functions() -> st.SearchStrategy[dict[str, Any]]:
    """A function with an intermediate tensor, and x for it, which may require a gradient."""
    kinds = st.sampled_from([scaled_square, used_twice, of_another_shape, averaged])
    sides = st.lists(st.integers(1, 3), min_size=1, max_size=2)
    return st.builds(_function_case, kinds, sides, st.integers(0, 1000), st.booleans())


class OutOfOrder(nn.Module):
    """Its layers run in another order than they are defined in, and one does not run at all."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self.last = nn.Linear(side, 2)
        self.spare = nn.Linear(2, 2)
        self.first = nn.Sequential(nn.Linear(4, side), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.first(x))


def networks() -> st.SearchStrategy[dict[str, Any]]:
    """A small network, in train or eval mode, and a batch for it."""
    return st.builds(
        _case,
        st.sampled_from([_nested, _shared, OutOfOrder]),
        st.integers(0, 1000),
        st.integers(1, 3),
        st.integers(1, 3),
        st.booleans(),
    )


def networks_in_training() -> st.SearchStrategy[dict[str, Any]]:
    """A network with batch norm, in train mode or not, and a batch of at least two rows."""
    return st.builds(
        _case,
        st.just(_normalized),
        st.integers(0, 1000),
        st.integers(1, 3),
        st.integers(2, 3),
        st.booleans(),
    )


def scalings() -> st.SearchStrategy[dict[str, Any]]:
    """A network, a batch and a factor other than one."""
    factors = st.sampled_from([2.0, 0.5, -1.0, 0.0, 3.0])
    return st.builds(lambda case, factor: {**case, "factor": factor}, networks(), factors)


def _nested(side: int) -> nn.Module:
    body = nn.Sequential(nn.Conv2d(1, side, 2), nn.Tanh())
    head = nn.Sequential(nn.Flatten(), nn.Linear(side, 2))
    return nn.Sequential(nn.Unflatten(1, (1, 2, 2)), nn.Sequential(body, head))


def _shared(side: int) -> nn.Module:
    twice = nn.Linear(side, side)
    return nn.Sequential(nn.Softplus(), nn.Linear(4, side), twice, nn.Tanh(), twice, nn.Sigmoid())


def _normalized(side: int) -> nn.Module:
    return nn.Sequential(
        nn.Sequential(nn.Linear(4, side), nn.BatchNorm1d(side)), nn.Tanh(), nn.Linear(side, 2)
    )


def _case(
    build: Callable[[int], nn.Module], seed: int, side: int, batch: int, training: bool
) -> dict[str, Any]:
    x = torch.rand(batch, 4, generator=torch.Generator().manual_seed(seed + 1)) * 2 - 1
    return {"model": _drawn(build(side), seed).train(training), "x": x}


def _function_case(function: Any, sides: list[int], seed: int, leaf: bool) -> dict[str, Any]:
    x = torch.rand(*sides, generator=torch.Generator().manual_seed(seed)) * 2 - 1
    return {"function": function, "x": x.requires_grad_(leaf)}


def _drawn(model: nn.Module, seed: int) -> nn.Module:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.uniform_(-1, 1, generator=generator)
    return model


def _backward(model, x, keep, register="register_full_backward_hook"):
    """Gradients on a copy of the model, as `keep(found, name, grad_input, grad_output)` has it."""
    model, found = copy.deepcopy(model), {}

    def watch(name, module):
        getattr(module, register)(lambda _, taken, given: keep(found, name, taken, given))

    for name, module in model.named_modules():
        if not list(module.children()):
            watch(name, module)
    with warnings.catch_warnings(action="ignore"):  # torch deprecates a hook that is tried here
        model(x.detach().clone().requires_grad_()).sum().backward()
    return found


@misconception(
    zh="给出的是叶子 x 的梯度，不是中间张量的",
    en="the gradient is that of the leaf x, not of the intermediate tensor",
    hint_zh="在中间张量上调用 register_hook，hook 收到的就是它的梯度",
    hint_en="a hook registered on the intermediate tensor receives its gradient",
)
class GradientOfTheLeaf:
    def intermediate_gradient(function, x):
        leaf = x.detach().clone().requires_grad_()
        return torch.autograd.grad(function(leaf)[1], leaf)[0]


@misconception(
    zh="容器也列了出来",
    en="containers are listed too",
    hint_zh="叶子模块没有子模块：list(module.children()) 为空",
    hint_en="a leaf module has no children: list(module.children()) is empty",
)
class ContainersToo:
    def layer_shapes(model, x):
        model, rows = copy.deepcopy(model), []

        def watch(name, module):
            module.register_forward_hook(
                lambda _, args, output: rows.append(
                    (name, tuple(args[0].shape), tuple(output.shape))
                )
            )

        for name, module in model.named_modules():
            watch(name, module)
        model(x)
        return rows


@misconception(
    zh="运行两次的层只有一行",
    en="a layer that runs twice has one row",
    hint_zh="hook 每次运行都会被调用：每次都加一行，不要用名称作为字典的键",
    hint_en="the hook is called at every run: each adds a row, which a dict by name would lose",
)
class OneRowForEachLayer:
    def layer_shapes(model, x):
        rows = {}
        for name, taken, given in _runs(copy.deepcopy(model), x):
            rows[name] = (name, tuple(taken.shape), tuple(given.shape))
        return list(rows.values())


@misconception(
    zh="hook 没有移除：离开上下文之后输入仍被缩放",
    en="the handle is not removed: inputs are still scaled after the context",
    hint_zh="register_forward_pre_hook 返回 handle，离开时调用 handle.remove()",
    hint_en="register_forward_pre_hook gives a handle; call handle.remove() at the end",
)
class HandleNotRemoved:
    @contextlib.contextmanager
    def scaled_inputs(model, factor):
        model.register_forward_pre_hook(lambda module, args: (args[0] * factor,))
        yield


@misconception(
    zh="抛出异常时 hook 没有移除",
    en="the handle is not removed when an exception is raised",
    hint_zh="把 yield 放进 try，把 handle.remove() 放进 finally",
    hint_en="put yield into a try, and handle.remove() into its finally",
)
class NotRemovedAfterException:
    @contextlib.contextmanager
    def scaled_inputs(model, factor):
        handle = model.register_forward_pre_hook(lambda module, args: (args[0] * factor,))
        yield
        handle.remove()


@misconception(
    zh="缩放的是输出，不是输入",
    en="the output is scaled, not the input",
    hint_zh="forward hook 在前向之后运行；要改输入，用 forward pre-hook 并返回新的输入",
    hint_en="a forward hook runs after the layer; to change its inputs, use a forward pre-hook",
)
class OutputScaled:
    @contextlib.contextmanager
    def scaled_inputs(model, factor):
        handle = model.register_forward_hook(lambda module, args, output: output * factor)
        try:
            yield
        finally:
            handle.remove()


@misconception(
    zh="给出的是对输入的梯度（grad_input），不是对输出的",
    en="the gradients are those of the inputs (grad_input), not of the outputs",
    hint_zh="backward hook 的参数依次是 module、grad_input、grad_output",
    hint_en="a backward hook gets module, grad_input and grad_output, in this order",
)
class GradInput:
    def layer_gradients(model, x):
        def keep(found, name, taken, given):
            found[name] = found[name] + taken[0] if name in found else taken[0]

        return _backward(model, x, keep)


@misconception(
    zh="运行两次的层只留下了一个梯度",
    en="of a layer that runs twice only one gradient is kept",
    hint_zh="backward hook 每次运行都会被调用一次：名称已在字典中时要相加",
    hint_en="the backward hook is called for each run: add up where the name is there already",
)
class OneGradientForEachLayer:
    def layer_gradients(model, x):
        return _backward(model, x, lambda found, name, _, given: found.update({name: given[0]}))


@misconception(
    zh="用了已弃用的 register_backward_hook，它给出的 grad_input 不是层的输入的梯度",
    en="the deprecated register_backward_hook is used: its grad_input is not that of the layer",
    hint_zh="改用 register_full_backward_hook，并取 grad_output",
    hint_en="register_full_backward_hook replaces it, and grad_output is the one to take",
)
class DeprecatedHook:
    def layer_gradients(model, x):
        def keep(found, name, taken, given):
            found[name] = taken[0]

        return _backward(model, x, keep, "register_backward_hook")
