"""Inputs and misconceptions of training_project/visualise; values and layers are the oracle."""

import warnings
from collections import OrderedDict
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor, nn

from grader import Mismatch, is_own, misconception
from grader.model import Text


def log_training(log_dir: str, losses: list[float], accuracies: list[float]) -> None:
    """The curves of the contract."""
    _scalars(log_dir, ((n, v, e) for n, row in _named(losses, accuracies) for e, v in row))


def log_parameters(log_dir: str, model: nn.Module, epoch: int) -> None:
    """The histograms of the contract."""
    _histograms(log_dir, dict(model.named_parameters()), epoch)


def log_model(log_dir: str, model: nn.Module, example: Tensor) -> None:
    """The graph of the contract."""
    _graph(log_dir, model, example)


NO_GRAPH = Text(
    "事件文件里没有计算图：add_graph(model, example) 写出它",
    "there is no graph in the event files: add_graph(model, example) writes it",
)
NO_HISTOGRAMS = Text(
    "网络的这些参数没有直方图：{names}",
    "these parameters of the network have no histogram: {names}",
)


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: more than curves of its own network."""
    own = all(is_own(note.type) for note in record.traces.modules)
    return own and bool(record.log.scalars) and bool(record.log.histograms or record.log.graphs)


def curves_of(record: Any, losses: list[float], accuracies: list[float]) -> dict[str, list[float]]:
    """The wanted curves; a script's own ones are free in their values."""
    wanted = curves(losses, accuracies)
    if record.traces is None:
        return wanted
    found = {
        name: [*one.values]
        for name in wanted
        for one in record.log.scalars
        if name in one.tag.casefold()
    }
    return wanted | found


def histograms_of(record: Any, model: nn.Module) -> dict[str, Tensor]:
    """The wanted histograms; a script's own ones are free in their values.

    Raises:
        Mismatch: a parameter of the network that the script ran has none.
    """
    if record.traces is None:
        return parameters(model)
    tags = [one.tag.replace("/", ".") for one in record.log.histograms]
    names = [name for note in record.traces.modules for name in note.parameters] or ["weight"]
    missing = [name for name in names if not any(name in tag for tag in tags)]
    if missing:
        raise Mismatch("", "", note=NO_HISTOGRAMS.format(names=", ".join(missing)))
    return {}


def layers_of(record: Any, model: nn.Module) -> nn.Module:
    """The network whose layers must be in the graph; that of a script is not known.

    Raises:
        Mismatch: the script has drawn no graph.
    """
    if record.traces is None:
        return model
    if not any(graph.nodes for graph in record.log.graphs):
        raise Mismatch("", "", note=NO_GRAPH)
    return nn.Identity()


def curves(losses: list[float], accuracies: list[float]) -> dict[str, list[float]]:
    """The curves by the word that their tag has."""
    return {"loss": losses, "accuracy": accuracies}


def parameters(model: nn.Module) -> dict[str, Tensor]:
    """All parameters by name."""
    return dict(model.named_parameters())


def first_parameter(model: nn.Module) -> dict[str, Tensor]:
    """One parameter by name."""
    return dict([next(model.named_parameters())])


def homework_run() -> dict[str, list[float]]:
    """Ten epochs, all values different."""
    return {
        "losses": [2.31, 1.92, 1.64, 1.47, 1.35, 1.26, 1.19, 1.13, 1.08, 1.05],
        "accuracies": [0.11, 0.28, 0.39, 0.46, 0.51, 0.54, 0.57, 0.59, 0.61, 0.62],
    }


def network() -> nn.Module:
    """The layers of the project's network, with weights drawn from a seed."""
    layers = [
        ("conv1", nn.Conv2d(3, 6, 5)),
        ("relu1", nn.ReLU()),
        ("pool1", nn.MaxPool2d(2)),
        ("conv2", nn.Conv2d(6, 16, 5)),
        ("relu2", nn.ReLU()),
        ("pool2", nn.MaxPool2d(2)),
        ("flatten", nn.Flatten()),
        ("fc1", nn.Linear(400, 120)),
        ("relu3", nn.ReLU()),
        ("fc2", nn.Linear(120, 84)),
        ("relu4", nn.ReLU()),
        ("fc3", nn.Linear(84, 10)),
    ]
    return _drawn(nn.Sequential(OrderedDict(layers)), seed=1)


def image() -> Tensor:
    """A batch of one image of noise, shape (1, 3, 32, 32)."""
    return torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(2))


def runs() -> st.SearchStrategy[dict[str, list[float]]]:
    """Losses and accuracies of one to six epochs; values may repeat."""
    loss = st.integers(0, 400).map(lambda n: n / 100)
    accuracy = st.integers(0, 20).map(lambda n: n / 20)
    epochs = st.lists(st.tuples(loss, accuracy), min_size=1, max_size=6)
    return epochs.map(
        lambda rows: {"losses": [a for a, _ in rows], "accuracies": [b for _, b in rows]}
    )


def epochs() -> st.SearchStrategy[int]:
    """The number of an epoch."""
    return st.integers(1, 300)


def models() -> st.SearchStrategy[dict[str, Any]]:
    """A small network in either mode, and a batch for it."""
    return _cases(_dense, _convolutional)


def models_with_batch_norm() -> st.SearchStrategy[dict[str, Any]]:
    """Those that a run in training mode would change."""
    return _cases(_convolutional)


def _cases(*kinds: Any) -> st.SearchStrategy[dict[str, Any]]:
    seeds, sides = st.integers(0, 1000), st.integers(1, 3)
    return st.builds(_case, st.sampled_from(kinds), seeds, sides, st.booleans())


def _dense(side: int) -> nn.Module:
    layers = [("first", nn.Linear(4, side)), ("tanh", nn.Tanh()), ("last", nn.Linear(side, 2))]
    return nn.Sequential(OrderedDict(layers))


def _convolutional(side: int) -> nn.Module:
    features = nn.Sequential(nn.Conv2d(1, side, 2), nn.BatchNorm2d(side), nn.ReLU())
    head = nn.Linear(side, 2)
    layers = [("features", features), ("flatten", nn.Flatten()), ("head", head)]
    return nn.Sequential(nn.Unflatten(1, (1, 2, 2)), nn.Sequential(OrderedDict(layers)))


def _case(build: Any, seed: int, side: int, training: bool) -> dict[str, Any]:
    example = torch.rand(2, 4, generator=torch.Generator().manual_seed(seed + 1))
    return {"model": _drawn(build(side), seed).train(training), "example": example}


def _drawn(model: nn.Module, seed: int) -> nn.Module:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randint(-9, 8, parameter.shape, generator=generator) / 10)
    return model


def _named(losses, accuracies):
    return [("loss", enumerate(losses)), ("accuracy", enumerate(accuracies))]


def _scalars(log_dir, points):
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer:
        for tag, value, epoch in points:
            writer.add_scalar(tag, value, epoch)


def _histograms(log_dir, values, epoch):
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer:
        for name, tensor in values.items():
            writer.add_histogram(name, tensor, epoch)


def _graph(log_dir, model, example):
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer, warnings.catch_warnings(action="ignore"):
        writer.add_graph(model, example)  # torch warns of its own way of tracing


@misconception(
    zh="损失与准确率写在同一个标签下：两条曲线连成了一条",
    en="loss and accuracy share one tag: two curves become one",
    hint_zh='每条曲线一个标签："loss" 与 "accuracy"',
    hint_en='each curve needs a tag of its own: "loss" and "accuracy"',
)
class OneTagForBoth:
    def log_training(log_dir, losses, accuracies):
        rows = enumerate(zip(losses, accuracies, strict=True))
        _scalars(log_dir, (("training", v, e) for e, pair in rows for v in pair))


@misconception(
    zh="只写了最后一轮",
    en="only the last epoch is written",
    hint_zh="每一轮都调用一次 add_scalar，轮数作为 global_step",
    hint_en="call add_scalar once for every epoch, with its number as global_step",
)
class LastEpochOnly:
    def log_training(log_dir, losses, accuracies):
        last = len(losses) - 1
        _scalars(log_dir, [("loss", losses[-1], last), ("accuracy", accuracies[-1], last)])


@misconception(
    zh="曲线没有写轮数：所有点都在第 0 步",
    en="the curves are written without the epoch: all points are at step 0",
    hint_zh="add_scalar 的第三个参数是 global_step",
    hint_en="the third argument of add_scalar is global_step",
)
class CurvesWithoutEpochs:
    def log_training(log_dir, losses, accuracies):
        _scalars(log_dir, ((n, v, None) for n, row in _named(losses, accuracies) for _, v in row))


@misconception(
    zh="只写了权重，漏了偏置",
    en="only the weights are written; the biases are missing",
    hint_zh="named_parameters() 给出所有参数，不需要按名称筛选",
    hint_en="named_parameters() gives all parameters; there is no need to select by name",
)
class WeightsOnly:
    def log_parameters(log_dir, model, epoch):
        values = {n: p for n, p in model.named_parameters() if n.endswith("weight")}
        _histograms(log_dir, values, epoch)


@misconception(
    zh="直方图没有写轮数：都在第 0 步",
    en="the histograms are written without the epoch: all are at step 0",
    hint_zh="add_histogram 的第三个参数是 global_step",
    hint_en="the third argument of add_histogram is global_step",
)
class HistogramsWithoutEpoch:
    def log_parameters(log_dir, model, epoch):
        _histograms(log_dir, dict(model.named_parameters()), None)


@misconception(
    zh="计算图只有模型的第一个子模块",
    en="the graph shows only the first submodule of the model",
    hint_zh="把整个模型交给 add_graph",
    hint_en="give the whole model to add_graph",
)
class FirstChildOnly:
    def log_model(log_dir, model, example):
        _graph(log_dir, next(model.children()), example)
