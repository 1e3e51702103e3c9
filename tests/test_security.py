"""docs/security.md: which checks rest on what the worker says of itself, as the course has them now."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import catalogue

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
MARKED = re.compile("<!-- words -->\n.*?\n<!-- /words -->", re.DOTALL)
KINDS = {
    "watched": {"assert_by_hand", "assert_mostly_by_hand", "assert_probe_by_hand", "watched"},
    "arguments": {"assert_unchanged", "arguments_after"},
    "exceptions": {"assert_raises", "assert_refuses_others"},
    "recorded": {"record", "record_log", "output"},
    "probes": {"probe"},
}
"""By the way in which the worker says it: names that a property uses for it."""


def claims() -> Iterator[tuple[str, str, str]]:
    """Kind, exercise and check, in the order of the course."""
    for exercise in catalogue.load(ROOT).exercises:
        file = ROOT / "exercises" / exercise.week / f"test_{exercise.name}.py"
        checks = {f"test_{check.name}": check.name for check in exercise.checks}
        for node in ast.parse(file.read_bytes()).body:
            if isinstance(node, ast.FunctionDef) and node.name in checks:
                used = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)}
                used |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
                for kind, names in KINDS.items():
                    if names & used:
                        yield kind, exercise.name, checks[node.name]


def table() -> str:
    found: dict[str, dict[str, list[str]]] = {kind: {} for kind in KINDS}
    for kind, exercise, check in claims():
        found[kind].setdefault(exercise, []).append(check)
    lines = ["| | |", "|---|---|"]
    for kind, exercises in found.items():
        said = (f"{name}: `{'`, `'.join(checks)}`" for name, checks in exercises.items())
        lines.append(f"| {kind} | {'; '.join(said)} |")
    return "\n".join(lines)


def test_the_worker_s_word(request: pytest.FixtureRequest) -> None:
    """Both halves of the page list every check that rests on it, and no other."""
    text = PAGE.read_text(encoding="utf-8")
    wanted = f"<!-- words -->\n{table()}\n<!-- /words -->"
    if request.config.getoption("--update-golden"):
        PAGE.write_text(MARKED.sub(lambda _: wanted, text), encoding="utf-8")
        return

    assert MARKED.findall(text) == [wanted, wanted]
