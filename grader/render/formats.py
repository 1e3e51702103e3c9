"""The formats by name: functions of a report and a language."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Mapping

from ..model import Report
from . import (
    ci,
    classroom50,
    csv,
    github_classroom,
    gradescope,
    html,
    json,
    junit,
    markdown,
    prairielearn,
    terminal,
)

FORMATS: Mapping[str, Callable[[Report, str], str]] = {
    "terminal": terminal.render,
    "json": lambda report, lang: json.render(report),
    "markdown": markdown.render,
    "html": html.render,
    "csv": csv.render,
    "junit": junit.render,
    "github": ci.render_github,
    "gitlab": ci.render_gitlab,
    "gradescope": gradescope.render,
    **{
        f"gradescope:{visibility}": functools.partial(gradescope.render, visibility=visibility)
        for visibility in gradescope.VISIBILITIES[1:]
    },
    "classroom50": lambda report, lang: classroom50.render(report, lang, os.environ),
    "github-classroom": github_classroom.render,
    "prairielearn": prairielearn.render,
}


def missing(name: str, environment: Mapping[str, str]) -> list[str]:
    """Variables of the environment that a format needs and that are not there."""
    needed = classroom50.IDENTITY.values() if name == "classroom50" else ()
    return [variable for variable in needed if not environment.get(variable)]
