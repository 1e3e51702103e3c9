"""Oracle, inputs and misconceptions of training_project/training_loop.

The oracle is the same loop over the same network, in float64.
"""

import copy
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor, nn

from grader import is_own, misconception, shown
from grader.model import Text

HOMEWORK_LOSSES = [94.522011, 37.393944, 16.507979]
HOMEWORK_PARAMETERS = [2.486559, 0.805516]
"""Weight and bias after three epochs on the homework's line."""

FIRST_LOSS = [105.0]
"""Before any step: the mean of 7, 9, 11 and 13, each squared."""


NO_FALL = Text(
    "训练中的损失没有下降：最后三分之一的平均不小于最初三分之一的平均",
    "the loss does not fall while it trains: its mean over the last third is no smaller than over"
    " the first",
)
NO_STEPS = Text(
    "没有用优化器更新过参数",
    "no optimiser has made a step",
)


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: it trained a network of its own."""
    traces = record.traces
    own = all(is_own(note.type) for note in traces.modules)
    return own and traces.steps > 0 and len(_losses(record)) > 1


def losses(record: Any, want: Any) -> Any:
    """What the probe found; of a script, whether the loss falls."""
    return shown(record, want, _falls, NO_FALL)


def parameters(record: Any, want: Any) -> Any:
    """What the probe found; of a script, whether an optimiser changed them."""
    return shown(record, want, lambda record: record.traces.steps, NO_STEPS)


def _falls(record: Any) -> bool:
    values = _losses(record)
    third = max(1, len(values) // 3)
    return sum(values[-third:]) < sum(values[:third])


def _losses(record: Any) -> list[float]:
    """Of the batches that were trained on."""
    notes = record.traces.losses
    return [note.value for note in notes if note.backward and note.value is not None]


def train(
    model: nn.Module, loader: Any, criterion: nn.Module, optimizer: Any, epochs: int
) -> list[float]:
    """The loop of the contract."""
    return _loop(model, loader, criterion, optimizer, epochs)


def homework() -> dict[str, Any]:
    """A linear layer at zero, four points of y = 2x + 5 in batches of three and one."""
    model = nn.Linear(1, 1)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    inputs = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
    return {
        "model": model,
        "inputs": inputs,
        "targets": 2 * inputs + 5,
        "batches": {"batch_size": 3, "shuffle": False, "seed": 0},
        "criterion": nn.MSELoss(),
        "sgd": {"lr": 0.01},
        "epochs": 3,
    }


def one_batch() -> dict[str, Any]:
    """One epoch of it, in one batch: its loss is the same whatever the loop does with it."""
    return {
        **homework(),
        "batches": {"batch_size": 4, "shuffle": False, "seed": 0},
        "epochs": 1,
    }


def in_float64(case: dict[str, Any]) -> dict[str, Any]:
    """A copy of the case for the oracle, which trains the copy."""
    changed = copy.deepcopy(case)
    for key in ("inputs", "targets"):
        tensor = changed[key]
        changed[key] = tensor.double() if tensor.is_floating_point() else tensor
    changed["model"].double()
    return changed


def keeps_a_graph(value: Any) -> bool:
    """Whether a value, or some value in it, is a tensor that still carries its graph."""
    if isinstance(value, dict):
        return keeps_a_graph(list(value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(keeps_a_graph, value))
    return isinstance(value, Tensor) and value.requires_grad


def cases() -> st.SearchStrategy[dict[str, Any]]:
    """A small network for regression or classification, and all that trains it."""
    return st.builds(
        _case,
        st.integers(0, 1000),
        st.booleans(),
        st.integers(1, 7),
        st.integers(1, 4),
        st.booleans(),
        st.sampled_from([{"lr": 0.1}, {"lr": 0.05, "momentum": 0.9}, {"lr": 0.2}]),
        st.integers(1, 3),
    )


def frozen_cases() -> st.SearchStrategy[dict[str, Any]]:
    """The same with some parameters frozen: never all of them."""
    frozen = st.sampled_from([[0], [0, 1], [2], [1, 3], [0, 2, 3]])
    return st.builds(lambda case, places: {**case, "frozen": places}, cases(), frozen)


def moody_cases() -> st.SearchStrategy[dict[str, Any]]:
    """A network with dropout and batch norm, in either mode, and no batch of one sample."""
    return st.builds(_moody, st.integers(0, 1000), st.booleans(), st.integers(1, 3))


def _case(
    seed: int,
    classify: bool,
    samples: int,
    batch_size: int,
    shuffle: bool,
    sgd: dict[str, float],
    epochs: int,
) -> dict[str, Any]:
    generator = torch.Generator().manual_seed(seed)
    outputs = 3 if classify else 1
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, outputs))
    inputs = torch.rand(samples, 2, generator=generator) * 4 - 2
    if classify:
        targets = torch.randint(3, (samples,), generator=generator)
    else:
        targets = torch.rand(samples, 1, generator=generator) * 4 - 2
    return {
        "inputs": inputs,
        "targets": targets,
        "batches": {"batch_size": batch_size, "shuffle": shuffle, "seed": seed},
        "criterion": nn.CrossEntropyLoss() if classify else nn.MSELoss(),
        "sgd": sgd,
        "epochs": epochs,
        "model": _drawn(model, generator),
    }


def _moody(seed: int, training: bool, epochs: int) -> dict[str, Any]:
    case = _case(seed, True, 6, 3, False, {"lr": 0.1}, epochs)
    layers = [nn.Linear(2, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 3)]
    return {**case, "model": nn.Sequential(*layers).train(training)}


def _drawn(model: nn.Module, generator: torch.Generator) -> nn.Module:
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.uniform_(-1, 1, generator=generator)
    return model


def _loop(model, loader, criterion, optimizer, epochs, **changes):
    """The loop, with one thing changed: see the misconceptions."""
    history = []
    for _ in range(epochs):
        if changes.get("train_mode", True):
            model.train()
        losses, sizes = [], []
        for inputs, targets in loader:
            if changes.get("zero", True):
                optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            if changes.get("early_step"):
                optimizer.step()
            loss.backward()
            if not changes.get("early_step"):
                optimizer.step()
            losses.append(loss if changes.get("graph") else loss.item())
            sizes.append(len(inputs))
        history.append(changes.get("mean", _over_samples)(losses, sizes))
    return history


def _over_samples(losses, sizes):
    return sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / sum(sizes)


@misconception(
    zh="没有清零梯度：每一步都用了之前所有批次的梯度之和",
    en="gradients are not cleared: every step uses the sum over all batches so far",
    hint_zh="backward() 会累加到 .grad 上；每个批次在 backward() 之前调用 optimizer.zero_grad()",
    hint_en="backward() adds to .grad; call optimizer.zero_grad() in every batch before it",
)
class NoZeroGrad:
    def train(model, loader, criterion, optimizer, epochs):
        return _loop(model, loader, criterion, optimizer, epochs, zero=False)


@misconception(
    zh="step() 写在 backward() 之前：更新时还没有梯度",
    en="step() comes before backward(): there is no gradient yet when it updates",
    hint_zh="顺序是：清零、前向、损失、backward()、step()",
    hint_en="the order is: clear, forward, loss, backward(), step()",
)
class StepBeforeBackward:
    def train(model, loader, criterion, optimizer, epochs):
        return _loop(model, loader, criterion, optimizer, epochs, early_step=True)


@misconception(
    zh="一轮的损失是各批次均值的平均：较小的最后一批被算得过重",
    en="an epoch's loss is the mean of its batches' means: a smaller last batch counts too much",
    hint_zh="每批的损失乘以这一批的样本数再相加，最后除以样本总数",
    hint_en="multiply each batch's loss by its number of samples, add, divide by all samples",
)
class MeanOfBatchMeans:
    def train(model, loader, criterion, optimizer, epochs):
        return _loop(model, loader, criterion, optimizer, epochs, mean=lambda a, _: sum(a) / len(a))


@misconception(
    zh="一轮的损失只取了最后一个批次的",
    en="an epoch's loss is that of its last batch only",
    hint_zh="在一轮之内累加每个批次的损失",
    hint_en="add up the losses of all batches of an epoch",
)
class LastBatchOnly:
    def train(model, loader, criterion, optimizer, epochs):
        return _loop(model, loader, criterion, optimizer, epochs, mean=lambda a, _: a[-1])


@misconception(
    zh="返回的损失是带着计算图的张量",
    en="the losses are tensors that still carry their graphs",
    hint_zh="loss.item() 给出普通的浮点数，计算图随之释放",
    hint_en="loss.item() gives a plain float and lets the graph go",
)
class LossesWithGraph:
    def train(model, loader, criterion, optimizer, epochs):
        return _loop(model, loader, criterion, optimizer, epochs, graph=True)


@misconception(
    zh="没有调用 model.train()：模型以 eval 模式传入时，就在 eval 模式下训练",
    en="model.train() is not called: a model that comes in eval mode is trained in eval mode",
    hint_zh="每一轮开始时调用 model.train()，dropout 和批归一化才按训练方式工作",
    hint_en="call model.train() when an epoch begins: dropout and batch norm depend on it",
)
class ModeLeftAsFound:
    def train(model, loader, criterion, optimizer, epochs):
        return _loop(model, loader, criterion, optimizer, epochs, train_mode=False)
