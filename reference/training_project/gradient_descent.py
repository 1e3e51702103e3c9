"""Oracle, inputs and misconceptions of training_project/gradient_descent.

The oracle is torch's autograd and SGD, in float64.
"""

import itertools
from typing import Any

import hypothesis.strategies as st
import torch
from torch import Tensor

from grader import has_number, misconception, numbers_of, shown, tensors
from grader.model import Text

THREE_EPOCHS = {
    "w": 1.38795,
    "b": 0.510755,
    "losses": [73.60875, 51.822533, 36.701072],
}
"""After three epochs of batch descent on the homework's line with lr = 0.01."""

SEEDS = (1, 2, 3, 4, 5, 6, 7, 8, 1)
"""The last is the first once more."""


NOT_FOUND = Text(
    "打印或保存的数中没有接近 w = 2 与 b = 5 的",
    "no numbers near w = 2 and b = 5 were printed or kept",
)
NO_EPOCHS = Text(
    "打印或保存的数中没有 lr = 0.01 时三轮之后的 w = 1.388 与 b = 0.511",
    "w = 1.388 and b = 0.511, after three epochs with lr = 0.01, were not printed or kept",
)
TRUE_LINE = {2.0, 5.0}
"""Exactly these come of the data, not of a descent."""


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: it descends, without an optimiser."""
    return not record.traces.steps and (_found(record) or _three(record))


def result(record: Any, want: tuple[Any, ...]) -> Any:
    """What a function returned; of a script, whether it found the line."""
    return shown(record, want, _found, NOT_FOUND)


def three_epochs(record: Any) -> Any:
    """What a function returned; of a script, whether it has the known numbers."""
    return shown(record, tuple(THREE_EPOCHS.values()), _three, NO_EPOCHS)


def _found(record: Any) -> bool:
    numbers = [number for number in numbers_of(record) if number not in TRUE_LINE]
    return has_number(numbers, 2.0, within=0.1) and has_number(numbers, 5.0, within=0.3)


def _three(record: Any) -> bool:
    numbers = numbers_of(record)
    return has_number(numbers, THREE_EPOCHS["w"]) and has_number(numbers, THREE_EPOCHS["b"])


def homework(lr: float, epochs: int) -> dict[str, Any]:
    """Four points of the course's line y = 2x + 5."""
    x = torch.tensor([1.0, 2.0, 3.0, 4.0])
    return {"x": x, "y": 2 * x + 5, "lr": lr, "epochs": epochs}


def noisy_data() -> dict[str, Any]:
    """Four points, far from any line: after one epoch the order of the samples shows."""
    x, y = torch.tensor([-1.0, 0.5, 1.0, 2.0]), torch.tensor([3.0, -2.0, 1.0, 4.0])
    return {"x": x, "y": y, "lr": 0.1, "epochs": 1}


def equal_samples() -> dict[str, Any]:
    """One point three times: no order, one result."""
    data = {"x": torch.full((3,), 2.0), "y": torch.full((3,), 3.0)}
    return {**data, "lr": 0.02, "epochs": 2, "w": 0.5, "b": -1.0}


def shapes(epochs: int, **_: Any) -> dict[str, tuple[int, ...]]:
    """Names and shapes of what comes back."""
    return {"w": (), "b": (), "losses": (epochs,)}


def batch_gradient_descent(
    x: Tensor, y: Tensor, lr: float, epochs: int, w: float = 0.0, b: float = 0.0
) -> dict[str, Any]:
    """The exact path."""
    return _descend(x, y, torch.arange(len(x))[None], len(x), lr, epochs, w, b)[0]


def after_each_order(
    x: Tensor, y: Tensor, lr: float, epochs: int, batch_size: int, w: float = 0.0, b: float = 0.0
) -> list[dict[str, Any]]:
    """The results of all orders of the samples."""
    orders = torch.tensor(list(itertools.permutations(range(len(x)))))
    return _descend(x, y, orders, batch_size, lr, epochs, w, b)


def closest(got: dict[str, Any], wanted: list[dict[str, Any]]) -> tuple[dict[str, Any], float]:
    """The wanted result nearest to what was got, and the largest relative difference to it."""

    def difference(want: dict[str, Any]) -> float:
        found, wished = (torch.tensor([one["w"], one["b"], *one["losses"]]) for one in (got, want))
        apart = (found - wished).abs() / (1 + wished.abs())
        return apart.nan_to_num(nan=torch.inf).max().item()

    best = min(wanted, key=difference)
    return best, difference(best)


def grows(losses: list[float]) -> bool:
    """Whether each number exceeds the one before."""
    return all(one < other for one, other in itertools.pairwise(losses))


def differ(results: list[dict[str, Any]]) -> bool:
    """Whether some two results have different slopes."""
    slopes = [one["w"] for one in results]
    return max(slopes) - min(slopes) > 1e-3


def cases() -> st.SearchStrategy[dict[str, Any]]:
    """Any data, a rate below the stability bound, one epoch or more, any start."""
    return _cases(max_side=6, epochs=st.integers(1, 4))


def short_cases() -> st.SearchStrategy[dict[str, Any]]:
    """One epoch on up to four samples, whose orders can all be tried."""
    return _cases(max_side=4, epochs=st.just(1))


def batch_sizes() -> st.SearchStrategy[int]:
    """From one sample to more than there are."""
    return st.integers(1, 5)


def extra_room() -> st.SearchStrategy[int]:
    """By how much a batch is larger than the data."""
    return st.sampled_from([0, 1, 7])


def lines() -> st.SearchStrategy[dict[str, Any]]:
    """Points of a line near x = -1 and x = 1, where 60 epochs at 0.25 reach it."""
    sides = st.lists(st.sampled_from([0.75, 1.0, 1.25]), min_size=1, max_size=2)
    return st.builds(_line, sides, sides, _halves(), _halves())


def diverging_cases() -> st.SearchStrategy[dict[str, Any]]:
    """One sample, up to three times, and a rate far beyond 1 / (x * x + 1), its stability bound."""
    return st.builds(
        _diverging,
        st.integers(1, 3),
        _halves(),
        _halves().filter(bool),
        st.sampled_from([2.5, 3.0, 4.0]),
        st.integers(2, 4),
    )


def _cases(max_side: int, epochs: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, Any]]:
    data = tensors("samples", low=-3, high=3, max_side=max_side)
    return data.flatmap(
        lambda x: st.fixed_dictionaries(
            {
                "x": st.just(x),
                "y": tensors(f"{len(x)}", low=-6, high=6),
                "lr": st.integers(1, 10).map(lambda n: n / 100),
                "epochs": epochs,
                "w": _halves(),
                "b": _halves(),
            }
        )
    )


def _halves() -> st.SearchStrategy[float]:
    return st.integers(-6, 6).map(lambda n: n / 2)


def _line(left: list[float], right: list[float], slope: float, intercept: float) -> dict[str, Any]:
    x = torch.tensor([-value for value in left] + right)
    data = {"x": x, "y": slope * x + intercept, "lr": 0.25, "epochs": 60}
    return {"data": data, "slope": slope, "intercept": intercept}


def _diverging(count: int, x: float, y: float, factor: float, epochs: int) -> dict[str, Any]:
    data = {"x": torch.full((count,), x), "y": torch.full((count,), y)}
    return {**data, "lr": factor / (x * x + 1), "epochs": epochs}


def _descend(
    x: Tensor,
    y: Tensor,
    orders: Tensor,
    batch_size: int,
    lr: float,
    epochs: int,
    w: float,
    b: float,
) -> list[dict[str, Any]]:
    """One descent for each row of `orders`, all of them at once."""
    x, y = x.double()[orders], y.double()[orders]
    slope, intercept = (
        torch.full((len(orders), 1), start, dtype=torch.float64, requires_grad=True)
        for start in (w, b)
    )
    optimizer = torch.optim.SGD([slope, intercept], lr=lr)
    losses = []
    for _ in range(epochs):
        pairs = zip(x.split(batch_size, dim=1), y.split(batch_size, dim=1), strict=True)
        for some_x, some_y in pairs:
            optimizer.zero_grad()
            _errors(some_x, some_y, slope, intercept).sum().backward()
            optimizer.step()
        losses.append(_errors(x, y, slope, intercept).detach())
    history = torch.stack(losses, dim=1).tolist()
    rows = zip(slope.flatten().tolist(), intercept.flatten().tolist(), history, strict=True)
    return [{"w": one, "b": other, "losses": loss} for one, other, loss in rows]


def _errors(x: Tensor, y: Tensor, slope: Tensor, intercept: Tensor) -> Tensor:
    """The mean squared error of every row."""
    return (slope * x + intercept - y).square().mean(dim=1)


def _path(x, y, lr, epochs, w, b, factor=2.0, divide=True, keep_b=False, in_turn=False):
    """Batch descent with one thing wrong."""
    count = len(x) if divide else 1
    losses = []
    for _ in range(epochs):
        error = w * x + b - y
        new = w - lr * factor * (error * x).sum().item() / count
        error = (new if in_turn else w) * x + b - y
        b = b if keep_b else b - lr * factor * error.sum().item() / count
        w = new
        losses.append((w * x + b - y).square().mean().item())
    return w, b, losses


def _shuffled(x, y, lr, epochs, w, b, batch_size, seed):
    """Mini-batch descent as it should be, under torch's generator."""
    generator, losses = torch.Generator().manual_seed(seed), []
    for _ in range(epochs):
        for batch in torch.randperm(len(x), generator=generator).split(batch_size):
            w, b, _ = _path(x[batch], y[batch], lr, 1, w, b)
        losses.append((w * x + b - y).square().mean().item())
    return w, b, losses


@misconception(
    zh="梯度缺少系数 2",
    en="the factor 2 of the gradient is missing",
    hint_zh="平方的导数：d/dw (w * x + b - y) ** 2 = 2 * (w * x + b - y) * x",
    hint_en="the derivative of a square: d/dw (w * x + b - y) ** 2 = 2 * (w * x + b - y) * x",
)
class FactorTwoForgotten:
    def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
        return _path(x, y, lr, epochs, w, b, factor=1.0)

    def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
        return _path(x, y, lr, epochs, w, b, factor=1.0)


@misconception(
    zh="梯度是各样本之和，没有求平均",
    en="the gradient is summed over the samples, not averaged",
    hint_zh="均方误差的梯度也是均值：除以样本数，或用 mean() 代替 sum()",
    hint_en="the gradient of a mean is a mean: divide by the number of samples, or call mean()",
)
class SummedGradient:
    def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
        return _path(x, y, lr, epochs, w, b, divide=False)

    def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
        return _path(x, y, lr, epochs, w, b, divide=False)


@misconception(
    zh="只更新了 w，没有更新 b",
    en="only w is updated, b is not",
    hint_zh="b 也是参数：它的梯度是 2 * mean(w * x + b - y)",
    hint_en="b is learnt too: its gradient is 2 * mean(w * x + b - y)",
)
class InterceptNotUpdated:
    def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
        return _path(x, y, lr, epochs, w, b, keep_b=True)

    def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
        return _path(x, y, lr, epochs, w, b, keep_b=True)


@misconception(
    zh="先更新了 w，再用新的 w 求 b 的梯度",
    en="w is updated first, and the gradient of b is computed with the new w",
    hint_zh="两个梯度要在同一点上求：先都算好，再一起更新",
    hint_en="compute both gradients at the same point first, then update w and b together",
)
class UpdatedInTurn:
    def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
        return _path(x, y, lr, epochs, w, b, in_turn=True)

    def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
        return _path(x, y, lr, epochs, w, b, in_turn=True)


@misconception(
    zh="没有使用初始值 w、b，总是从 0 开始",
    en="the start values w, b are not used: the descent always begins at 0",
    hint_zh="w 和 b 作为参数传入，循环应从它们开始",
    hint_en="w and b are arguments: the loop begins with them",
)
class StartIgnored:
    def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
        return _path(x, y, lr, epochs, 0.0, 0.0)

    def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
        return _path(x, y, lr, epochs, 0.0, 0.0)


@misconception(
    zh="损失在更新之前计算：比每轮结束时早了一步",
    en="the loss is computed before the update, one step too early",
    hint_zh="先更新 w 和 b，再计算这一轮的损失",
    hint_en="update w and b first, then compute the loss of the epoch",
)
class LossBeforeTheStep:
    def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
        start = (w * x + b - y).square().mean().item()
        w, b, losses = _path(x, y, lr, epochs, w, b)
        return w, b, [start, *losses[:-1]]


@misconception(
    zh="随机梯度下降每轮只用全部数据更新了一步",
    en="stochastic descent takes a single step in an epoch, over all the data",
    hint_zh="随机梯度下降每个样本更新一步，一轮有 N 步",
    hint_en="stochastic descent takes one step for every sample: N steps in an epoch",
)
class StochasticIsBatch:
    def batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0):
        return _path(x, y, lr, epochs, w, b)

    def mini_batch_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, batch_size=8, seed=0):
        return _shuffled(x, y, lr, epochs, w, b, batch_size, seed)

    def stochastic_gradient_descent(x, y, lr, epochs, w=0.0, b=0.0, seed=0):
        return _path(x, y, lr, epochs, w, b)
