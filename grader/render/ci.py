"""Failed checks beside lines of the student's file, as CI systems show them."""

from __future__ import annotations

import hashlib
import operator
import re
import textwrap
from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from ..model import Graded, Report, Ruling, Verdict
from . import terminal
from .json import written
from .visible import defuse, inline

_RAISED = re.compile(r"([^:]+):(\d{1,9})\b")


class Annotation(Struct, frozen=True):
    """One failed check at a line of a file; `about` names it from run to run."""

    path: str
    line: int
    claim: str
    says: str
    about: str


def annotate(report: Report, lang: str) -> Iterator[Annotation]:
    """One for each failed check of an exercise whose file is known.

    The first failure of each exercise comes first: GitHub shows ten for a step.
    """
    failed = [
        (rank, graded, verdict)
        for graded in report.exercises
        if graded.file
        for rank, verdict in enumerate(v for v in graded.verdicts if v.ruling is Ruling.FAILED)
    ]
    for _, graded, verdict in sorted(failed, key=operator.itemgetter(0)):
        claim = _name(f"{graded.exercise.name}: {verdict.check.claim[lang]}")
        says = textwrap.dedent(terminal.render_evidence(graded, verdict, lang))
        about = f"{graded.exercise.key}:{verdict.check.name}"
        yield Annotation(_name(graded.file), _line(graded, verdict), claim, says, about)


def render_github(report: Report, lang: str) -> str:
    """Workflow commands of GitHub Actions, one a line, which its runner obeys."""
    lines = [
        f"::error file={_property(one.path)},line={one.line},title={_property(one.claim)}"
        f"::{_data(one.says)}\n"
        for one in annotate(report, lang)
    ]
    return "".join(lines)


def render_gitlab(report: Report, lang: str) -> str:
    """A code quality report of GitLab: a list of issues in the form of Code Climate."""
    issues = [
        {
            "description": f"{one.claim}\n{one.says}",
            "check_name": one.about,
            "fingerprint": hashlib.sha256(f"{one.path} {one.about}".encode()).hexdigest(),
            "severity": "major",
            "location": {"path": one.path, "lines": {"begin": one.line}},
        }
        for one in annotate(report, lang)
    ]
    return written(issues)


def _name(text: str) -> str:
    return defuse(inline(text))


def _line(graded: Graded, verdict: Verdict) -> int:
    """The line that raised, if it lies in the file that answers; else its first function."""
    raised = _RAISED.match(verdict.observation.where)
    if raised and PurePosixPath(raised[1]).name == PurePosixPath(graded.file).name:
        return int(raised[2])
    return graded.line or 1


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
