"""Oracle, inputs and misconceptions of week5/training_curves."""

import contextlib
import copy
import re
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader

from grader import Mismatch, assert_history, assert_that, chart, misconception
from grader.model import Chart, Text

LOSSES = ("train_loss", "valid_loss")
ACCURACIES = ("train_accuracy", "valid_accuracy")
KEYS = (*LOSSES, *ACCURACIES)
NAMES = ("loss", "acc", "损失", "准确率")
LEAST_COMMON = 3

NO_CURVES = Text(
    "没有找齐四条曲线：标签或 run 的名称应含 Loss 或 Accuracy，并含 Train 或 Valid",
    "not all four curves were found: the tag or the run is to have Loss or Accuracy in its name,"
    " and Train or Valid",
)
SAME_COUNTERS = Text(
    "Valid 准确率与同一步的 Train 准确率处处相等：验证时用的是训练的计数器，应为 correct_val / total_val。"
    "这一行来自课程代码，不扣分",
    "the Valid accuracy equals the Train accuracy of its step everywhere: it is computed from the"
    " counters of the training, and should be correct_val / total_val. This line is the lesson's"
    " own: no points are lost",
)
NO_GRAD = Text(
    "验证时 autograd 仍在记录：把验证放进 with torch.no_grad() 可以省下内存和时间。不扣分",
    "autograd records during the validation: within torch.no_grad() it takes less memory and time."
    " No points are lost",
)
PERCENT = Text(
    "准确率写成了百分数：这里不扣分，函数形式要求在 [0, 1] 之间",
    "the accuracies are percentages: no points are lost here, the function form asks for [0, 1]",
)
WORDS = {
    "loss": "loss|损失",
    "accuracy": "acc|准确|正确率",
    "valid": "val|test|验证|测试",
    "train": "train|训练",
}
"""What tells curves apart, in the tag or the name of the run."""

FALLS = Text(
    "损失应当下降：最后一轮小于第一轮",
    "the loss should fall: it is less in the last epoch than in the first",
)
CURVE_FALLS = Text(
    "损失应当下降：得到的是曲线前三分之一与后三分之一的平均",
    "the loss should fall: the means of the curve's first third and of its last are shown",
)

Pair = list[Tensor]
"""Inputs (N, 2) and class indices (N,)."""


def train(
    model: nn.Module,
    train_loader: DataLoader[Any],
    valid_loader: DataLoader[Any],
    epochs: int,
    lr: float,
    log_dir: str = "",
) -> list[dict[str, float]]:
    """The training of the contract, without momentum, and without a log."""
    return _train(model, train_loader, valid_loader, epochs, lr)


def columns(history: list[dict[str, float]]) -> dict[str, list[float]]:
    """For each key its values, epoch by epoch."""
    return {key: [row[key] for row in history] for key in KEYS}


def charts(history: dict[str, list[float]]) -> list[dict[str, list[float]]]:
    """The columns that belong together in a chart."""
    return [{key: history[key] for key in keys} for keys in (LOSSES, ACCURACIES)]


def assert_progress(record: Any, history: dict[str, list[float]]) -> None:
    """Losses fall, and accuracies lie between 0 and 1.

    Raises:
        Mismatch: with the first column for which that is not so.
    """
    falls = FALLS if record.traces is None else CURVE_FALLS
    for key in LOSSES:
        values, want = history[key], f"{key}[-1] < {key}[0]"
        assert_that(values[-1] < values[0], got=values, want=want, zh=falls.zh, en=falls.en)
    for key in ACCURACIES:
        assert_that(
            all(0 <= value <= 1 for value in history[key]),
            got=history[key],
            want=f"0 ≤ {key} ≤ 1",
            zh="准确率应在 0 与 1 之间",
            en="an accuracy lies between 0 and 1",
        )


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: curves named after loss or accuracy."""
    names = [f"{one.run} {one.tag}".lower() for one in record.log.scalars]
    return any(part in name for name in names for part in NAMES)


def history_of(record: Any, epochs: int) -> dict[str, list[float]]:
    """The columns that a function returned; of a script the curves of its log, smoothed.

    Raises:
        Mismatch: there is no such history, or a curve is missing.
    """
    if record.traces is None:
        return assert_history(record.value, KEYS, epochs=epochs)
    curves = _curves(record)
    if set(curves) != set(KEYS):
        names = sorted({f"{one.run} {one.tag}".strip() for one in record.log.scalars})
        raise Mismatch(", ".join(names), ", ".join(KEYS), note=NO_CURVES)
    scale = 100 if _in_percent(curves) else 1
    return {
        key: _ends([value / (scale if key in ACCURACIES else 1) for value in curve.values()])
        for key, curve in curves.items()
    }


def pictured(record: Any, history: dict[str, list[float]]) -> tuple[Chart, ...]:
    """The curves of the training, losses in one chart and accuracies in another."""
    curves = (
        {key: dict(enumerate(values)) for key, values in history.items()}
        if record.traces is None
        else _curves(record)
    )
    return tuple(chart({key: curves[key].items() for key in keys}) for keys in (LOSSES, ACCURACIES))


def drawn(record: Any, history: dict[str, list[float]]) -> list[dict[str, list[float]]]:
    """The charts that must show the history; a script's is read off its charts."""
    return charts(history) if record.traces is None else []


def advice(record: Any) -> list[Text]:
    """What the lesson's own code does, too."""
    curves = _curves(record)
    train, valid = (curves.get(key, {}) for key in ("train_accuracy", "valid_accuracy"))
    common = [step for step in valid if step in train]
    same = len(common) >= LEAST_COMMON and all(valid[step] == train[step] for step in common)
    losses = record.traces.losses
    trains = any(note.backward for note in losses)
    notes = [SAME_COUNTERS] if same and len({valid[step] for step in common}) > 1 else []
    if trains and any(note.graph and not note.backward for note in losses):
        notes.append(NO_GRAD)
    return notes + ([PERCENT] if _in_percent(curves) else [])


def _curves(record: Any) -> dict[str, dict[int, float]]:
    """Values by step of the curves that belong to the keys of a history."""
    found = {}
    for one in record.log.scalars:
        kind = _named(one.tag, "loss", "accuracy") or _named(one.run, "loss", "accuracy")
        part = _named(f"{one.run} {one.tag}", "valid", "train")
        if kind and part:
            found[f"{part}_{kind}"] = dict(zip(one.steps, one.values, strict=True))
    return found


def _named(name: str, *words: str) -> str:
    return next((word for word in words if re.search(WORDS[word], name, re.IGNORECASE)), "")


def _in_percent(curves: dict[str, dict[int, float]]) -> bool:
    values = [value for key in ACCURACIES for value in curves.get(key, {}).values()]
    return bool(values) and 1 < max(values) <= 100


def _ends(values: list[float]) -> list[float]:
    """Means of the first and of the last third."""
    third = max(1, len(values) // 3)
    return [sum(values[:third]) / third, sum(values[-third:]) / third]


def history_without_training(
    model: nn.Module, train: Pair, valid: Pair, epochs: int, **_: Any
) -> dict[str, list[float]]:
    """The columns of a history whose model stays as it is, in float64."""
    values = (*_evaluated(model, train), *_evaluated(model, valid))
    keys = ("train_loss", "train_accuracy", "valid_loss", "valid_accuracy")
    return {key: [value] * epochs for key, value in zip(keys, values, strict=True)}


def own_validation(value: Any, model: nn.Module, valid: Pair, **_: Any) -> dict[str, float]:
    """The wanted last validation, for the trained state that came back with `value`."""
    trained = copy.deepcopy(model)
    state = value.get("state") if isinstance(value, dict) else None
    # without a state of this model, the untrained one is as good as any other
    with contextlib.suppress(TypeError, AttributeError, RuntimeError):
        trained.load_state_dict(state)  # type: ignore[arg-type]
    loss, accuracy = _evaluated(trained, valid)
    return {"valid_loss": loss, "valid_accuracy": accuracy}


def _evaluated(model: nn.Module, pair: Pair) -> tuple[float, float]:
    """Mean loss and accuracy over all samples at once, in eval mode and float64."""
    inputs, labels = pair
    with torch.no_grad():
        logits = copy.deepcopy(model).double().eval()(inputs.double())
    right = (logits.argmax(1) == labels).double().mean().item()
    return F.cross_entropy(logits, labels).item(), right


def homework_history() -> list[dict[str, float]]:
    """Five epochs, all values different."""
    losses = zip((1.2, 0.9, 0.7, 0.55, 0.45), (1.3, 1.05, 0.85, 0.8, 0.75), strict=True)
    accuracies = zip((0.4, 0.6, 0.7, 0.8, 0.9), (0.35, 0.5, 0.65, 0.72, 0.74), strict=True)
    return [
        dict(zip(KEYS, (*loss, *accuracy), strict=True))
        for loss, accuracy in zip(losses, accuracies, strict=True)
    ]


def homework_training() -> dict[str, Any]:
    """Two classes on two sides of a line, and a linear model that begins on the wrong sides."""
    model = nn.Linear(2, 2)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[0.5, 0.0], [-0.5, 0.0]]))
        model.bias.zero_()
    train, valid = (_separable(count, seed) for count, seed in ((14, 1), (7, 2)))
    return {
        "model": model,
        "train": train,
        "valid": valid,
        "batch_size": 4,
        "epochs": 4,
        "lr": 0.25,
    }


def histories() -> st.SearchStrategy[list[dict[str, float]]]:
    """One to five epochs; train and valid may agree."""
    hundredths = st.integers(0, 400).map(lambda n: n / 100)
    twentieths = st.integers(0, 20).map(lambda n: n / 20)
    row = st.fixed_dictionaries(
        {key: hundredths if key in LOSSES else twentieths for key in KEYS},
    )
    return st.lists(row, min_size=1, max_size=5)


def untrained() -> st.SearchStrategy[dict[str, Any]]:
    """Small models without dropout or batch norm, and batches of which the last may be smaller."""
    return st.builds(
        _untrained,
        st.integers(0, 1000),
        classes=st.integers(2, 4),
        hidden=st.booleans(),
        counts=st.tuples(st.integers(1, 7), st.integers(1, 7)),
        batch_size=st.integers(2, 4) | st.integers(1, 8),
        epochs=st.integers(1, 2),
    )


def with_dropout_and_batch_norm() -> st.SearchStrategy[dict[str, Any]]:
    """A model that knows its mode; no batch has fewer than the two samples that it needs."""
    counts = st.sampled_from([5, 6, 8])
    return st.builds(
        _with_modes, st.integers(0, 1000), st.tuples(counts, counts), st.integers(2, 3)
    )


def three_epochs() -> dict[str, Any]:
    """Three epochs of three batches, of a model that knows its mode."""
    return _with_modes(5, (8, 6), epochs=3)


def two_batches() -> dict[str, Any]:
    """A small model without modes, two training batches, a rate."""
    return {
        "model": _model(3, 2, hidden=True),
        "train": _noise(5, 2, 3),
        "valid": _noise(2, 2, 4),
        "batch_size": 3,
        "lr": 0.35,
    }


def _untrained(
    seed: int, classes: int, hidden: bool, counts: tuple[int, int], batch_size: int, epochs: int
) -> dict[str, Any]:
    train, valid = (_noise(count, classes, seed + place) for place, count in enumerate(counts))
    model = _model(seed, classes, hidden)
    return {
        "model": model,
        "train": train,
        "valid": valid,
        "batch_size": batch_size,
        "epochs": epochs,
    }


def _with_modes(seed: int, counts: tuple[int, int], epochs: int) -> dict[str, Any]:
    model = nn.Sequential(
        nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4, 2)
    )
    _draw_weights(model, seed)
    train, valid = (_noise(count, 2, seed + place) for place, count in enumerate(counts))
    return {
        "model": model,
        "train": train,
        "valid": valid,
        "batch_size": 3,
        "epochs": epochs,
        "lr": 0.5,
    }


def _model(seed: int, classes: int, hidden: bool) -> nn.Module:
    layers = [nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, classes)]
    model = nn.Sequential(*layers) if hidden else nn.Linear(2, classes)
    _draw_weights(model, seed)
    return model


def _draw_weights(model: nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "1.weight" not in name:  # batch norm's own factors stay at 1
                parameter.uniform_(-1, 1, generator=generator)


def _noise(count: int, classes: int, seed: int) -> Pair:
    generator = torch.Generator().manual_seed(seed)
    inputs = 2 * torch.rand(count, 2, generator=generator) - 1
    return [inputs, torch.randint(classes, (count,), generator=generator)]


def _separable(count: int, seed: int) -> Pair:
    inputs, _ = _noise(count, 2, seed)
    labels = torch.arange(count) % 2
    inputs[:, 0] += 4.0 * labels - 2.0
    return [inputs, labels]


def _train(
    model: nn.Module,
    train_loader: DataLoader[Any],
    valid_loader: DataLoader[Any],
    epochs: int,
    lr: float,
    slip: str = "",
) -> list[dict[str, float]]:
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    history = []
    model.train()
    for _ in range(epochs):
        if slip != "train mode once":
            model.train()
        trained = _run(model, train_loader, optimizer, slip)
        if slip != "valid in train mode":
            model.eval()
        valid_optimizer = optimizer if slip == "valid trains" else None
        loader = train_loader if slip == "valid on training data" else valid_loader
        validated = _run(model, loader, valid_optimizer, slip)
        losses, accuracies = zip(trained, validated, strict=True)
        history.append(dict(zip(KEYS, (*losses, *accuracies), strict=True)))
    return history


def _run(
    model: nn.Module, loader: DataLoader[Any], optimizer: torch.optim.Optimizer | None, slip: str
) -> tuple[float, float]:
    """Loss and accuracy of one pass, as the slip makes them."""
    losses, rights, sizes = [], [], []
    for inputs, labels in loader:
        logits = model(inputs)
        loss = F.cross_entropy(logits.softmax(1) if slip == "softmax twice" else logits, labels)
        if optimizer is not None:
            if slip != "no zero_grad":
                optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
        rights.append((logits.argmax(1) == labels).sum().item())
        sizes.append(len(labels))
    total = sum(sizes)
    mean = sum(loss * size for loss, size in zip(losses, sizes, strict=True)) / total
    slipped = {
        "last batch": (losses[-1], sum(rights) / total),
        "mean of means": (sum(losses) / len(losses), sum(rights) / total),
        "sum of losses": (sum(losses), sum(rights) / total),
        "percentage": (mean, 100 * sum(rights) / total),
        "count": (mean, float(sum(rights))),
    }
    return slipped.get(slip, (mean, sum(rights) / total))


def _slipping(slip: str) -> Callable[..., Any]:
    """A `train` with one slip, which logs its history as it should."""

    def train(
        model: nn.Module,
        train_loader: DataLoader[Any],
        valid_loader: DataLoader[Any],
        epochs: int,
        lr: float,
        log_dir: str,
    ) -> list[dict[str, float]]:
        history = _train(model, train_loader, valid_loader, epochs, lr, slip)
        _log(log_dir, history)
        return history

    return train


def _log(log_dir: str, history: list[dict[str, float]], start: int = 0) -> None:
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(log_dir) as writer:
        for epoch, row in enumerate(history, start):
            writer.add_scalars("Loss", {key: row[key] for key in LOSSES}, epoch)
            writer.add_scalars("Accuracy", {key: row[key] for key in ACCURACIES}, epoch)


@misconception(
    zh="Train 与 Valid 是同一个 run 里的两个标签，画成了两幅图",
    en="Train and Valid are two tags in one run, which makes two charts",
    hint_zh="add_scalars(主标签, {名称: 值, ...}, 步数) 把几条曲线画在一幅图中",
    hint_en="add_scalars(main tag, {name: value, ...}, step) puts several curves into one chart",
)
class TwoTags:
    def log_curves(log_dir, history):
        from torch.utils.tensorboard import SummaryWriter

        with SummaryWriter(log_dir) as writer:
            for epoch, row in enumerate(history):
                for key in KEYS:
                    writer.add_scalar(key, row[key], epoch)


@misconception(
    zh="四条曲线都在同一幅图中",
    en="all four curves are in one chart",
    hint_zh="Loss 与 Accuracy 各调用一次 add_scalars，主标签不同",
    hint_en="add_scalars is called once for the losses and once for the accuracies, with two tags",
)
class OneChart:
    def log_curves(log_dir, history):
        from torch.utils.tensorboard import SummaryWriter

        with SummaryWriter(log_dir) as writer:
            for epoch, row in enumerate(history):
                writer.add_scalars("curves", row, epoch)


@misconception(
    zh="没有传步数，每条曲线的点都落在同一步",
    en="the step is left out: all points of a curve lie on one step",
    hint_zh="add_scalars 的第三个参数是 global_step，传入 epoch 的编号",
    hint_en="the third argument of add_scalars is global_step: pass the number of the epoch",
)
class NoSteps:
    def log_curves(log_dir, history):
        from torch.utils.tensorboard import SummaryWriter

        with SummaryWriter(log_dir) as writer:
            for row in history:
                writer.add_scalars("Loss", {key: row[key] for key in LOSSES})
                writer.add_scalars("Accuracy", {key: row[key] for key in ACCURACIES})


@misconception(
    zh="准确率写成了百分数",
    en="the accuracy is a percentage",
    hint_zh="准确率是 0 到 1 之间的比例，不乘 100",
    hint_en="accuracies are fractions between 0 and 1, not times 100",
)
class Percentages:
    train = _slipping("percentage")


@misconception(
    zh="准确率是答对的个数，没有除以样本数",
    en="the accuracy is the number of right answers, not divided by the samples",
    hint_zh="答对的个数除以全部样本数",
    hint_en="divide the number of right answers by the number of all samples",
)
class Counts:
    train = _slipping("count")


@misconception(
    zh="把最后一批的损失当作整轮的损失",
    en="the loss of the last batch is taken for that of the epoch",
    hint_zh="每批的损失都要累计：loss.item() 乘以这一批的样本数，最后除以总数",
    hint_en="add up every batch: loss.item() times its samples, divided by all samples at the end",
)
class LastBatch:
    train = _slipping("last batch")


@misconception(
    zh="损失是各批平均值的平均，最后较小的一批算得过重",
    en="the loss is a mean of batch means: a smaller last batch weighs too much",
    hint_zh="每批的平均损失乘以这一批的样本数再相加，最后除以样本总数",
    hint_en="multiply each batch mean by the size of its batch, add up, divide by all samples",
)
class MeanOfBatchMeans:
    train = _slipping("mean of means")


@misconception(
    zh="损失是各批之和，没有求平均",
    en="the loss is the sum over the batches, not a mean",
    hint_zh="每批的平均损失乘以这一批的样本数再相加，除以样本总数，就与批数无关",
    hint_en="divide by the number of samples, and the number of batches no longer matters",
)
class SumOfLosses:
    train = _slipping("sum of losses")


@misconception(
    zh="验证时模型仍处于 train 模式",
    en="validation runs in train mode",
    hint_zh="验证之前调用 model.eval()：关闭 dropout，batch norm 改用训练时累计的统计量",
    hint_en="call model.eval() first: no dropout, and batch norm uses its running statistics",
)
class ValidatesInTrainMode:
    train = _slipping("valid in train mode")


@misconception(
    zh="model.train() 只在开头调用了一次，第二轮起在 eval 模式下训练",
    en="model.train() is called once: from the second epoch on, training runs in eval mode",
    hint_zh="每一轮训练之前都要调用 model.train()",
    hint_en="call model.train() at the beginning of every epoch",
)
class TrainModeOnce:
    train = _slipping("train mode once")


@misconception(
    zh="验证时也更新了参数",
    en="validation takes optimiser steps too",
    hint_zh="验证只计算，不调用 backward 与 step",
    hint_en="validation only measures: no backward, no step",
)
class ValidationTrains:
    train = _slipping("valid trains")


@misconception(
    zh="没有清零梯度，各批的梯度加在了一起",
    en="gradients are not zeroed, so those of all batches add up",
    hint_zh="每批在 backward 之前调用 optimizer.zero_grad()",
    hint_en="call optimizer.zero_grad() for every batch, before backward",
)
class NoZeroGrad:
    train = _slipping("no zero_grad")


@misconception(
    zh="验证用的是训练数据",
    en="validation runs on the training data",
    hint_zh="验证的循环应遍历 valid_loader",
    hint_en="the loop of the validation runs over valid_loader",
)
class ValidatesOnTrainingData:
    train = _slipping("valid on training data")


@misconception(
    zh="交叉熵之前又取了 softmax：softmax 做了两次",
    en="a softmax comes before the cross entropy, which has one of its own",
    hint_zh="交叉熵的输入是 logits 本身，其中已经包含 softmax",
    hint_en="cross entropy takes the logits themselves; the softmax is part of it",
)
class SoftmaxTwice:
    train = _slipping("softmax twice")
