"""Reports in every format but those of test_render: golden files, schemas, and hostile text.

Each situation has `golden/formats/NAME.LANG.ENDING`, rewritten by `--update-golden`.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import junitparser
import msgspec
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt

from grader import words
from grader.model import Chart, Curve, Diagnosis, Observation, Outcome, Pictures, Ruling, Text
from grader.render import ci, class_page, classroom50, markdown
from grader.render.formats import FORMATS, missing
from grader.render.gradescope import VISIBILITIES
from tests.inert import problems
from tests.test_render import LINE, REPORTS, SITUATIONS, STUDY, UNREAD, graded, law, report

ROOT = Path(__file__).resolve().parent.parent
ENDINGS = {
    "markdown": "md",
    "html": "html",
    "csv": "csv",
    "junit": "xml",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "gradescope": "gradescope.json",
    "classroom50": "classroom50.json",
    "github-classroom": "github-classroom.json",
    "prairielearn": "prairielearn.json",
}
RUNNER = {variable: f"a-{variable.lower()}" for variable in classroom50.IDENTITY.values()}
"""What Classroom 50's runner puts into the environment."""


@pytest.fixture(autouse=True)
def runner(monkeypatch):
    """Every test renders in the environment of Classroom 50."""
    for variable, value in RUNNER.items():
        monkeypatch.setenv(variable, value)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_golden(situation, name, lang, golden):
    """Each situation reads as its golden file in every format, in both languages."""
    text = FORMATS[name](SITUATIONS[situation], lang)
    if name == "github-classroom":  # base64, which nobody reads
        text = json.dumps(json.loads(base64.b64decode(text)), ensure_ascii=False, indent=1)

    golden(f"formats/{situation}.{lang}.{ENDINGS[name]}", without_code(text))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_golden_class(lang, golden):
    """The page of a class in which every situation happens reads as its golden file."""
    reports = [
        msgspec.structs.replace(one, student=situation) for situation, one in SITUATIONS.items()
    ]
    links, problems = {"passed": "001-passed.html"}, {"wang_wu": Text("压缩包已损坏", "damaged")}
    text = class_page.render(reports, lang, ["zhang_san"], links, problems)

    golden(f"formats/class.{lang}.html", without_code(text))


def without_code(page: str) -> str:
    """A page without its style and script, which have nothing to say."""
    page = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", page, flags=re.DOTALL)
    return re.sub(r"sha256-[\w+/=]+", "sha256-", page)


def test_every_format_has_a_sentence():
    """The documentation names every format, and no other test leaves one out."""
    readme = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")

    assert {name for name in FORMATS if f"`{name}`" not in readme} == set()
    assert set(ENDINGS) | {"terminal", "json"} == {
        name for name in FORMATS if not name.startswith("gradescope:")
    }


# Schemas, written from the fields as they are documented (ANCHORS 6)

NUMBER, STRING, OBJECT = {"type": "number"}, {"type": "string"}, {"type": "object"}
COUNT = {"type": "integer", "minimum": 0}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
STYLE = {"enum": ["text", "html", "simple_format", "md", "ansi"]}


def exactly(required: dict, **optional: dict) -> dict:
    """An object with these properties and no others."""
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def many(items: dict) -> dict:
    return {"type": "array", "items": items}


SCHEMAS = {
    "gradescope": exactly(
        {"tests": many(
            exactly(
                {},
                score=NUMBER, max_score=NUMBER, status={"enum": ["passed", "failed"]}, name=STRING,
                name_format=STYLE, number=STRING, output=STRING, output_format=STYLE,
                tags=many(STRING), visibility=VISIBILITY, extra_data=OBJECT,
            )
        ), "score": NUMBER},
        execution_time=NUMBER, output=STRING, output_format=STYLE,
        test_output_format=STYLE, test_name_format=STYLE, visibility=VISIBILITY,
        stdout_visibility=VISIBILITY, extra_data=OBJECT,
        leaderboard=many(
            exactly(
                {"name": STRING, "value": {"type": ["number", "string"]}}, order={"enum": ["asc"]}
            )
        ),
    ),
    "classroom50": exactly(
        {
            "schema": {"const": "classroom50/result/v1"}, "classroom": STRING,
            "assignment": STRING, "submission": STRING, "commit": STRING, "release": STRING,
            "review": STRING, "score": COUNT, "max-score": COUNT,
            "tests": many(
                {
                    "type": "object",
                    "properties": {
                        "test-name": {"type": "string", "minLength": 1},
                        "passed": {"type": "boolean"}, "score": COUNT, "max-score": COUNT,
                    },
                    "required": ["test-name", "passed", "score", "max-score"],
                }
            ),
        },
        assignment_type=STRING, owner=STRING, datetime=STRING, graded_at=STRING,
        submitted_by=OBJECT,
    ),
    "github-classroom": exactly(
        {
            "version": NUMBER, "status": {"enum": ["pass", "fail", "error"]},
            "tests": many(
                exactly(
                    {"name": STRING, "status": {"enum": ["pass", "fail", "error"]}, "message": STRING},
                    test_code=STRING, task_id=NUMBER, filename=STRING, line_no=NUMBER,
                    duration=NUMBER, score=NUMBER, output=STRING,
                )
            ),
        },
        max_score=NUMBER, message=STRING,
    ),
    "prairielearn": exactly(
        {"gradable": {"type": "boolean"}},
        score={"type": "number", "minimum": 0, "maximum": 1}, message=STRING, output=STRING,
        tests=many(
            exactly(
                {"name": STRING},
                description=STRING, points=NUMBER, max_points=NUMBER, message=STRING, output=STRING,
                images=many(STRING),
            )
        ),
        images=many(STRING), format_errors={"type": ["string", "array"]},
    ),
    "gitlab": many(
        {
            "type": "object",
            "properties": {
                "description": STRING, "check_name": STRING,
                "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": exactly({"path": STRING, "lines": exactly({"begin": COUNT})}),
            },
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
        }
    ),
}  # fmt: skip


def data(name: str, one, lang: str = "en"):
    """What a JSON format says, read back."""
    text = FORMATS[name](one, lang)
    return json.loads(base64.b64decode(text) if name == "github-classroom" else text)


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_json_formats_have_their_schemas(situation, name):
    """What platforms read holds the documented fields, of the documented types, and no others."""
    Draft202012Validator(SCHEMAS[name]).validate(data(name, SITUATIONS[situation]))


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_gradescope_has_four_visibilities(visibility):
    """Each is a format of its own name; what code prints is never shown to students."""
    name = "gradescope" if visibility == "visible" else f"gradescope:{visibility}"
    said = data(name, SITUATIONS["passed"])

    assert (said["visibility"], said["stdout_visibility"]) == (visibility, "hidden")
    assert said["score"] == sum(test["score"] for test in said["tests"]) == 24


def test_points_that_wait_are_lost_nowhere():
    """An ungraded check is no attempt, an error or an empty cell, where a platform has that."""
    ungraded = SITUATIONS["ungraded"]
    rows = list(csv.DictReader(io.StringIO(FORMATS["csv"](ungraded, "en").removeprefix("\ufeff"))))

    assert data("prairielearn", ungraded)["gradable"] is False
    assert data("github-classroom", ungraded)["status"] == "error"
    assert [row["score"] for row in rows] == ["10", ""]
    gradescope = data("gradescope", ungraded)
    assert [test.get("max_score") for test in gradescope["tests"]] == [10, None]
    assert gradescope["extra_data"]["withheld"] == 8


@pytest.mark.parametrize("name", ["html", "markdown", "junit", "gradescope", "prairielearn"])
def test_a_text_for_a_person_is_no_fault(name):
    """Every format with sentences says who reads the text, shows it, and blames nobody."""
    text = FORMATS[name](UNREAD, "zh")

    assert words.FOR_A_PERSON.zh in text
    assert "观察：不一样" in text
    assert words.UNGRADED.zh not in text


def test_junit_is_read_by_others():
    """junitparser finds each check with its result, and the counts add up."""
    for name, one in SITUATIONS.items():
        suites = list(junitparser.JUnitXml.fromstring(FORMATS["junit"](one, "en").encode()))
        cases = [case for suite in suites for case in suite]
        kinds = [type(case.result[0]).__name__ if case.result else "passed" for case in cases]
        rulings = [verdict.ruling for part in one.exercises for verdict in part.verdicts]
        expected = {"passed": "passed", "failed": "Failure", "ungraded": "Error"}
        expected["not_started"] = "Skipped"

        assert kinds == [expected[ruling] for ruling in rulings], name
        assert sum(suite.failures for suite in suites) == rulings.count(Ruling.FAILED)
        assert sum(suite.errors for suite in suites) == rulings.count(Ruling.UNGRADED)


def test_classroom50_says_what_it_lacks(monkeypatch):
    """Outside its runner the format names the variables that are not there."""
    monkeypatch.delenv("RELEASE_URL")

    assert missing("classroom50", {**RUNNER, "RELEASE_URL": ""}) == ["RELEASE_URL"]
    assert missing("gradescope", {}) == []


# Hostile text in every field

NASTY = {
    "html": "</pre></style><script>alert(1)</script><img src=x onerror=alert(1)>\"' onload=x",
    "escapes": "\x1b[2J\x1b]0;title\x07\x9b31m\x00\x08",
    "direction": "\u202egnp.exe\u202c\u2066\u200b\u2028\u2029",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(1)",
    "tab": "\t=1+1\r\n-1",
    "wide": "＝1+1",
    "command": "::error file=a.py,line=1::x\n  ::set-output name=a::b\n##[error]x\n::stop-commands::x",
    "newline": 'a\n::error::x,"\r::error::y',
    "xml": "\x0b\ufffe\uffff\ud800 ]]> <!-- &amp; <?x?>",
    "markdown": "[x](javascript:alert(1)) ![i](http://127.0.0.1/i.png) <b>x</b> | a ` b ``` c\n# head\n***",
    "links": "@everyone #1 GH-1 http://127.0.0.1/ www.example.com a@example.com user/repo#1",
    "template": "{{ 7*7 }}{% raw %}${7*7}",
    "surrogate": "\udcff\U000e0041",
}


def everywhere(text: str):
    """A report with this text wherever a text can stand."""
    both = Text(text, text)
    exercise = msgspec.structs.replace(
        LINE,
        title=both,
        hints=(both,),
        checks=tuple(msgspec.structs.replace(check, claim=both) for check in LINE.checks),
    )
    seen = Observation(
        "", Outcome.RAISED, counterexample=f"x = {text}\ny = {text}", got=text, want=text,
        where=f"{text}:3", error=text, notes=(both,),
        evidence=(Chart((Curve(text, ((0.0, 1.0), (1.0, 2.0))),)), Pictures(b"png", b"png")),
    )  # fmt: skip
    failed = (Ruling.FAILED, seen)
    one = graded(exercise, failed, failed, diagnosis=Diagnosis(text, both, both), notes=(both,))
    one = msgspec.structs.replace(one, file=text, line=2)
    other = graded(STUDY, (Ruling.UNGRADED, seen))
    whole = report(one, other, student=text, notes=(both,))
    return msgspec.structs.replace(whole, versions={"torch": text})


@pytest.fixture(params=NASTY)
def hostile(request):
    """The report with one nasty text in every field."""
    return everywhere(NASTY[request.param])


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_is_inert(hostile, name):
    """Nothing of it would be obeyed, loaded, run or computed, and each format is UTF-8."""
    for lang in ("zh", "en"):
        assert problems(name, FORMATS[name](hostile, lang)) == []


def test_hostile_text_adds_nothing_to_markdown(hostile):
    """The headings and tables of the Markdown are those of a harmless report."""

    def structure(one):
        kinds = [token.type for token in MarkdownIt("gfm-like").parse(markdown.render(one, "en"))]
        return [kind for kind in kinds if kind in {"heading_open", "table_open", "tr_open", "hr"}]

    assert structure(hostile) == structure(everywhere("x"))


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("@all #1", "@&#8203;all #&#8203;1"),
        ("http://x", "http&#8203;://x"),
        ("a|b*c", "a\\|b\\*c"),
        ("<b>", "\\<b\\>"),
    ],
)
def test_nobody_is_notified(given_, shown):
    """Mentions, references and addresses in a sentence do not become links on GitHub."""
    assert markdown.text(given_) == shown


def test_rows_stay_rows(hostile):
    """The CSV has a byte order mark, and as many rows and columns as it should."""
    text = FORMATS["csv"](hostile, "en")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))

    assert text.startswith("\ufeff")
    assert [len(row) for row in rows] == [16] * 4


def test_hostile_text_is_sound_xml(hostile):
    """The XML parses, and has as many elements as that of a harmless report."""
    root = ElementTree.fromstring(FORMATS["junit"](hostile, "en").encode())
    harmless = ElementTree.fromstring(FORMATS["junit"](everywhere("x"), "en").encode())

    assert [one.tag for one in root.iter()] == [one.tag for one in harmless.iter()]


def test_annotations_are_one_command_each(hostile):
    """GitHub's runner reads one error for each failed check of a known file."""
    assert len(FORMATS["github"](hostile, "en").splitlines()) == 2


def test_the_first_failures_are_annotated_first():
    """GitHub shows ten annotations of a step: each exercise has its first failure among them."""
    failed = (Ruling.FAILED, Observation("", Outcome.BROKE))
    found = ci.annotate(report(graded(LINE, failed, failed), graded(STUDY, failed)), "en")

    assert [one.about.partition(":")[2] for one in found] == [
        "homework_curve", "homework_study", "any_line",
    ]  # fmt: skip


@pytest.mark.parametrize("char", ["宽", '"'])
def test_sizes_of_hostile_reports(char):
    """Whatever was printed, results stay below PrairieLearn's 1 MB and a page below 1.5 MB."""
    flood = (char * 5_000 + "\n") * 50
    picture = Pictures(b"x" * 60_000, b"x" * 60_000)
    seen = Observation(
        "",
        Outcome.RAISED,
        counterexample=flood,
        got=flood,
        want=flood,
        error=flood,
        where=flood,
        evidence=(picture, picture),
    )
    one = graded(LINE, (Ruling.FAILED, seen), (Ruling.FAILED, seen))
    many_ = report(
        *(
            msgspec.structs.replace(
                one, exercise=msgspec.structs.replace(LINE, name=f"exercise_{number}")
            )
            for number in range(25)
        )
    )

    assert len(FORMATS["prairielearn"](many_, "zh").encode()) < 1_000_000
    page = FORMATS["html"](many_, "zh")
    assert len(page.encode()) < 1_500_000
    assert page.count(words.PICTURES_LEFT_OUT.en) == 25


@law
@given(one=REPORTS)
def test_any_report_renders(one):
    """Any strings at all: every format is UTF-8, and JSON formats are JSON."""
    for name, render in FORMATS.items():
        render(one, "zh").encode()
        if name in SCHEMAS:
            data(name, one)


# Annotations


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("tensorboard_line.py:12 (draw_line)", 12),
        ("week5/tensorboard_line.py:12", 12),
        ("helpers.py:12 (f)", 7),
        ("[0, 1]", 7),
        ("", 7),
    ],
)
def test_where_an_annotation_stands(where, line):
    """At the line that raised, if it is in the file that answers, else at its first function."""
    seen = Observation("", Outcome.RAISED, where=where)
    one = msgspec.structs.replace(
        graded(STUDY, (Ruling.FAILED, seen)), file="week5/tensorboard_line.py", line=7
    )

    (found,) = ci.annotate(report(one), "en")

    assert (found.path, found.line) == ("week5/tensorboard_line.py", line)


# Without torch


def test_reports_need_no_torch():
    """Every format is rendered where torch cannot be imported."""
    code = """
import sys

class NoTorch:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"torch", "torchvision", "hypothesis", "pytest"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, NoTorch())
from grader.model import *
from grader.render.formats import FORMATS

claim = Text("甲", "a")
check = Check("a", 1, claim)
exercise = Exercise("w", "n", claim, ("f",), (check,))
chart = Chart((Curve("y", ((0.0, 1.0), (1.0, 2.0))),))
seen = Observation("a", Outcome.BROKE, got="1", evidence=(chart,))
graded = Graded(exercise, Form.FUNCTIONS, (Verdict(check, Ruling.FAILED, seen),), Score(0, 1), (), "n.py")
report = Report("s", 1, {}, Isolation("A", ()), (graded,), Score(0, 1))
for lang in ("zh", "en"):
    for render in FORMATS.values():
        assert render(report, lang)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, timeout=120)


def test_words_of_formats_are_in_both_languages():
    """A heading of the CSV is in the language that was asked for."""
    zh, en = (FORMATS["csv"](SITUATIONS["passed"], lang).splitlines()[0] for lang in ("zh", "en"))

    assert words.STUDENT.zh in zh
    assert words.STUDENT.en in en
