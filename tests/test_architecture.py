"""docs/architecture.md names every module of the grader but those of a format or a command."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GROUPS = {"render", "commands", "gradebook"}
"""Packages whose modules the page describes together."""


def test_every_module_is_on_the_page():
    """By its name, or by that of the package that holds it."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)/?`", page))
    files = [path.relative_to(ROOT / "grader") for path in (ROOT / "grader").rglob("*.py")]
    modules = {
        path.stem
        for path in files
        if path.stem != "__init__" and not {*GROUPS, "lesson"} & set(path.parts)
    }

    assert modules | GROUPS <= named
