"""Oracle and inputs of week4/loss_functions. The oracle is torch's function of the same name.

The misconceptions stand beside, in misconceptions_loss_functions.
"""

import math
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import hypothesis.strategies as st
import torch
import torch.nn.functional as F
from torch import Tensor

from grader import Mismatch
from grader.model import Text
from reference.week4.misconceptions_loss_functions import *  # noqa: F403
from reference.week4.probes_loss_summary import FUNCTIONS

LEAST_CALLED = 3
NOT_CALLED = Text(
    "脚本没有调用这些损失，或结果不是有限的数",
    "the script does not call these losses, or gets no finite number from them",
)

Case = dict[str, Any]
"""Keyword arguments of a loss, without `reduction`."""

KNOWN: dict[str, tuple[Case, list[float], float]] = {
    "cross_entropy": (
        {"input": [[1.0, 2.0], [1.0, 3.0], [1.0, 3.0]], "target": [0, 1, 1], "weight": [1.0, 2.0]},
        [1.313262, 0.253856, 0.253856],
        0.364197,
    ),
    "nll_loss": (
        {"input": [[1.0, 2.0], [1.0, 3.0], [1.0, 3.0]], "target": [0, 1, 1], "weight": [1.0, 2.0]},
        [-1.0, -6.0, -6.0],
        -2.6,
    ),
    "binary_cross_entropy": (
        {"input": [0.25, 0.5, 0.75], "target": [1.0, 0.0, 1.0]},
        [1.386294, 0.693147, 0.287682],
        0.789041,
    ),
    "binary_cross_entropy_with_logits": (
        {"input": [1.0, 2.0, -3.0], "target": [1.0, 0.0, 1.0]},
        [0.313262, 2.126928, 3.048587],
        1.829592,
    ),
    "l1_loss": ({"input": [1.0, 1.0], "target": [3.0, 0.0]}, [2.0, 1.0], 1.5),
    "mse_loss": ({"input": [1.0, 1.0], "target": [3.0, 0.0]}, [4.0, 1.0], 2.5),
    "smooth_l1_loss": (
        {"input": [-2.0, 0.5, 3.0], "target": [0.0, 0.0, 0.0]},
        [1.5, 0.125, 2.5],
        1.375,
    ),
    "poisson_nll_loss": (
        {"input": [0.0, 1.0], "target": [2.0, 3.0]},
        [1.0, -0.281718],
        0.359141,
    ),
    "kl_div": (
        {"input": [[-1.0, -2.0], [-1.5, -0.5]], "target": [[0.5, 0.5], [0.25, 0.75]]},
        [0.153426, 0.653426, 0.028426, 0.159238],
        0.248629,
    ),
    "margin_ranking_loss": (
        {"input1": [1.0, 2.0, 3.0], "input2": [2.0, 2.0, 2.0], "target": [1.0, 1.0, -1.0]},
        [1.0, 0.0, 1.0],
        0.666667,
    ),
    "multilabel_margin_loss": (
        {"input": [[0.1, 0.2, 0.4, 0.8]], "target": [[0, 3, -1, -1]]},
        [0.85],
        0.85,
    ),
    "soft_margin_loss": (
        {"input": [0.3, 0.7], "target": [-1.0, 1.0]},
        [0.854355, 0.403186],
        0.628771,
    ),
    "multilabel_soft_margin_loss": (
        {"input": [[0.3, 0.7, 0.8]], "target": [[0.0, 1.0, 1.0]]},
        [0.542880],
        0.542880,
    ),
    "multi_margin_loss": (
        {"input": [[0.1, 0.2, 0.7], [0.2, 0.5, 0.3]], "target": [1, 2]},
        [0.8, 0.7],
        0.75,
    ),
    "triplet_margin_loss": (
        {"anchor": [[1.0], [0.0]], "positive": [[2.0], [1.0]], "negative": [[0.5], [-3.0]]},
        [1.5, 0.0],
        0.75,
    ),
    "hinge_embedding_loss": (
        {"input": [1.0, 0.8, 0.5], "target": [1.0, 1.0, -1.0]},
        [1.0, 0.8, 0.5],
        0.766667,
    ),
    "cosine_embedding_loss": (
        {
            "input1": [[3.0, 4.0], [3.0, 4.0]],
            "input2": [[4.0, 3.0], [4.0, 3.0]],
            "target": [1.0, -1.0],
        },
        [0.04, 0.96],
        0.5,
    ),
    "ctc_loss": (
        # two even frames: "aa", "a-" and "-a" read a, only "--" reads nothing
        {
            "log_probs": [[[-0.693147, -0.693147]] * 2] * 2,
            "targets": [[1], [1]],
            "input_lengths": (2, 2),
            "target_lengths": (1, 0),
        },
        [0.287682, 1.386294],
        0.836988,
    ),
}
"""For each loss a case, its values in order, and their mean: the lessons' numbers, or as small."""

CLASSIFICATION, OTHERS = tuple(KNOWN)[:4], tuple(KNOWN)[4:]
"""The losses after the four of classification."""


def known(name: str) -> Case:
    """The case with known values, in tensors."""
    return {
        key: value if isinstance(value, tuple) else torch.tensor(value)
        for key, value in KNOWN[name][0].items()
    }


def attempted(record: Any) -> bool:
    """Whether a script did something about this exercise: it called some of the losses."""
    called = {note.type for note in record.traces.losses}
    return len(called & {*FUNCTIONS}) >= LEAST_CALLED


def value_of(record: Any, name: str, want: Any) -> Any:
    """What a function returned; of a script, which calls torch's losses on its own data, `want`.

    Raises:
        Mismatch: the script does not call this loss; all that it does not call are shown.
    """
    if record.traces is None:
        return record.value
    notes = record.traces.losses
    finite = {note.type for note in notes if note.value is None or math.isfinite(note.value)}
    called, missing = (
        {function: f"nn.{loss}" for loss, function in FUNCTIONS.items() if (loss in finite) is had}
        for had in (True, False)
    )
    if name in missing:
        got, wanted = (", ".join(losses.values()) for losses in (called, missing))
        raise Mismatch(got or "—", wanted, note=NOT_CALLED)
    return want


def wanted(name: str, case: Case, reduction: str) -> Tensor:
    """torch's own answer, in float64."""
    doubled = {key: _double(value) for key, value in case.items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # kl_div's "mean" is not the mathematical one
        return getattr(F, name)(**doubled, reduction=reduction)


def reductions(name: str) -> tuple[str, ...]:
    """What a loss knows."""
    return ("none", "sum", "mean", "batchmean") if name == "kl_div" else ("none", "sum", "mean")


def known_values(name: str) -> Tensor:
    """The known values before reduction, in torch's shape."""
    return torch.tensor(KNOWN[name][1]).reshape(wanted(name, known(name), "none").shape)


def known_sum(name: str) -> float:
    """The sum of the known values."""
    return sum(KNOWN[name][1])


def known_mean(name: str) -> float:
    """What the default reduction makes of the known case."""
    return KNOWN[name][2]


def _double(value: Any) -> Any:
    if isinstance(value, Tensor) and value.is_floating_point():
        return value.double()
    return value


class Numbers:
    """Tensors of numbers on a coarse grid; one seed, drawn by Hypothesis, stands for them all."""

    def __init__(self, seed: int) -> None:
        self.generator = torch.Generator().manual_seed(seed)
        self.transposed = seed % 3 == 2

    def quarters(self, shape: tuple[int, ...], low: float = -5.0, high: float = 5.0) -> Tensor:
        """Multiples of 1/4 from low to high; not always contiguous."""
        drawn = self.integers(shape, int(4 * low), int(4 * high)) / 4
        return drawn.mT.contiguous().mT if self.transposed and len(shape) > 1 else drawn

    def integers(self, shape: tuple[int, ...], low: int, high: int) -> Tensor:
        """From low to high, both included."""
        return torch.randint(low, high + 1, shape, generator=self.generator)

    def signs(self, shape: tuple[int, ...]) -> Tensor:
        """1 and -1 as floats."""
        return 2.0 * self.integers(shape, 0, 1) - 1.0


def _pair(numbers: Numbers, shape: tuple[int, ...], **options: Any) -> Case:
    inputs = numbers.quarters(shape, -2.0, 2.0)
    return {"input": inputs, "target": numbers.quarters(shape, -2.0, 2.0), **options}


def _counts(numbers: Numbers, shape: tuple[int, ...], **options: Any) -> Case:
    low = -3.0 if options.get("log_input", True) else 0.0
    inputs = numbers.quarters(shape, low, 3.0)
    return {"input": inputs, "target": numbers.integers(shape, 0, 4).float(), **options}


def _divergence(numbers: Numbers, shape: tuple[int, ...], **options: Any) -> Case:
    low, high = (-3.0, 0.0) if options.get("log_target") else (0.0, 1.0)
    target = numbers.quarters(shape, low, high)
    return {"input": numbers.quarters(shape, -3.0, -0.25), "target": target, **options}


def _signed(numbers: Numbers, shape: tuple[int, ...], **options: Any) -> Case:
    return {"input": numbers.quarters(shape), "target": numbers.signs(shape), **options}


def _ranking(numbers: Numbers, shape: tuple[int, ...], **options: Any) -> Case:
    inputs = {"input1": numbers.quarters(shape), "input2": numbers.quarters(shape)}
    return {**inputs, "target": numbers.signs(shape), **options}


def _binary(
    numbers: Numbers,
    shape: tuple[int, ...],
    weighted: str,
    logits: float | None = None,
    pos_weighted: bool = False,
) -> Case:
    """Probabilities, 0 and 1 included, or logits that a factor may make large."""
    inputs = numbers.quarters(shape, 0, 1) if logits is None else logits * numbers.quarters(shape)
    case = {"input": inputs, "target": numbers.quarters(shape, 0, 1)}
    if weighted:
        sides = shape if weighted == "all" else shape[-1:]
        case["weight"] = numbers.quarters(sides, 0.25, 3.0)
    if pos_weighted:
        case["pos_weight"] = numbers.quarters(shape[-1:], 0.25, 3.0)
    return case


def _classes(
    numbers: Numbers, shape: tuple[int, int], weighted: bool, high: float = 5.0, **options: Any
) -> Case:
    """Inputs (N, C), class indices (N,), and weights (C,) if `weighted`."""
    samples, classes = shape
    case = {
        "input": numbers.quarters(shape, -5.0, high),
        "target": numbers.integers((samples,), 0, classes - 1),
    }
    if weighted:
        case["weight"] = numbers.quarters((classes,), 0.25, 3.0)
    return {**case, **options}


def _ignoring(
    numbers: Numbers, shape: tuple[int, int], ignored: int | None, **options: Any
) -> Case:
    """Some classes of more than one sample may be ignored; the first sample is not."""
    case = _classes(numbers, shape, **options)
    if ignored is not None and not (ignored == 0 and shape[1] == 1):
        case["target"][1:][numbers.integers((shape[0] - 1,), 0, 1) == 1] = ignored
        if ignored != -100:
            case["ignore_index"] = ignored
            case["target"][0] = (ignored + 1) % shape[1]
    return case


def _labels(numbers: Numbers, shape: tuple[int, int]) -> Case:
    """Different classes in each row, a -1 after some of them."""
    samples, classes = shape
    orders = torch.rand(shape, generator=numbers.generator).argsort(1)
    ends = numbers.integers((samples, 1), 0, classes)
    target = torch.where(torch.arange(classes) == ends, -1, orders)
    return {"input": numbers.quarters(shape, -2.0, 2.0), "target": target}


def _multilabel(numbers: Numbers, shape: tuple[int, int], weighted: bool) -> Case:
    case = {
        "input": numbers.quarters(shape),
        "target": numbers.integers(shape, 0, 1).float(),
    }
    return {**case, "weight": numbers.quarters(shape[1:], 0.25, 3.0)} if weighted else case


def _triplets(numbers: Numbers, shape: tuple[int, int], **options: Any) -> Case:
    names = ("anchor", "positive", "negative")
    return {**{name: numbers.quarters(shape, -2.0, 2.0) for name in names}, **options}


def _directions(numbers: Numbers, shape: tuple[int, int], **options: Any) -> Case:
    """Rows without a zero: odd multiples of 1/8."""
    rows = {name: numbers.quarters(shape, -2.0, 2.0) + 0.125 for name in ("input1", "input2")}
    return {**rows, "target": numbers.signs(shape[:1]), **options}


def _sequences(
    numbers: Numbers,
    sizes: tuple[int, int, int, int],
    concatenated: bool,
    tuples: bool,
    **options: Any,
) -> Case:
    """Some label sequences are longer than their frames allow; labels repeat often."""
    frames, samples, classes, longest = sizes
    blank = options.get("blank", 0) % classes
    scores = numbers.quarters((frames, samples, classes), -2.0, 2.0)
    labels = (blank + numbers.integers((samples, longest), 1, classes - 1)) % classes
    lengths = numbers.integers((samples,), 0, longest)
    counts = numbers.integers((samples,), max(1, frames - 1), frames)
    rows = [row[:length] for row, length in zip(labels, lengths.tolist(), strict=True)]
    return {
        "log_probs": scores.log_softmax(2),
        "targets": torch.cat(rows) if concatenated else labels,
        "input_lengths": tuple(counts.tolist()) if tuples else counts,
        "target_lengths": tuple(lengths.tolist()) if tuples else lengths,
        **options,
        **({"blank": blank} if "blank" in options else {}),
    }


Drawn = st.SearchStrategy[Case]

ABSENT = "absent"
WEIGHTED = (False, True)
SHAPES = st.sampled_from([(1,), (3,), (2, 3), (1, 4), (4, 1), (2, 1, 3)])
MATRICES = st.sampled_from([(1, 1), (1, 3), (2, 2), (3, 1), (3, 2), (2, 4), (4, 3)])
SEQUENCES = st.sampled_from(
    # frames, samples, classes, longest target
    [(1, 1, 2, 1), (2, 2, 2, 2), (2, 3, 3, 3), (4, 1, 2, 2), (3, 3, 3, 3), (5, 3, 3, 3)]
)


def _drawn(
    build: Callable[..., Case], shapes: st.SearchStrategy[Any], **choices: Iterable[Any]
) -> Drawn:
    """Cases from a seed, a shape and one of the choices for each option; ABSENT leaves it out."""
    options = st.fixed_dictionaries(
        {name: st.sampled_from([*values]) for name, values in choices.items()}
    )
    return st.builds(
        lambda seed, shape, chosen: build(
            Numbers(seed),
            shape,
            **{name: value for name, value in chosen.items() if value is not ABSENT},
        ),
        st.integers(0, 999),
        shapes,
        options,
    )


CASES: dict[str, Drawn] = {
    "cross_entropy": _drawn(
        _ignoring,
        MATRICES,
        weighted=WEIGHTED,
        ignored=(None, -100, 0, 1),
        label_smoothing=(ABSENT, 0.25, 1.0),
    ),
    "nll_loss": _drawn(
        _ignoring, MATRICES, weighted=WEIGHTED, high=(-0.25,), ignored=(None, -100, 0, 1)
    ),
    "binary_cross_entropy": _drawn(_binary, SHAPES, weighted=("", "last", "all")),
    "binary_cross_entropy_with_logits": _drawn(
        _binary, SHAPES, weighted=("", "last", "all"), logits=(1.0, 60.0), pos_weighted=WEIGHTED
    ),
    "l1_loss": _drawn(_pair, SHAPES),
    "mse_loss": _drawn(_pair, SHAPES),
    "smooth_l1_loss": _drawn(_pair, SHAPES, beta=(ABSENT, 0.5, 3.0, 0.0)),
    "poisson_nll_loss": _drawn(
        _counts,
        SHAPES,
        log_input=(ABSENT, False),
        full=(ABSENT, True),
        eps=(ABSENT, 0.5),
    ),
    "kl_div": _drawn(_divergence, SHAPES, log_target=(ABSENT, True)),
    "margin_ranking_loss": _drawn(_ranking, SHAPES, margin=(ABSENT, 0.5, 2.0)),
    "multilabel_margin_loss": _drawn(_labels, MATRICES),
    "soft_margin_loss": _drawn(_signed, SHAPES),
    "multilabel_soft_margin_loss": _drawn(_multilabel, MATRICES, weighted=WEIGHTED),
    "multi_margin_loss": _drawn(
        _classes, MATRICES, weighted=(False, True, True), p=(ABSENT, 2), margin=(ABSENT, 0.5, 3.0)
    ),
    "triplet_margin_loss": _drawn(
        _triplets,
        MATRICES,
        margin=(ABSENT, 0.25, 3.0),
        p=(ABSENT, 1.0, 3.0),
        eps=(ABSENT, 0.5),
        swap=(ABSENT, True),
    ),
    "hinge_embedding_loss": _drawn(_signed, SHAPES, margin=(ABSENT, 0.5, 3.0)),
    "cosine_embedding_loss": _drawn(_directions, MATRICES, margin=(ABSENT, 0.25, -0.5)),
    "ctc_loss": _drawn(
        _sequences,
        SEQUENCES,
        concatenated=(False, True),
        tuples=(False, True),
        blank=(ABSENT, 1, 3),
        zero_infinity=(ABSENT, True),
    ),
}


def cases(name: str) -> Drawn:
    """Cases of a loss: sizes of one, all of its own options, defaults left out or overridden."""
    return CASES[name]
