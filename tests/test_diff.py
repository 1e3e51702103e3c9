"""What another run changes: for whom, by how much, by which check."""

from __future__ import annotations

import pytest

from grader import cli
from grader.difference import Ruled, compare
from grader.gradebook.book import Entry, Gradebook
from grader.model import Outcome, Ruling, Text
from grader.render import difference
from tests.test_gradebook import AT, COURSE, entry

PASSED, FAILED = Ruled(Ruling.PASSED, 4), Ruled(Ruling.FAILED, 4)
UNGRADED = Ruled(Ruling.UNGRADED, 4)


def test_only_changes_are_shown():
    """A student gains, another loses, and one whose rulings are the same is not there."""
    old = {"a": {"x": PASSED, "y": FAILED}, "b": {"x": PASSED}, "c": {"x": FAILED}}
    new = {"a": {"x": PASSED, "y": PASSED}, "b": {"x": UNGRADED}, "c": {"x": FAILED}}

    found = compare(old, new)

    gains = {name: [(one.check, one.gain) for one in own] for name, own in found.changes.items()}
    assert gains == {"a": [("y", 4)], "b": [("x", -4)]}
    assert list(found.by_check()) == ["x", "y"]


def test_checks_and_students_come_and_go():
    """A check that one run does not have counts for what it is worth in the other."""
    found = compare(
        {"a": {"old": PASSED}, "gone": {}}, {"a": {"new": Ruled(Ruling.PASSED, 6)}, "late": {}}
    )

    assert [(one.check, one.gain) for one in found.changes["a"]] == [("old", -4), ("new", 6)]
    assert (found.gone, found.new) == (("gone",), ("late",))


def test_other_points_are_a_change():
    """The same ruling for other points changes the marks."""
    (change,) = compare({"a": {"x": PASSED}}, {"a": {"x": Ruled(Ruling.PASSED, 5)}}).changes["a"]

    assert change.gain == 1


def test_nothing_is_obeyed():
    """Whatever a student is called, it is shown and no more."""
    shown = difference.render(compare({"\x1b[31m": {"x": PASSED}}, {"\x1b[31m": {}}), "zh")

    assert "\x1b" not in shown


@pytest.fixture
def two_runs(tmp_path, monkeypatch):
    """Three students; the second run fails one who had passed and passes one who had failed."""
    place = str(tmp_path / "book.db")
    monkeypatch.setenv("GRADER_GRADEBOOK", place)
    with Gradebook(place) as gradebook:
        for outcomes in (("held", "broke", "held"), ("broke", "held", "held")):
            run = gradebook.begin("class", "c", True)[0].number
            for student, outcome in zip(("li", "han", "wu"), outcomes, strict=True):
                kept = entry(student, digest=f"{run}{student}", outcome=Outcome(outcome), said="x")
                gradebook.keep(kept, run)
            gradebook.end(run)
    return place


def diff(capsys, *words):
    code = cli.main(["diff", *words, "--lang", "en", "--course", str(COURSE.root)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command(two_runs, capsys):
    """In sum, by check, and for each student who gains or loses, with both rulings."""
    code, out, err = diff(capsys, "1", "2")

    assert (code, err) == (0, "")
    assert out.startswith("students who gain: 1, who lose: 1\n")
    assert "\nhan  +10\n" in out
    assert "\nli  -10\n" in out
    assert "w1/double/of_any_tensor" in out
    assert "failed 0/4 → passed 4/4" in out
    assert "wu" not in out


def test_a_run_is_named_by_its_day(two_runs, capsys):
    """The last run that began on it."""
    with Gradebook(two_runs) as gradebook:
        day = gradebook.runs()[0].day

    assert diff(capsys, day, "2")[1] == "students who gain: 0, who lose: 0\n"


def test_an_unknown_run_is_said(two_runs, capsys):
    """With those that there are."""
    code, _, err = diff(capsys, "1", "3")

    assert code == 2
    assert "no run '3'" in err
    assert "1 (" in err


def test_a_gradebook_without_runs(tmp_path, capsys):
    """The remedy is to grade a class first."""
    with Gradebook(str(tmp_path / "new.db")):
        code = cli.main(["diff", "1", "2", "--gradebook", str(tmp_path / "new.db"), "--lang", "en"])

    assert code == 2
    assert "run grader batch first" in capsys.readouterr().err


def test_who_became_unreadable_loses(two_runs, capsys):
    """A student without verdicts in one of the runs is compared all the same."""
    with Gradebook(two_runs) as gradebook:
        run = gradebook.begin("class", "c", True)[0].number
        gradebook.keep(Entry("wu", "wu.zip", "", AT, problem=Text("坏", "broken")), run)

    _, out, _ = diff(capsys, "2", str(run))

    assert "wu  -10" in out
    assert "passed 4/4 → -" in out
    assert "in the old run only: " in out


@pytest.mark.parametrize("words", [("diff", "1", "2"), ("report", "li")])
def test_a_gradebook_that_is_not_there(tmp_path, capsys, words):
    """It is named, and not made: what is empty has nothing to show."""
    place = tmp_path / "new.db"

    assert cli.main([*words, "--gradebook", str(place), "--lang", "en"]) == 2
    assert f"there is no gradebook {place}" in capsys.readouterr().err
    assert not place.exists()
