"""`grader report`: what the gradebook holds, in any format, and the pages of a class."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from grader.gradebook.book import Entry, Gradebook
from grader.model import Clock, HandedIn, Text
from tests.test_commands import grader
from tests.test_render import SITUATIONS

WHEN = HandedIn(datetime(2026, 1, 1, tzinfo=UTC), Clock.NOW)
STUDENTS = {"li_lei": "wrong_value", "韩梅梅": "passed", "../<b>": "raised"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A gradebook with a class of three, and one submission that could not be read."""
    place = tmp_path_factory.mktemp("book") / "gradebook.db"
    with Gradebook(str(place)) as gradebook:
        run = gradebook.begin("class", "conditions", False)[0].number
        for student, situation in STUDENTS.items():
            report = msgspec.structs.replace(SITUATIONS[situation], student=student)
            prints = {one.exercise.key: f"{student} {one.exercise.key}" for one in report.exercises}
            gradebook.keep(Entry(student, "x", "d", WHEN, report, prints), run)
        problem = Text("压缩包已损坏", "the archive is damaged")
        gradebook.keep(Entry("wang_wu", "x", "", WHEN, problem=problem), run)
    return place


def test_a_student_again(book):
    """The newest report, in the format that is asked for, without grading."""
    finished = grader(
        "report", "li_lei", "--gradebook", book, "--lang", "en", "--format", "markdown"
    )

    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("## Report: li\\_lei\n")


def test_the_pages_of_a_class(book, tmp_path):
    """One page each and one for all, whose links lead to them; hostile names stay in the folder."""
    folder = tmp_path / "pages"
    roster = tmp_path / "roster.csv"
    roster.write_text("student\nli_lei\nzhang_san\n", encoding="utf-8")
    words = ("--class", folder, "--roster", roster, "--run", "1")
    finished = grader("report", *words, "--gradebook", book, "--lang", "en")
    pages = sorted(path.name for path in folder.iterdir())
    index = (folder / "index.html").read_text(encoding="utf-8")

    assert (finished.returncode, finished.stdout) == (0, f"{folder}/index.html\n")
    assert len(pages) == 4
    assert any("韩梅梅" in name for name in pages)
    assert all(f'href="{name}"' in index for name in pages if name != "index.html")
    assert "zhang_san" in index
    assert "<li>wang_wu: " in index
    assert "the archive is damaged" in index
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages", "roster.csv"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "name a student"),
        (("li_lei", "--class", "x"), "name a student"),
        (("nobody",), "no report on 'nobody'"),
        (("--class", "x", "--run", "9"), "no run '9'"),
        (("--class", "/dev/null/x"), "could not be written"),
    ],
)
def test_what_cannot_be_shown_is_said(book, words, says):
    """Exit code 2 and one sentence."""
    finished = grader("report", *words, "--gradebook", book, "--lang", "en")

    assert finished.returncode == 2
    assert says in finished.stderr
    assert "Traceback" not in finished.stderr
