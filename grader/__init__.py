"""The autograder of the PyTorch framework class.

What a property file is written with is imported from here; the names are
looked up on first use, so that `import grader` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "check": "check",
    "tensors": "strategies",
    "agrees": "compare",
    "assert_close": "compare",
    "assert_equal": "compare",
    "assert_entries": "compare",
    "assert_gradient": "compare",
    "assert_by_hand": "by_hand",
    "assert_mostly_by_hand": "by_hand",
    "assert_that": "compare",
    "assert_raises": "compare",
    "assert_unchanged": "compare",
    "assert_one_of_series": "evidence",
    "assert_printed": "evidence",
    "assert_charts": "charts",
    "assert_curves": "charts",
    "assert_history": "charts",
    "assert_shared_charts": "charts",
    "assert_tagged_curves": "curves",
    "assert_histograms": "histograms",
    "assert_named_histograms": "histograms",
    "assert_layers": "graphs",
    "assert_one_of_pictures": "pictures",
    "assert_tiled": "pictures",
    "Grid": "pictures",
    "size_of": "pictures",
    "assert_parts": "parts",
    "assert_probe_by_hand": "by_hand",
    "illustrated": "draw",
    "chart": "draw",
    "maps": "draw",
    "misconception": "misconception",
    "Mismatch": "errors",
    "Undecided": "errors",
    "numbers_of": "rubric",
    "has_number": "rubric",
    "says": "rubric",
    "shown": "rubric",
    "is_own": "rubric",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"grader.authoring.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'grader' has no attribute {name!r}")
