"""Reports as text and as JSON: golden files, and what holds for any report.

Each situation has `golden/NAME.zh.txt`, `.en.txt` and `.json`; rewrite them with
`pytest tests/test_render.py --update-golden`, and read the difference.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import structs

from grader import words
from grader.model import (
    Check,
    Diagnosis,
    Exercise,
    Form,
    Graded,
    Isolation,
    Layer,
    Observation,
    Outcome,
    Owner,
    Report,
    Ruling,
    Score,
    Text,
    Verdict,
)
from grader.render import json as as_json
from grader.render import terminal
from grader.render.visible import defuse, inline, pad, visible, width
from grader.tally import tally, total
from tests.inert import breaks_a_log

# The situations

LINE = Exercise(
    week="week5",
    name="tensorboard_line",
    title=Text("曲线 y = 2x", "The curve y = 2x"),
    functions=("draw_line",),
    checks=(
        Check(
            "homework_curve",
            10,
            Text("曲线 y = 2x 在事件文件里", "the curve y = 2x is in the event files"),
            homework=True,
        ),
        Check(
            "any_line",
            8,
            Text("任何斜率、任何步数都成立", "it holds for any slope and any steps"),
        ),
    ),
    hints=(Text("横坐标是步数。", "The step is the abscissa."),),
    seconds=20,
    megabytes=1024,
)
STUDY = Exercise(
    week="week5",
    name="inplace_study",
    title=Text("原地的 ReLU", "ReLU in place"),
    functions=("study",),
    checks=(Check("homework_study", 6, Text("作业的数", "the homework's numbers")),),
)
LAYERS = (
    Layer("namespaces", True, Text("网络与进程", "network and processes")),
    Layer("landlock", True, Text("文件", "files")),
    Layer("cgroups", False, Text("内存", "memory")),
)
NO_STEP = Diagnosis(
    "fixed_slope",
    Text(
        "斜率写死成 2：应使用参数 slope",
        "the slope is fixed at 2; it should be the parameter slope",
    ),
    Text("参数 slope 用在哪里？", "Where is slope used?"),
)
HELD = Observation("", Outcome.HELD, seconds=0.25)
UNWRITTEN = Observation("", Outcome.RAISED, unwritten=True)
BROKE = Observation(
    "",
    Outcome.BROKE,
    counterexample="slope = 3.0, steps = [0, 1]",
    got='"y=2x": (0, 0.0), (1, 2.0)',
    want="(0, 0.0), (1, 3.0)",
    where="点 1 / point 1",
    seconds=1.23456,
)
RAISED = Observation(
    "",
    Outcome.RAISED,
    counterexample="slope = 1.0\nsteps = []",
    where="tensorboard_line.py:12",
    error="IndexError: list index out of range",
    notes=(Text("steps 可以为空", "steps may be empty"),),
)
ANSI = "\x1b[2J\x1b[1;1H\x1b[32m通过 18/18\x1b[0m"
HOSTILE = Observation(
    "",
    Outcome.RAISED,
    counterexample="x = '\u202egnp.exe\u202c'",
    got=f"{ANSI}\r\n::error file=a.py::fake\n  ::add-mask::a\n##[add-mask]a\rTotal: 100\x08\x08\x9b31m",
    want="\n".join(f"第 {line} 行\t{line}" for line in range(1, 41)),
    where="../\n通过 10\udcff.py",
    error="ValueError: " + "宽" * 500,
    notes=(Text("文件 \u2028::warning::x", "file \u2028::warning::x"),),
)


def graded(
    exercise: Exercise,
    *seen: tuple[Ruling, Observation],
    form: Form | None = Form.FUNCTIONS,
    diagnosis: Diagnosis | None = None,
    notes: tuple[Text, ...] = (),
) -> Graded:
    verdicts = []
    for check, (ruling, facts) in zip(exercise.checks, seen, strict=True):
        fields = {name: getattr(facts, name) for name in facts.__struct_fields__}
        observation = Observation(**{**fields, "check": check.name})
        said = diagnosis if ruling is Ruling.FAILED else None
        verdicts.append(Verdict(check, ruling, observation, said))
    file = f"{exercise.week}/{exercise.name}.py" if form else ""
    return structs.replace(tally(exercise, form, verdicts, notes), file=file)


def report(*exercises: Graded, student: str = "s01", notes: tuple[Text, ...] = ()) -> Report:
    isolation = Isolation("A", LAYERS)
    versions = {"grader": "0.1.0", "torch": "2.15.0"}
    return Report(student, 20260101, versions, isolation, exercises, total(exercises), notes)


PASSED = (Ruling.PASSED, HELD)
NOT_STARTED = (Ruling.NOT_STARTED, UNWRITTEN)
SITUATIONS = {
    "passed": report(graded(LINE, PASSED, PASSED), graded(STUDY, PASSED)),
    "wrong_value": report(
        graded(LINE, PASSED, (Ruling.FAILED, BROKE), diagnosis=NO_STEP),
        graded(STUDY, NOT_STARTED, form=None),
    ),
    "not_started": report(
        graded(LINE, NOT_STARTED, NOT_STARTED, form=None),
        graded(
            STUDY,
            NOT_STARTED,
            form=None,
            notes=(
                Text("inplace_study.ipynb：请另存为 .py", "inplace_study.ipynb: save it as .py"),
            ),
        ),
    ),
    "raised": report(graded(LINE, (Ruling.FAILED, RAISED), (Ruling.FAILED, RAISED))),
    "timed_out": report(
        graded(
            LINE,
            (Ruling.FAILED, Observation("", Outcome.TIMED_OUT, seconds=20.01)),
            (Ruling.FAILED, Observation("", Outcome.TIMED_OUT)),
        ),
        graded(STUDY, (Ruling.FAILED, Observation("", Outcome.OUT_OF_MEMORY))),
    ),
    "ungraded": report(
        graded(
            LINE,
            PASSED,
            (
                Ruling.UNGRADED,
                Observation("", Outcome.RAISED, owner=Owner.ORACLE, error="KeyError: 'slope'"),
            ),
        )
    ),
    "script": report(
        graded(
            LINE,
            PASSED,
            NOT_STARTED,
            form=Form.SCRIPT,
            notes=(Text("作业.py 按脚本评阅", "作业.py was graded as a script"),),
        ),
        notes=(Text("文件夹里还有一个笔记本", "the folder holds a notebook too"),),
    ),
    "hostile": report(
        graded(LINE, (Ruling.FAILED, HOSTILE), PASSED),
        student="\x1b]0;title\x07小明\n::set-output::",
        notes=(Text("“\u202e::x.py” 没有读取", "'\u202e::x.py' was not read"),),
    ),
}

FOR_A_PERSON = (Ruling.UNGRADED, Observation("", Outcome.UNDECIDED, got="观察：不一样\n见图"))
UNREAD = report(graded(LINE, FOR_A_PERSON, FOR_A_PERSON))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", SITUATIONS)
def test_terminal(name, lang, golden):
    """The report of each situation reads as its golden file, in both languages."""
    golden(f"{name}.{lang}.txt", terminal.render(SITUATIONS[name], lang))


@pytest.mark.parametrize("name", SITUATIONS)
def test_json(name, golden):
    """The JSON of each situation is its golden file."""
    golden(f"{name}.json", as_json.render(SITUATIONS[name]))


# What a student sees


def lines_of(name: str, lang: str = "en") -> list[str]:
    return terminal.render(SITUATIONS[name], lang).splitlines()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_evidence_comes_in_one_order(lang):
    """Claim, input, outcome, got, want, place, diagnosis, error, note, rerun, hint: always so."""
    everything = Observation(
        "", Outcome.RAISED, Owner.SUBMISSION, False, "IN", "GOT", "WANT", "WHERE", "ERROR",
        (Text("NOTE", "NOTE"),),
    )  # fmt: skip
    diagnosis = Diagnosis("name", Text("SAYS", "SAYS"), Text("ASK", "ASK"))
    text = terminal.render(
        report(graded(LINE, PASSED, (Ruling.FAILED, everything), diagnosis=diagnosis)), lang
    )

    outcome = words.OUTCOMES[Outcome.RAISED][lang]
    order = ["s01", LINE.checks[1].claim[lang], words.FIRST_FAILURE[lang].format(claim=""), "IN"]
    order += [outcome, "GOT", "WANT", "WHERE", "SAYS", "ERROR", "NOTE", "pytest ", "ASK"]
    places = [text.rindex(word) if word == "IN" else text.index(word) for word in order]
    assert places == sorted(places)
    assert "grader hint" not in text


def test_only_the_first_failure_is_opened():
    """Two failed checks of one exercise have one opened between them; ungraded ones are not."""
    first = words.FIRST_FAILURE["en"].format(claim="")

    assert sum(line.startswith(first) for line in lines_of("raised")) == 1
    assert not any(line.startswith(first) for line in lines_of("ungraded"))


def test_an_untouched_stub_gets_one_line():
    """An exercise that was not started is its header and no more."""
    lines = lines_of("not_started")

    assert sum("tensorboard_line" in line for line in lines) == 1
    assert not any(check.claim.en in line for check in LINE.checks for line in lines)


def test_a_file_that_cannot_be_loaded_is_said_once():
    """Where no check could be run, the reason stands alone: no line for each check."""
    note = Text("第 2 行有语法错误", "a syntax error in line 2")
    unreached = (Ruling.FAILED, Observation("", Outcome.UNREACHED, notes=(note,)))
    lines = terminal.render(report(graded(LINE, unreached, unreached)), "en").splitlines()

    assert [line for line in lines if "syntax error" in line] == [
        "  note      a syntax error in line 2"
    ]
    assert not any(check.claim.en in line for check in LINE.checks for line in lines)


def test_columns_line_up():
    """Headers end in the same column, whatever the script; claims begin in one column."""
    for lang in ("zh", "en"):
        lines = terminal.render(SITUATIONS["passed"], lang).splitlines()
        headers = [line for line in lines if line.startswith(("tensorboard_line", "inplace_study"))]
        claims = [line for line in lines if "/" in line and line.startswith("  ")]
        starts = {
            width(line[: line.index(check.claim[lang])])
            for line in claims
            for check in LINE.checks
            if check.claim[lang] in line
        }
        assert {width(line) for line in headers} == {terminal.COLUMNS}
        assert len(starts) == 1


def test_a_long_title_does_not_push_the_points_off():
    """A title wider than the line keeps two spaces between itself and the points."""
    exercise = Exercise("w", "n", Text("长" * 60, "long " * 20), ("f",), LINE.checks[:1])

    for lang in ("zh", "en"):
        header = terminal.render(report(graded(exercise, PASSED)), lang).splitlines()[2]
        assert re.search(r"\S  +10 / 10", header)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_for_a_person_is_shown(lang):
    """The check says who reads it, and the text stands below, once for all checks of it."""
    text = terminal.render(UNREAD, lang)

    assert text.count(words.FOR_A_PERSON[lang]) == 2
    assert words.UNGRADED[lang] not in text
    assert text.count("观察：不一样") == 1


def test_ungraded_points_are_withheld_not_lost():
    """An ungraded check shows no zero, says whose fault it is, and its points are withheld."""
    text = terminal.render(SITUATIONS["ungraded"], "en")

    assert "-/8" in text
    assert "0/8" not in text
    assert words.UNGRADED.en in text
    assert "10 / 18 points (8 withheld)" in text


def test_limits_are_said():
    """A time-out and an exhausted memory name the limit of their exercise."""
    text = terminal.render(SITUATIONS["timed_out"], "en")

    assert "over the time limit (20 s of CPU time" in text
    assert "more than 1024 MiB" in text


def test_long_values_are_cut_and_say_so():
    """Of forty lines twelve are shown, first and last ones; of a long line its first columns."""
    text = terminal.render(SITUATIONS["hostile"], "en")

    assert "第 8 行" in text
    assert "... (lines left out: 28)" in text
    assert "第 9 行" not in text
    assert "第 36 行" not in text
    assert "第 37 行" in text
    assert "宽" * 194 + " ... (the line has 512 characters)" in text
    assert "宽" * 195 not in text


@pytest.mark.parametrize(
    ("got", "cut"),
    [
        ("x\n" * 12, False),
        ("x\n" * 13, True),
        ("x" * 400, False),
        ("x" * 401, True),
        ("e\u0301" * 200, False),
        ("\u0301" * 401, True),
        ("\x1b" * 101, True),
    ],
)
def test_where_the_cut_begins(got, cut):
    """Twelve lines and 400 columns are whole; marks without width and escapes count as well."""
    shown = Observation("", Outcome.BROKE, got=got)

    text = terminal.render(report(graded(STUDY, (Ruling.FAILED, shown))), "en")

    assert ("left out" in text or "characters)" in text) == cut


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.HELD])
def test_a_failure_without_evidence_still_says_what_happened(outcome):
    """A failed check with nothing to show but its outcome shows the outcome."""
    text = terminal.render(report(graded(STUDY, (Ruling.FAILED, Observation("", outcome)))), "en")

    assert words.OUTCOMES[outcome].format(seconds=STUDY.seconds, megabytes=1024).en in text


def test_isolation_by_process_is_no_isolation():
    """Grading without confinement says so; a tier names its active layers only."""
    bare = Report("s", 1, {}, Isolation("process", ()), (), Score(0, 0))

    assert "not confined" in terminal.render(bare, "en")
    assert "tier A: namespaces, landlock\n" in terminal.render(SITUATIONS["passed"], "en")


def test_one_verdict_in_place():
    """A property run by hand shows its ruling, its claim and its evidence, as the report does."""
    verdict = SITUATIONS["wrong_value"].exercises[0].verdicts[1]
    text = terminal.render_verdict(verdict, LINE, "en")

    assert text.splitlines()[0] == "failed  it holds for any slope and any steps"
    assert "slope = 3.0, steps = [0, 1]" in text
    assert "::test_any_line" in text
    not_started = SITUATIONS["not_started"].exercises[0].verdicts[0]
    assert terminal.render_verdict(not_started, LINE).splitlines() == [
        "未开始  曲线 y = 2x 在事件文件里"
    ]
    ungraded = SITUATIONS["ungraded"].exercises[0].verdicts[1]
    assert words.UNGRADED_IN_PLACE.en in terminal.render_verdict(ungraded, LINE, "en")


# Any report at all

ANYTHING = st.text(st.characters(), max_size=40) | st.sampled_from(
    [
        "::error::x",
        "\n::error::x",
        "a\n \t::x",
        "##vso[x]",
        "###[x]",
        "\x1b[2J",
        "\u202e",
        "\u3000::x",
    ]
)
TEXTS = st.builds(Text, ANYTHING, ANYTHING)
MANY_TEXTS = st.lists(TEXTS, max_size=2).map(tuple)
POINTS = st.integers(1, 100)
SCORES = st.builds(Score, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
CHECKS = st.builds(Check, ANYTHING, POINTS, TEXTS, st.booleans())
OBSERVATIONS = st.builds(
    Observation,
    check=ANYTHING,
    outcome=st.sampled_from(Outcome),
    counterexample=ANYTHING,
    got=ANYTHING,
    want=ANYTHING,
    where=ANYTHING,
    error=ANYTHING,
    notes=MANY_TEXTS,
    seconds=st.floats(0, 1e6),
)
DIAGNOSES = st.none() | st.builds(Diagnosis, ANYTHING, TEXTS, TEXTS)
VERDICTS = st.builds(Verdict, CHECKS, st.sampled_from(Ruling), OBSERVATIONS, DIAGNOSES)
EXERCISES = st.builds(Exercise, ANYTHING, ANYTHING, TEXTS, st.just(("f",)), st.just(()), MANY_TEXTS)
ALL_GRADED = st.builds(
    Graded,
    EXERCISES,
    st.none() | st.sampled_from(Form),
    st.lists(VERDICTS, min_size=1, max_size=2).map(tuple),
    SCORES,
    MANY_TEXTS,
)
ISOLATIONS = st.builds(
    Isolation,
    ANYTHING,
    st.lists(st.builds(Layer, ANYTHING, st.booleans(), TEXTS), max_size=2).map(tuple),
)
REPORTS = st.builds(
    Report,
    ANYTHING,
    st.integers(),
    st.dictionaries(ANYTHING, ANYTHING, max_size=2),
    ISOLATIONS,
    st.lists(ALL_GRADED, max_size=2).map(tuple),
    SCORES,
    MANY_TEXTS,
)
law = settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@law
@given(report=REPORTS, lang=st.sampled_from(["zh", "en"]))
def test_nothing_in_a_report_can_steer_a_terminal(report, lang):
    """Any strings at all: no control character but line feeds, no line that a CI system obeys."""
    text = terminal.render(report, lang)

    assert not breaks_a_log(text)
    assert text.endswith("\n")
    text.encode()


@law
@given(verdict=VERDICTS, exercise=EXERCISES)
def test_nothing_in_a_verdict_can_steer_a_terminal(verdict, exercise):
    """The same for a single verdict, as pytest shows it."""
    assert not breaks_a_log(terminal.render_verdict(verdict, exercise, "en"))


@law
@given(report=REPORTS)
def test_json_says_the_same(report):
    """Read back, the JSON has the report's numbers and strings, control characters included."""
    text = as_json.render(report)
    said = json.loads(text)

    assert not breaks_a_log(text)
    text.encode()
    assert (said["schema"], said["student"], said["seed"]) == (1, report.student, report.seed)
    assert said["versions"] == report.versions
    assert said["score"] == points_of(report.score)
    assert said["notes"] == list(map(both, report.notes))
    for one, graded in zip(said["exercises"], report.exercises, strict=True):
        assert {key: one[key] for key in points_of(graded.score)} == points_of(graded.score)
        assert (one["exercise"], one["form"]) == (graded.exercise.key, graded.form)
        for check, verdict in zip(one["checks"], graded.verdicts, strict=True):
            seen, told = verdict.observation, verdict.diagnosis
            assert (check["name"], check["points"]) == (verdict.check.name, verdict.check.points)
            assert (check["ruling"], check["outcome"]) == (verdict.ruling, seen.outcome)
            assert check["claim"] == both(verdict.check.claim)
            for field in ("counterexample", "got", "want", "where", "error"):
                assert check[field] == getattr(seen, field)
            assert check["notes"] == list(map(both, seen.notes))
            assert check["seconds"] == pytest.approx(seen.seconds, abs=6e-4)
            assert (check["diagnosis"] is None) == (told is None)
            if told:
                assert check["diagnosis"] == {
                    "name": told.name, **both(told.says), "hint": both(told.hint)
                }  # fmt: skip


def test_every_field_is_documented():
    """docs/json.md names every field, ruling and outcome that a report can have."""
    documented = (Path(__file__).parents[1] / "docs" / "json.md").read_text(encoding="utf-8")
    check = json.loads(as_json.render(SITUATIONS["wrong_value"]))["exercises"][0]["checks"][1]
    names = {*check, *(f"diagnosis.{key}" for key in check["diagnosis"]), *Ruling, *Outcome}
    for kind in (Report, Score, Isolation):
        names |= set(kind.__struct_fields__)

    assert {name for name in names if f"`{name}`" not in documented} == set()


def points_of(score: Score) -> dict[str, int]:
    return {"earned": score.earned, "possible": score.possible, "withheld": score.withheld}


def both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


# Printing what a submission wrote


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\tb", "a    b"),
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\\rb"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202e", "\\u202e"),
        ("\udcff", "\\udcff"),
        ("a\u200bb", "a\\u200bb"),
        ("宽　度", "宽　度"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_what_does_not_show_is_spelt_out(text, shown):
    """Control characters, direction overrides and invisible characters become escapes."""
    assert visible(text) == shown


def test_inline_text_has_no_line_feed():
    """A name with a line feed in it stays on its line."""
    assert inline("a\nb") == "a\\nb"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("::error::x", ": :error::x"),
        ("  ::error::x", "  : :error::x"),
        ("a\n\n\u3000::x", "a\n\n\u3000: :x"),
        ("x[::2]", "x[::2]"),
        ("a ##[error]", "a # #[error]"),
        ("##vso[task]", "# #vso[task]"),
        ("## heading", "## heading"),
    ],
)
def test_workflow_commands_are_defused(text, shown):
    """A line that GitHub's runner or Azure's would obey is no longer one; others stay."""
    assert defuse(text) == shown


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("曲线 y", 6), ("，", 2), ("e\u0301", 1), ("", 0)]
)
def test_width_counts_columns(text, columns):
    """Full-width characters take two columns, combining marks none."""
    assert width(text) == columns
    assert width(pad(text, 10)) == 10


# Words


def all_texts() -> list[Text]:
    texts = [value for value in vars(words).values() if isinstance(value, Text)]
    return [*texts, *words.RULINGS.values(), *words.OUTCOMES.values()]


def test_every_ruling_and_outcome_has_words():
    """No ruling and no outcome is without a word in the tables."""
    assert set(words.RULINGS) == set(Ruling)
    assert set(words.OUTCOMES) == set(Outcome)


def test_no_name_has_two_sentences():
    """A second sentence under the name of a first would silently take its place."""
    source = Path(words.__file__).read_text(encoding="utf-8")
    names = re.findall(r"^([A-Z_]+)\b.* = ", source, re.MULTILINE)

    assert names
    assert [name for name in set(names) if names.count(name) > 1] == []


def test_words_speak_about_the_code():
    """No sentence speaks to a person or calls anything easy."""
    said = " ".join(f"{text.zh} {text.en.lower()}" for text in all_texts())

    assert not re.search(r"\b(you|your|just|simply|obviously|easy)\b|你|您|显然|只需", said)


def test_both_languages_have_the_same_placeholders():
    """What is filled in one language is filled in the other."""

    def names(sentence: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name}

    for text in all_texts():
        assert text.zh.strip()
        assert text.en.strip()
        assert names(text.zh) == names(text.en)
