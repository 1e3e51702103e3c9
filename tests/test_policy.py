"""What lateness costs, which attempt counts, and where the time comes from."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from grader import policy
from grader.catalogue import CourseError, load
from grader.classroom import session
from grader.gradebook.book import Entry, Gradebook
from grader.model import Attempts, Clock, HandedIn, Mark, Outcome, Policy, Score
from grader.render import json as as_json
from grader.render import markdown, table, terminal
from tests import warm
from tests.test_gradebook import entry, report

MINIATURE = Path(__file__).parent / "course"
DEADLINE = datetime(2026, 3, 8, 23, 59, tzinfo=UTC)
STRICT = Policy({"w1": DEADLINE}, percent_per_day=10, grace_hours=2, cap_percent=45)
TOML = """
[deadlines]
w1 = 2026-03-08T23:59:00+08:00

[late]
percent_per_day = 10
"""


@pytest.mark.parametrize(
    ("hours", "days", "percent"),
    [(-1, 0, 0), (0, 0, 0), (2, 0, 0), (2.01, 1, 10), (24, 1, 10), (24.01, 2, 20), (96, 4, 40), (97, 5, 45), (9999, 417, 45)],
)  # fmt: skip
def test_lateness(hours, days, percent):
    """Nothing within the grace; then each day begun since the deadline, up to the cap."""
    at = DEADLINE + timedelta(hours=hours)

    found = policy.mark(STRICT, "w1", Score(30, 40, 2), at)

    assert found == Mark("w1", Score(30, 40, 2), days, percent, 30 * (100 - percent) / 100)


def test_zones_are_respected():
    """A deadline in Beijing and a time elsewhere are compared as moments."""
    beijing = Policy({"w1": datetime.fromisoformat("2026-03-08T23:59:00+08:00")}, 10)

    assert policy.days_late(beijing, "w1", datetime(2026, 3, 8, 15, 59, tzinfo=UTC)) == 0
    assert policy.days_late(beijing, "w1", datetime(2026, 3, 8, 16, 0, tzinfo=UTC)) == 1


def test_a_week_without_deadline_is_never_late():
    """And it has no mark in a report."""
    scores = {"w1": Score(1, 2), "w2": Score(3, 4)}

    found = policy.marks(STRICT, scores, DEADLINE + timedelta(days=1))

    assert [one.week for one in found] == ["w1"]
    assert policy.mark(STRICT, "w2", scores["w2"], DEADLINE + timedelta(days=99)).adjusted == 3


@pytest.mark.parametrize(("attempts", "earned"), [(Attempts.BEST, 30), (Attempts.LAST, 35)])
def test_the_attempt_that_counts(attempts, earned):
    """The best after what lateness takes off, or the last in time, however they are listed."""
    chosen = msgspec.structs.replace(STRICT, attempts=attempts)
    late = DEADLINE + timedelta(days=3)
    found = [
        (late, Score(35, 40)),
        (DEADLINE, Score(30, 40)),
        (DEADLINE - timedelta(1), Score(9, 40)),
    ]

    assert policy.counted(chosen, "w1", found).raw.earned == earned


# From the course


def course(tmp_path, text):
    root = Path(shutil.copytree(MINIATURE, tmp_path / "course"))
    with open(root / "course.toml", "a", encoding="utf-8") as stream:
        stream.write(text)
    return root


def test_a_policy_is_read(tmp_path):
    """As course.toml writes it; what is left out takes nothing off."""
    root = course(tmp_path, 'attempts = "last"\n' + TOML)
    found = load(root).policy

    assert found.deadlines["w1"].astimezone(UTC).hour == 15
    assert (found.percent_per_day, found.grace_hours, found.cap_percent) == (10, 0, 100)
    assert found.attempts is Attempts.LAST
    assert load(MINIATURE).policy == Policy()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[deadlines]\nw9 = 2026-03-08T23:59:00+08:00\n", "'w9' in deadlines"),
        ("[deadlines]\nw1 = 2026-03-08T23:59:00\n", "deadlines"),
        ("[deadlines]\nw1 = 2026-03-08\n", "deadlines"),
        ("[late]\npercent_per_day = 101\n", "percent_per_day"),
        ("[late]\ngrace = 1\n", "grace"),
        ('attempts = "first"\n', "attempts"),
    ],
)
def test_a_broken_policy_is_said(tmp_path, text, says):
    """A deadline needs a week of the course and a zone; the sentence names the file."""
    root = course(tmp_path, text)

    with pytest.raises(CourseError, match=says) as caught:
        load(root)
    assert "course.toml" in caught.value.text.zh


# In reports and the gradebook


def late_report():
    at = HandedIn(DEADLINE + timedelta(days=2), Clock.ARCHIVE)
    found = report(outcome=Outcome.HELD, said="x")
    marks = policy.marks(STRICT, policy.weeks(found.exercises), at.at)
    return msgspec.structs.replace(found, handed_in=at, marks=marks)


def test_raw_and_adjusted_marks_are_shown():
    """In both languages and every format that has them; the report says what told the time."""
    shown = late_report()
    found = json.loads(as_json.render(shown))

    assert found["handed_in"] == {"at": "2026-03-10T23:59:00+00:00", "told_by": "archive"}
    (mark,) = found["marks"]
    assert (mark["earned"], mark["days_late"], mark["percent"], mark["adjusted"]) == (
        10,
        2,
        20,
        8.0,
    )
    assert (
        "w1: late, counted as days: 2, -20%: 10 / 10 points, of which 8 count"
        in terminal.render(shown, "en")
    )
    assert "w1：迟交，按 2 天计，扣 20%：10 / 10 分，计 8 分" in terminal.render(shown, "zh")
    assert "(its archive)" in markdown.render(shown, "en")


def keep(gradebook, digest, day, earned=True, told_by=Clock.ROSTER, run=None):
    at = HandedIn(datetime(2026, 3, day, tzinfo=UTC), told_by)
    kept = entry(digest=digest, outcome=Outcome.HELD if earned else Outcome.BROKE, said="x")
    gradebook.keep(msgspec.structs.replace(kept, handed_in=at), run)


def test_what_counts_comes_from_all_attempts(tmp_path):
    """Different files are attempts; a newer grading of the same files takes the older's place."""
    with Gradebook(str(tmp_path / "book.db")) as gradebook:
        keep(gradebook, "a", 8, earned=True)
        keep(gradebook, "a", 8, earned=False)
        keep(gradebook, "b", 10, earned=True)
        run = gradebook.begin("class", "c", False)[0].number
        keep(gradebook, "c", 20, earned=False, run=run)
        counts = {}
        for attempts in Attempts:
            chosen = msgspec.structs.replace(STRICT, attempts=attempts)
            changed = msgspec.structs.replace(load(MINIATURE), policy=chosen)
            (line,) = session.counted(changed, gradebook, gradebook.lines(run))
            counts[attempts] = line.counted["w1"]

    assert (counts[Attempts.BEST].days_late, counts[Attempts.BEST].adjusted) == (2, 8.0)
    assert (counts[Attempts.LAST].days_late, counts[Attempts.LAST].adjusted) == (12, 0.0)
    assert line.weeks["w1"].earned == 0
    header, rows = table.of_class([line], ["w1"], [], "en")
    assert dict(zip(header, rows[0], strict=True))["w1_days_late"] == "12"


def test_the_first_grading_tells_where_nothing_else_does(tmp_path):
    """To grade the same files again makes nobody late."""
    with Gradebook(str(tmp_path / "book.db")) as gradebook:
        keep(gradebook, "a", 8, told_by=Clock.NOW)
        keep(gradebook, "a", 9, told_by=Clock.NOW)
        keep(gradebook, "b", 1, told_by=Clock.GIT)

        assert gradebook.first_seen("li_lei", "a").at.day == 8
        assert gradebook.first_seen("li_lei", "b") is None
        assert gradebook.first_seen("han", "a") is None


@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")
def test_a_late_submission_through_the_command(tmp_path):
    """Committed before the deadline it is on time, after it late; the verdicts are the same."""
    root = course(tmp_path, TOML)
    found = []
    for day in ("2026-03-08", "2026-03-10"):
        folder = Path(shutil.copytree(MINIATURE / "solutions", tmp_path / day / "li"))
        identity = ["-c", "user.name=x", "-c", "user.email=x@y"]
        for words in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "x"]):
            subprocess.run(
                ["git", *words], cwd=folder, check=True,
                env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": f"{day}T12:00:00+08:00"},
            )  # fmt: skip
        finished = warm.run("grader.cli", "submit", folder, "--json", "--course", root)
        found.append(json.loads(finished.stdout))

    assert [one["marks"][0]["adjusted"] for one in found] == [10.0, 8.0]
    assert [one["handed_in"]["told_by"] for one in found] == ["git", "git"]
    assert found[0]["score"] == found[1]["score"]


def test_a_problem_has_no_marks(tmp_path):
    """Who could not be read has no points and nothing that counts."""
    with Gradebook(str(tmp_path / "book.db")) as gradebook:
        run = gradebook.begin("class", "c", False)[0].number
        at = HandedIn(DEADLINE, Clock.NOW)
        gradebook.keep(Entry("li", "li.zip", "", at, problem=late_report().notes[0]), run)
        (line,) = session.counted(load(MINIATURE), gradebook, gradebook.lines(run))

    assert line.counted == {}
