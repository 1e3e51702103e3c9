"""What the pages for people name is there: modules, files, commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader import cli

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
GROUPS = {"render", "commands", "gradebook"}
"""Packages whose modules docs/architecture.md describes together."""


def test_every_module_is_on_the_page():
    """docs/architecture.md has each by its name, or by that of the package that holds it."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)/?`", page))
    files = [path.relative_to(ROOT / "grader") for path in (ROOT / "grader").rglob("*.py")]
    modules = {
        path.stem
        for path in files
        if path.stem != "__init__" and not {*GROUPS, "lesson"} & set(path.parts)
    }

    assert modules | GROUPS <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_commands_exist(page):
    """Each relative link leads to a file, each command in a code block is one of the program's."""
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!\w+:|#)([^)#]+)", text)
    blocks = "".join(re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    commands = set(re.findall(r"(?:^|bin/|- )grader (\w+)", blocks, re.MULTILINE))

    assert [link for link in links if not (page.parent / link).exists()] == []
    assert commands <= {one.__name__.rpartition(".")[2] for one in cli.COMMANDS}
