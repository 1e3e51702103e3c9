"""Comparison in layers: kind, shape, values. Given anything at all, only Mismatch is raised.

The default tolerance is for float32 work against a float64 oracle.
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from grader.authoring import draw
from grader.authoring.errors import Evidence, Mismatch
from grader.authoring.show import MAX_ELEMENTS, MAX_ITEMS, show
from grader.authoring.student import Function
from grader.model import Pictures, Text
from grader.sandbox.perform import plain

RTOL, ATOL = 1e-4, 1e-5

OTHER_SHAPE = Text("形状不同：得到 {got}，应为 {want}", "the shapes differ: got {got}, want {want}")
NO_NUMBERS = Text("这里应当是数值", "numbers are expected here")
NOTHING = Text("没有返回值（None）", "nothing was returned (None)")
WRONG = Text("{count} 个元素中有 {wrong} 个不符", "{wrong} of {count} elements differ")
WORST = Text(
    "{count} 个元素中有 {wrong} 个不符，最大相差 {difference}",
    "{wrong} of {count} elements differ, by {difference} at most",
)
NO_GRADIENT = Text(
    "梯度没有传到输入：计算图在途中断开了",
    "no gradient reaches the input: the graph is cut on the way",
)
NO_DICT = Text("应当返回字典", "a dict should be returned")
MISSING = Text("缺少键 {key}", "the key {key} is missing")
NO_ERROR = Text("应当抛出 {kind}，却正常返回了", "{kind} should be raised, but the call returned")
CHANGED = Text("调用改动了传入的参数", "the call changed its arguments")


def assert_close(
    got: Any, want: Any, *, rtol: float = RTOL, atol: float = ATOL, where: str = ""
) -> None:
    """Numbers equal within `atol + rtol * |want|`, element by element; NaN equals NaN.

    For a scalar a float, a numpy scalar or a one-element tensor is accepted; for a sequence
    a list, tuple, array or tensor. Shapes must be equal otherwise.

    Raises:
        Mismatch: with `got`, `want` and the place of the worst element.
        TypeError: `want` is no number (a fault of the course).
    """
    wanted, found = _as_tensor(want), _as_tensor(got)
    if wanted is None:
        raise TypeError(f"want must be numbers, not {want!r}")
    if found is None:
        note = NOTHING if got is None and not where else NO_NUMBERS
        raise Mismatch(show(got), show(want), where, note)
    if found.shape != wanted.shape and not (found.numel() == 1 and wanted.dim() == 0):
        note = OTHER_SHAPE.format(got=tuple(found.shape), want=tuple(wanted.shape))
        raise Mismatch(show(got), _like(got, want), where, note)
    kind = torch.complex128 if found.is_complex() or wanted.is_complex() else torch.float64
    found, wanted = found.to(kind).reshape(wanted.shape), wanted.to(kind)
    close = torch.isclose(found, wanted, rtol=rtol, atol=atol, equal_nan=True)
    if not close.all():
        raise _worst(got, want, found, wanted, close, where)


def agrees(got: Any, want: Any, atol: float = ATOL) -> bool:
    """Whether `assert_close` holds."""
    try:
        assert_close(got, want, atol=atol)
    except Mismatch:
        return False
    return True


def assert_equal(got: Any, want: Any, *, where: str = "") -> None:
    """Equal plain values: text, whole numbers, truth values, and lists and dicts of them.

    A list and a tuple are equal if their items are.

    Raises:
        Mismatch: with both values.
    """
    if not _same(got, want):
        raise Mismatch(show(got), show(want), where)


def assert_entries(
    got: Any, want: dict[str, Any], *, rtol: float = RTOL, atol: float = ATOL
) -> None:
    """A dict with at least the wanted keys, whose numbers are close and other values equal.

    Raises:
        Mismatch: with the first entry that differs; if that is a map, all maps are shown.
    """
    if not isinstance(got, dict):
        raise Mismatch(show(got), show(want), note=NO_DICT)
    for key, value in want.items():
        if key not in got:
            raise Mismatch(show(got), show(want), key, MISSING.format(key=key))
        if isinstance(value, (str, bool)):
            assert_equal(got[key], value, where=key)
        else:
            try:
                assert_close(got[key], value, rtol=rtol, atol=atol, where=key)
            except Mismatch as error:
                error.look = functools.partial(_beside, error.look, got, want)
                raise


def assert_that(truth: object, *, got: Any, want: Any, zh: str, en: str) -> None:
    """A claim in words, for what no comparison can say.

    Raises:
        Mismatch: unless `truth`; `want` is shown as it is if it is text.
    """
    if not truth:
        wanted = want if isinstance(want, str) else show(want)
        raise Mismatch(show(got), wanted, note=Text(zh, en))


def assert_gradient(
    function: Function,
    oracle: Callable[..., torch.Tensor],
    *args: Any,
    rtol: float = RTOL,
    atol: float = ATOL,
    **kwargs: Any,
) -> None:
    """The same vector-Jacobian product as the oracle's, for all arguments that require grad.

    Raises:
        Mismatch: a value or gradient differs, or no gradient reaches an argument.
    """
    ours = [_leaf(argument) for argument in args]
    value = oracle(*ours, **kwargs)
    generator = torch.Generator().manual_seed(value.numel())
    cotangent = torch.rand(value.shape, generator=generator, dtype=value.dtype) + 0.5
    leaves = {
        f"{name}.grad": leaf
        for name, leaf in zip(_names(oracle, len(ours)), ours, strict=True)
        if isinstance(leaf, torch.Tensor) and leaf.requires_grad
    }
    wanted = torch.autograd.grad(value, list(leaves.values()), cotangent)
    got, gradients = function.vjp(*args, cotangent=cotangent.to(torch.float32), **kwargs)
    assert_close(got, value, rtol=rtol, atol=atol)
    for place, (where, want) in enumerate(zip(leaves, wanted, strict=True)):
        found = gradients[place] if gradients and place < len(gradients) else None
        if found is None:
            raise Mismatch("None", show(want), where, NO_GRADIENT)
        assert_close(found, want, rtol=rtol, atol=atol, where=where)


def assert_raises(kind: type[Exception], function: Function, *args: Any, **kwargs: Any) -> None:
    """The call raises `kind`; another exception goes on as it is.

    Raises:
        Mismatch: the call returned.
    """
    try:
        value = function(*args, **kwargs)
    except kind:
        return
    raise Mismatch(show(value), kind.__name__, note=NO_ERROR.format(kind=kind.__name__))


def assert_unchanged(function: Function, *args: Any, **kwargs: Any) -> Any:
    """The call leaves its arguments as they were; gives its value for further claims.

    Of a module its parameters, buffers, gradients and modes are compared.

    Raises:
        Mismatch: an argument was changed.
    """
    value, after = function.arguments_after(*args, **kwargs)
    before = plain([args, kwargs])
    if not _same(after, before):
        raise _changed(after, *before)
    return value


def _changed(after: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Mismatch:
    """The first argument that was changed, by name if it has one; all of them if none is found."""
    before = {**{str(place): value for place, value in enumerate(args)}, **kwargs}
    match after:
        case [[*values] | (*values,), dict() as named] if len(values) == len(args):
            found = {**{str(place): value for place, value in enumerate(values)}, **named}
            for name, value in before.items():
                if name not in found or not _same(found[name], value):
                    return Mismatch(show(found.get(name)), show(value), name, CHANGED)
    return Mismatch(show(after), show([args, kwargs]), note=CHANGED)


def _names(function: Callable[..., Any], count: int) -> list[str]:
    """Names of the first arguments; their places where the function does not tell."""
    try:
        names = list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        names = []
    return [*names, *map(str, range(len(names), count))][:count]


def _leaf(argument: Any) -> Any:
    """The oracle's own copy of an argument, in float64 where it is a float tensor."""
    if not isinstance(argument, torch.Tensor) or not argument.is_floating_point():
        return argument
    return argument.detach().double().requires_grad_(argument.requires_grad)


def _as_tensor(value: Any) -> torch.Tensor | None:
    """Numbers as float64 or complex128; None for anything else, whatever it is."""
    try:
        return _numbers(value)
    except (RuntimeError, TypeError, ValueError, OverflowError, MemoryError):
        return None  # no data, no numbers, an integer beyond float64, nested too deeply


def _numbers(value: Any) -> torch.Tensor | None:
    if isinstance(value, torch.Tensor):
        if value.layout != torch.strided or value.device.type != "cpu":
            return None
        return value.detach().to(torch.complex128 if value.is_complex() else torch.float64)
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind not in "biufc":
            return None
        kind = np.complex128 if value.dtype.kind == "c" else np.float64
        return torch.from_numpy(np.array(value, dtype=kind))
    if isinstance(value, (bool, int, float)):
        return torch.tensor(float(value), dtype=torch.float64)
    if isinstance(value, complex):
        return torch.tensor(value, dtype=torch.complex128)
    return _sequence(value) if isinstance(value, (list, tuple)) else None


def _sequence(values: list[Any] | tuple[Any, ...]) -> torch.Tensor | None:
    if all(type(item) in {bool, int, float} for item in values):
        return torch.tensor([float(item) for item in values], dtype=torch.float64)
    found = [item for item in map(_numbers, values) if item is not None]
    if len(found) < len(values) or len({item.shape for item in found}) > 1:
        return None
    kind = torch.complex128 if any(item.is_complex() for item in found) else torch.float64
    return torch.stack([item.to(kind) for item in found])


def _worst(
    got: Any,
    want: Any,
    found: torch.Tensor,
    wanted: torch.Tensor,
    close: torch.Tensor,
    where: str,
) -> Mismatch:
    difference = (found - wanted).abs().nan_to_num(nan=torch.inf, posinf=torch.inf)
    difference[close] = -1.0
    flat = int(difference.argmax())
    several = close.numel() > 1
    place = [int(index) for index in np.unravel_index(flat, tuple(wanted.shape))] if several else ""
    most = difference.max().item()
    note = (WORST if math.isfinite(most) else WRONG).format(
        count=close.numel(), wrong=int((~close).sum()), difference=f"{most:.3g}"
    )
    spot = f"{where} {place}".strip()
    if close.numel() > MAX_ITEMS:  # shown without its middle, or not at all
        worst = (show(one.flatten()[flat].item()) for one in (found, wanted))
        spot = f"{spot}: {' ≠ '.join(worst)}"
    said = note if several else None
    return Mismatch(show(got), _like(got, want), spot, said, lambda: draw.numbers(found, wanted))


def _like(got: Any, want: Any) -> str:
    """The wanted numbers, written as what was got is: a tensor, an array, or plain numbers."""
    numbers = _as_tensor(want)
    if (
        numbers is None
        or type(got) is type(want)
        or numbers.is_complex()
        or numbers.numel() > MAX_ELEMENTS
    ):
        return show(want)
    if isinstance(got, torch.Tensor):
        return show(numbers)
    return show(numbers.numpy() if isinstance(got, np.ndarray) else numbers.tolist())


def _beside(look: Callable[[], Evidence], got: dict[str, Any], want: dict[str, Any]) -> Evidence:
    """The entry that differs; if that is a map, all that are maps, under their names."""
    shown = look()
    if not any(isinstance(one, Pictures) for one in shown):
        return shown
    pairs = {key: (_as_tensor(got.get(key)), _as_tensor(value)) for key, value in want.items()}
    return tuple(
        one
        for key, (found, wanted) in pairs.items()
        if found is not None and wanted is not None and found.shape == wanted.shape
        for one in draw.numbers(found, wanted, key)
        if isinstance(one, Pictures)
    )


def _same(got: Any, want: Any) -> bool:
    if isinstance(want, torch.Tensor):
        return (
            isinstance(got, torch.Tensor)
            and (got.shape, got.dtype, got.layout) == (want.shape, want.dtype, want.layout)
            and got.device == want.device
            and bool(torch.isclose(got, want, rtol=0, atol=0, equal_nan=True).all())
        )
    if isinstance(want, np.ndarray):
        alike = isinstance(got, np.ndarray) and got.dtype == want.dtype
        return alike and np.array_equal(got, want, equal_nan=want.dtype.kind in "fc")
    if isinstance(want, (list, tuple)):
        return (
            isinstance(got, (list, tuple))
            and len(got) == len(want)
            and all(_same(one, other) for one, other in zip(got, want, strict=True))
        )
    if isinstance(want, dict):
        return (
            isinstance(got, dict)
            and got.keys() == want.keys()
            and all(_same(got[key], want[key]) for key in want)
        )
    if isinstance(want, np.generic):
        return _same(got, want.item())
    if isinstance(got, (torch.Tensor, np.ndarray, np.generic)) and not isinstance(got, str):
        number = _as_tensor(got)
        return number is not None and number.numel() == 1 and _equal(got.item(), want)
    got = str(got) if isinstance(got, str) else got
    return type(got) is type(want) and _equal(got, want)


def _equal(got: Any, want: Any) -> bool:
    """NaN equals NaN."""
    floats = isinstance(got, float) and isinstance(want, float)
    return bool(got == want) or (floats and math.isnan(got) and math.isnan(want))
