"""Inputs and misconceptions of week5/histograms; the tensors themselves are the oracle."""

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis.strategies as st
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from grader import misconception


def log_histograms(log_dir: str, model: nn.Module, step: int) -> None:
    """The histograms of the contract."""
    _write(log_dir, step, ((n, p, p.grad) for n, p in model.named_parameters()))


Wanted = list[tuple[list[str], Tensor | None]]
"""For each histogram the tags that it may have, and its values; None if there is to be none."""


def parameters(model: nn.Module, **_: Any) -> Wanted:
    """The histograms of the parameters."""
    return [([name], values) for name, values in model.named_parameters()]


def gradients(model: nn.Module, gradients: dict[str, Tensor], **_: Any) -> Wanted:
    """The histograms of the gradients; none for a parameter that has no gradient."""
    return [
        ([f"{name}_grad", f"{name}/grad", f"{name}.grad"], gradients.get(name))
        for name, _ in model.named_parameters()
    ]


def lesson() -> dict[str, Any]:
    """The lesson's LeNet, and its gradients after one backward pass, at step 7."""
    model = nn.Sequential(
        nn.Conv2d(3, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 2),
    )
    _draw(model, seed=1)
    images = torch.rand(4, 3, 32, 32, generator=torch.Generator().manual_seed(2))
    loss = F.cross_entropy(model(images), torch.tensor([0, 1, 1, 0]))
    parameters = dict(model.named_parameters())
    gradients = torch.autograd.grad(loss, list(parameters.values()))
    return {"model": model, "gradients": dict(zip(parameters, gradients, strict=True)), "step": 7}


def cases(without: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    """A small model, a gradient for each parameter, and a step.

    Args:
        without: some parameters have no gradient; the first one never has
    """
    return st.builds(
        _case,
        st.sampled_from([_linear, _convolutional, _nested]),
        st.integers(1, 3),
        st.integers(0, 1000),
        st.integers(1, 500),
        st.just(without),
    )


def _linear(side: int) -> nn.Module:
    return nn.Linear(side, side)


def _convolutional(side: int) -> nn.Module:
    return nn.Sequential(nn.Conv2d(side, 2, 2), nn.ReLU(), nn.BatchNorm2d(2))


def _nested(side: int) -> nn.Module:
    head = nn.ModuleDict({"head": nn.Linear(2, side)})
    return nn.ModuleDict({"body": nn.PReLU(side), "top": head})


def _case(
    build: Callable[[int], nn.Module], side: int, seed: int, step: int, without: bool
) -> dict[str, Any]:
    model = build(side)
    generator = _draw(model, seed)
    gradients = {
        name: torch.randint(-9, 6, parameter.shape, generator=generator) / 10
        for place, (name, parameter) in enumerate(model.named_parameters())
        if not (without and (place == 0 or (seed >> place) & 1))
    }
    return {"model": model, "gradients": gradients, "step": step}


def _draw(model: nn.Module, seed: int) -> torch.Generator:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randint(-9, 8, parameter.shape, generator=generator) / 10)
    return generator


Rows = Iterator[tuple[str, Tensor, Tensor | None]]
"""Name, parameter and gradient."""


def _write(log_dir: str, step: int | None, rows: Any) -> None:
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer:
        for name, values, gradient in rows:
            if values is not None:
                writer.add_histogram(name, values, step)
            if gradient is not None:
                writer.add_histogram(f"{name}_grad", gradient, step)


@misconception(
    zh="参数与梯度的标签对调了",
    en="the tags of parameters and gradients are swapped",
    hint_zh="参数的标签是 name，梯度的标签是 name 加 _grad",
    hint_en="the tag of a parameter is its name, that of its gradient is the name with _grad",
)
class Swapped:
    def log_histograms(log_dir, model, step):
        from torch.utils.tensorboard import SummaryWriter

        with SummaryWriter(log_dir) as writer:
            for name, parameter in model.named_parameters():
                writer.add_histogram(f"{name}_grad", parameter, step)
                if parameter.grad is not None:
                    writer.add_histogram(name, parameter.grad, step)


@misconception(
    zh="梯度写在了参数的标签下",
    en="the gradient is written under the tag of its parameter",
    hint_zh="两个直方图需要两个标签，否则在图上混在一起",
    hint_en="two histograms need two tags; under one they are mixed",
)
class OneTagForBoth:
    def log_histograms(log_dir, model, step):
        _write(log_dir, step, ((n, p, None) for n, p in model.named_parameters()))
        _write(log_dir, step, ((n, p.grad, None) for n, p in model.named_parameters()))


@misconception(
    zh="权重和梯度写的都是绝对值",
    en="weights and gradients are written as absolute values",
    hint_zh="直方图里也应有负数：原样传入张量",
    hint_en="the histograms should show the negative numbers too: pass the tensors as they are",
)
class AbsoluteValues:
    def log_histograms(log_dir, model, step):
        rows = (
            (n, p.abs(), None if p.grad is None else p.grad.abs())
            for n, p in model.named_parameters()
        )
        _write(log_dir, step, rows)


@misconception(
    zh="梯度写的是绝对值",
    en="the gradients are written as absolute values",
    hint_zh="梯度的符号也有意义：原样传入 parameter.grad",
    hint_en="the sign of a gradient matters too: pass parameter.grad as it is",
)
class AbsoluteGradients:
    def log_histograms(log_dir, model, step):
        rows = (
            (n, p, None if p.grad is None else p.grad.abs()) for n, p in model.named_parameters()
        )
        _write(log_dir, step, rows)


@misconception(
    zh="步数写进了标签，没有作为 global_step",
    en="the step is written into the tag instead of global_step",
    hint_zh="标签只用参数的名称，步数由 add_histogram 的第三个参数给出",
    hint_en="the tag is the name alone; the step is the third argument of add_histogram",
)
class StepInTag:
    def log_histograms(log_dir, model, step):
        from torch.utils.tensorboard import SummaryWriter

        with SummaryWriter(log_dir) as writer:
            for name, parameter in model.named_parameters():
                writer.add_histogram(f"{name}_{step}", parameter)
                if parameter.grad is not None:
                    writer.add_histogram(f"{name}_grad_{step}", parameter.grad)


@misconception(
    zh="只写了权重，漏了偏置",
    en="only the weights are written, the biases are missing",
    hint_zh="named_parameters() 给出所有参数，不需要按名称筛选",
    hint_en="named_parameters() gives all parameters; there is no need to select by name",
)
class WeightsOnly:
    def log_histograms(log_dir, model, step):
        rows = ((n, p, p.grad) for n, p in model.named_parameters() if n.endswith("weight"))
        _write(log_dir, step, rows)


@misconception(
    zh="没有写步数",
    en="the step is left out",
    hint_zh="add_histogram 的第三个参数是 global_step",
    hint_en="the third argument of add_histogram is global_step",
)
class NoStep:
    def log_histograms(log_dir, model, step):
        _write(log_dir, None, ((n, p, p.grad) for n, p in model.named_parameters()))


@misconception(
    zh="没有梯度的参数，连自己的直方图也没有写",
    en="a parameter without gradient is skipped altogether",
    hint_zh="只有梯度的直方图取决于 grad 是否为 None",
    hint_en="only the histogram of the gradient depends on whether grad is None",
)
class SkippedWithoutGradient:
    def log_histograms(log_dir, model, step):
        rows = ((n, p, p.grad) for n, p in model.named_parameters() if p.grad is not None)
        _write(log_dir, step, rows)


@misconception(
    zh="没有梯度时写了全零的梯度直方图",
    en="where there is no gradient, a histogram of zeros is written",
    hint_zh="grad 为 None 表示没有梯度，不等于梯度为零",
    hint_en="grad being None means that there is no gradient, not that it is zero",
)
class ZerosForNone:
    def log_histograms(log_dir, model, step):
        rows = (
            (n, p, torch.zeros_like(p) if p.grad is None else p.grad)
            for n, p in model.named_parameters()
        )
        _write(log_dir, step, rows)
