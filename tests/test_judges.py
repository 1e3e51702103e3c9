"""What judges are given to do, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.classroom import judges
from grader.classroom.judges import AHEAD, WORTHWHILE, Drawing, Task, _Work
from grader.model import Answer, Exercise, Form, Submission, Text

MINIATURE = Path(__file__).resolve().parent / "course"
KEYS = ("w/a", "w/b", "w/c")


def exercise(key):
    week, name = key.split("/")
    text = Text("", "")
    return Exercise(week=week, name=name, title=text, hints=(), functions=(), checks=())


def task(name, keys):
    answer = Answer(Form.FUNCTIONS, "a.py", {"a.py": b""})
    submission = Submission(name, dict.fromkeys(keys, answer))
    return Task(name, submission, tuple(map(exercise, KEYS)))


def tasks(*answered):
    return [task(str(number), keys) for number, keys in enumerate(answered)]


def all_of(work):
    """Everything in the order in which one judge is given it; a drawing is done at once."""
    while (given := work.next()) is not None:
        if isinstance(given[0], Drawing):
            work.drawn[given[0].exercise] = b""
        yield given[0]


def names(found):
    return [one.name if isinstance(one, Task) else one.exercise for one in found]


def test_what_several_answer_is_drawn_before_they_come():
    work = _Work(iter(tasks(["w/a", "w/b"], ["w/b"], ["w/c"])))

    assert names(all_of(work)) == ["w/b", "0", "1", "2"]


def test_a_submission_waits_while_its_exercise_is_being_drawn():
    work = _Work(iter(tasks(["w/a"], ["w/a"], ["w/b"])))

    assert names([work.next()[0] for _ in range(2)]) == ["w/a", "2"]
    work.drawn["w/a"] = b""
    assert names(all_of(work)) == ["0", "1"]


def test_no_judge_is_idle_where_everything_waits():
    work = _Work(iter(tasks(["w/a"], ["w/a"])))

    assert names([work.next()[0] for _ in range(3)]) == ["w/a", "0", "1"]


def test_what_its_judge_died_of_comes_first():
    work = _Work(iter(tasks(["w/a"], ["w/b"])))
    first, _ = work.next()
    work.again.append((first, 2))

    assert work.next() == (first, 2)


def test_a_judge_that_reads_another_course_refuses():
    """Such as one on a machine of the cluster whose copy of the course is older."""
    order = judges.Order(MINIATURE, ("w1/double",), 1, "full", "another digest")
    found = []

    with pytest.raises(judges.NoJudge, match=f"{MINIATURE}.* another course"):
        judges.grade(order, iter(tasks(["w1/double"])), found.append, print, 1)
    assert found == []


@given(st.lists(st.sets(st.sampled_from(KEYS)), max_size=3 * AHEAD))
def test_each_submission_is_given_once_and_each_exercise_drawn_at_most_once(answered):
    found = names(all_of(_Work(iter(tasks(*answered)))))

    assert sorted(one for one in found if one not in KEYS) == sorted(map(str, range(len(answered))))
    drawn = {key for key in KEYS if sum(key in keys for keys in answered) >= WORTHWHILE}
    assert sorted(one for one in found if one in KEYS) == sorted(drawn)
