"""Call student code once and say, in plain values, what came of it.

The same function serves both places: the worker across the border, and a student's own
pytest process. A *probe* is a function of ours that runs beside the student's code, gets
its namespace as first argument and returns plain values.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import torch

from .faults import Fault, Name, Small, Unwritten
from .harvest import harvest
from .recorder import OptimizerNote, Recorder, recording, tensors_in
from .traces import Traces
from .watch import watching


class Call(msgspec.Struct, frozen=True):
    """One call: a function of the contract by name, or a probe, and what is wanted of it.

    `log` passes a fresh folder as keyword `log_dir` and brings its event files back;
    `record` notes optimisers; `arguments` brings the arguments back as the call left them;
    `gradients` those of the tensors that require them, for `cotangent` at the output;
    `watch` names functions of torch whose calls are noted.
    """

    function: Any
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}
    log: bool = False
    record: bool = False
    arguments: bool = False
    gradients: bool = False
    cotangent: Any = None
    watch: tuple[str, ...] = ()
    seed: int = 0


class Facts(msgspec.Struct, frozen=True):
    """What came of a call, or of a script: only what was wanted is filled in."""

    value: Any = None
    arguments: Any = None
    gradients: list[Any] | None = None
    files: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    unflushed: int = 0
    optimizers: list[OptimizerNote] = []
    called: dict[str, str] = {}
    """By place ("answer.py:3") what was watched for and called there."""
    switches: list[tuple[Name, Small]] = []
    traces: Traces | None = None
    """Of a script, and of a text, which has none but its text."""
    output: str = ""
    fault: Fault | None = None


class Namespace:
    """The functions of one answer; the unwritten ones raise `Unwritten` when asked for."""

    def __init__(self, module: object, unwritten: frozenset[str] = frozenset()) -> None:
        self._module = module
        self._unwritten = unwritten

    def __getattr__(self, name: str) -> Any:
        if name in self._unwritten or not hasattr(self._module, name):
            raise Unwritten(name)
        return getattr(self._module, name)


def perform(namespace: object, call: Call, folder: str) -> Facts:
    """Perform a call, with the empty `folder` for a log; raises what the student's code raises."""
    function = _function(namespace, call.function)
    _reseed(call.seed)
    if call.watch:
        with watching(call.watch) as called:
            value = function(*call.args, **call.kwargs)
        return Facts(value, called=called)
    if not (call.log or call.record):
        value = function(*call.args, **call.kwargs)
        return _with_arguments(Facts(value), call)
    with recording(writers=call.log) as recorder:
        if call.log:
            facts = _with_log(function, call, recorder, folder)
        else:
            facts = Facts(function(*call.args, **call.kwargs))
    optimizers = recorder.notes([call.args, call.kwargs])
    return msgspec.structs.replace(_with_arguments(facts, call), optimizers=optimizers)


def _with_log(function: Callable[..., Any], call: Call, recorder: Recorder, folder: str) -> Facts:
    value = function(*call.args, **call.kwargs, log_dir=folder)
    unflushed = recorder.close_writers()
    files, refused = harvest(folder)
    return Facts(value, unflushed=unflushed, files=files, refused=refused)


def _with_arguments(facts: Facts, call: Call) -> Facts:
    arguments = [call.args, call.kwargs]
    if call.arguments:
        facts = msgspec.structs.replace(facts, arguments=plain(arguments))
    if call.gradients:
        gradients = _gradients(facts.value, arguments, call.cotangent)
        facts = msgspec.structs.replace(facts, gradients=gradients)
    return facts


def plain(value: Any) -> Any:
    """Nested lists, tuples and dicts with every module as its state, a dict."""
    match value:
        case torch.nn.Module():
            gradients = {f"{name}.grad": one.grad for name, one in value.named_parameters()}
            modes = {f"{name}.training": one.training for name, one in value.named_modules()}
            return {**value.state_dict(), **gradients, **modes}
        case list():
            return [plain(item) for item in value]
        case tuple():
            return tuple(plain(item) for item in value)
        case dict():
            return {key: plain(item) for key, item in value.items()}
    return value


def _function(namespace: object, function: Any) -> Callable[..., Any]:
    if isinstance(function, str):
        found: Callable[..., Any] = getattr(namespace, function)
        return found
    return lambda *args, **kwargs: function(namespace, *args, **kwargs)


def _gradients(value: Any, arguments: object, cotangent: Any) -> list[Any] | None:
    inputs = [tensor for tensor in tensors_in(arguments) if tensor.requires_grad]
    if not isinstance(value, torch.Tensor) or not value.requires_grad:
        return None
    if cotangent is None or value.shape != cotangent.shape:
        cotangent = torch.ones_like(value)
    gradients = torch.autograd.grad(value, inputs, cotangent.to(value.dtype), allow_unused=True)
    return list(gradients)


def _reseed(seed: int) -> None:
    # torch.manual_seed would visit every back end: a hundred times slower
    torch.default_generator.manual_seed(seed)
    random.seed(seed)
    np.random.seed(seed)
