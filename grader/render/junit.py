"""A Report becomes JUnit XML: a suite for each exercise, a case for each check.

A check that failed is a failure, one that is ungraded an error, one not started is skipped.
"""

from __future__ import annotations

from xml.etree import ElementTree

from .. import words
from ..model import Graded, Report, Ruling, Verdict
from . import sentences, terminal
from .visible import defuse, inline

_TAGS = {Ruling.FAILED: "failure", Ruling.UNGRADED: "error", Ruling.NOT_STARTED: "skipped"}


def render(report: Report, lang: str) -> str:
    """The report in "zh" or "en", XML 1.0; characters that XML does not have are spelt out."""
    suites = ElementTree.Element("testsuites", name=inline(report.student))
    for graded in report.exercises:
        suites.append(_suite(graded, lang))
    ElementTree.indent(suites)
    body = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{defuse(body)}\n'


def _suite(graded: Graded, lang: str) -> ElementTree.Element:
    rulings = [verdict.ruling for verdict in graded.verdicts]
    counts = {
        "tests": len(rulings),
        "failures": rulings.count(Ruling.FAILED),
        "errors": rulings.count(Ruling.UNGRADED),
        "skipped": rulings.count(Ruling.NOT_STARTED),
    }
    suite = ElementTree.Element(
        "testsuite",
        {name: str(count) for name, count in counts.items()},
        name=inline(graded.exercise.key),
        time=_seconds(graded.verdicts),
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in (
        ("title", inline(graded.exercise.title[lang])),
        ("score", sentences.points(graded.score, lang)),
        *(("note", inline(note[lang])) for note in graded.notes),
    ):
        ElementTree.SubElement(properties, "property", name=name, value=value)
    for verdict in graded.verdicts:
        suite.append(_case(graded, verdict, lang))
    return suite


def _case(graded: Graded, verdict: Verdict, lang: str) -> ElementTree.Element:
    check = verdict.check
    case = ElementTree.Element(
        "testcase",
        name=inline(f"{check.name}: {check.claim[lang]}"),
        classname=inline(f"{graded.exercise.week}.{graded.exercise.name}"),
        time=_seconds((verdict,)),
    )
    if graded.file:
        case.set("file", inline(graded.file))
    if tag := _TAGS.get(verdict.ruling):
        result = ElementTree.SubElement(case, tag, message=_message(verdict, lang))
        if tag != "skipped":
            result.set("type", verdict.observation.outcome)
            result.text = terminal.render_evidence(graded, verdict, lang)
    return case


def _message(verdict: Verdict, lang: str) -> str:
    said = verdict.diagnosis.says if verdict.diagnosis else words.RULINGS[verdict.ruling]
    return inline(said[lang])


def _seconds(verdicts: tuple[Verdict, ...]) -> str:
    return f"{sum(verdict.observation.seconds for verdict in verdicts):.3f}"
