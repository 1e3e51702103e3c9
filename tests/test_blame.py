"""What an exception says about a check: what happened, and in whose code."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import Phase, given, settings

from grader.authoring import blame
from grader.authoring.blame import owner_of
from grader.authoring.errors import Mismatch, NotWritten, Stopped, student_error
from grader.authoring.student import InPlace
from grader.model import Exercise, Observation, Outcome, Owner, Text
from grader.sandbox.faults import Fault
from grader.sandbox.perform import Call, Namespace

BOTH = Text("句", "sentence")
FILES = {
    "submission": "/c/exercises/w1/f.py",
    "property": "/c/exercises/w1/test_f.py",
    "oracle": "/c/reference/w1/f.py",
    "grader": str(Path(blame.__file__).with_name("compare.py")),
    "nobody": "/lib/torch/functional.py",
}
OWNERS = owner_of(Path("/c"), Path(FILES["submission"]))


def chain(*owners: str, error: str = "ValueError('no')") -> Callable[[], object]:
    """A function of the first owner that calls one of the next, and so on; the last raises."""
    inner: Callable[[], object] | None = None
    for owner in reversed(owners):
        source = f"def at_{owner}():\n    raise {error}" if inner is None else ""
        source = source or f"def at_{owner}():\n    inner()"
        space: dict[str, object] = {"inner": inner}
        exec(compile(source, FILES[owner], "exec"), space)
        inner = space[f"at_{owner}"]  # type: ignore[assignment]
    assert inner is not None
    return inner


def caught(function: Callable[[], object]) -> BaseException:
    try:
        function()
    except BaseException as error:
        return error
    raise AssertionError("it should raise")


def observed(function: Callable[[], object]) -> Observation:
    return blame.observe("check", caught(function), OWNERS)


def test_no_error_holds():
    """A property that ends without an error holds."""
    assert blame.observe("check", None, OWNERS) == Observation("check", Outcome.HELD)


@pytest.mark.parametrize(
    ("owners", "owner"),
    [
        (["property"], Owner.PROPERTY),
        (["property", "oracle"], Owner.ORACLE),
        (["property", "oracle", "nobody"], Owner.ORACLE),
        (["property", "grader"], Owner.GRADER),
        (["property", "grader", "nobody"], Owner.GRADER),
        (["property", "nobody"], Owner.PROPERTY),
        (["property", "nobody", "nobody"], Owner.PROPERTY),
        (["property", "grader", "submission"], Owner.SUBMISSION),
        (["property", "submission", "nobody"], Owner.SUBMISSION),
        (["property", "submission", "oracle"], Owner.ORACLE),
        (["property", "grader", "oracle", "grader"], Owner.GRADER),
        (["nobody"], Owner.GRADER),
    ],
)
def test_the_innermost_known_frame_is_blamed(owners, owner):
    """Blame goes to the owner of the innermost frame that is somebody's, and says where."""
    found = observed(chain(*owners))

    assert (found.outcome, found.owner) == (Outcome.RAISED, owner)
    assert found.error == "ValueError: no"
    known = [one for one in owners if one != "nobody"]
    assert found.where == (f"{Path(FILES[known[-1]]).name}:2 (at_{known[-1]})" if known else "")


@pytest.mark.parametrize(
    ("owners", "outcome", "owner"),
    [
        (["property"], Outcome.BROKE, Owner.SUBMISSION),
        (["property", "nobody"], Outcome.BROKE, Owner.SUBMISSION),
        (["property", "oracle"], Outcome.RAISED, Owner.ORACLE),
        (["property", "grader"], Outcome.RAISED, Owner.GRADER),
        (["property", "grader", "submission"], Outcome.RAISED, Owner.SUBMISSION),
    ],
)
def test_an_assertion(owners, outcome, owner):
    """An assert in a property is a broken claim; in the oracle or the grader it is our fault."""
    found = observed(chain(*owners, error="AssertionError('no')"))

    assert (found.outcome, found.owner) == (outcome, owner)


def test_a_mismatch_is_a_broken_claim():
    """A Mismatch carries got, want, place and note over, whoever raised it."""
    error = Mismatch("1", "2", "[0]", BOTH)

    assert blame.observe("check", error, OWNERS) == Observation(
        "check", Outcome.BROKE, got="1", want="2", where="[0]", notes=(BOTH,)
    )
    assert blame.observe("check", Mismatch("1", "2"), OWNERS).notes == ()


def test_not_written():
    """A missing function has not been begun."""
    assert blame.observe("check", NotWritten("double"), OWNERS) == Observation(
        "check", Outcome.UNREACHED, unwritten=True, error="double"
    )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_stopped(outcome):
    """A worker that is gone tells its own outcome."""
    found = blame.observe("check", Stopped(outcome, "5 s"), OWNERS)

    assert found == Observation("check", outcome, error="5 s")


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(["ValueError", "Exception"], "no"), Outcome.RAISED),
        (Fault(["KeyError", "LookupError"], "'a'"), Outcome.RAISED),
        (Fault(["StopIteration", "Exception"], ""), Outcome.RAISED),
        (Fault(["SyntaxError"], "no", line=3), Outcome.RAISED),
        (Fault(["SystemExit", "BaseException"], "0"), Outcome.RAISED),
        (Fault(["Mismatch", "AssertionError"], "got 1"), Outcome.RAISED),
        (Fault(["NotImplementedError"], ""), Outcome.RAISED),
        (Fault(["PermissionError", "OSError"], "", errno=errno.EPERM), Outcome.REFUSED),
        (Fault(["PermissionError", "OSError"], "", errno=errno.EACCES), Outcome.REFUSED),
        (Fault(["OSError"], "", errno=errno.EROFS), Outcome.REFUSED),
        (Fault(["FileNotFoundError", "OSError"], "", errno=errno.ENOENT), Outcome.RAISED),
        (Fault(["MemoryError", "Exception"], ""), Outcome.OUT_OF_MEMORY),
        (Fault(["_ArrayMemoryError", "MemoryError"], "Unable"), Outcome.OUT_OF_MEMORY),
        (
            Fault(["RuntimeError"], "DefaultCPUAllocator: can't allocate memory: you tried"),
            Outcome.OUT_OF_MEMORY,
        ),
        (Fault(["RuntimeError"], "DefaultCPUAllocator: not enough memory"), Outcome.OUT_OF_MEMORY),
    ],
    ids=lambda value: "-".join(value.types) if isinstance(value, Fault) else "",
)
def test_an_exception_across_the_border(fault, outcome):
    """The student's exception is theirs; refusals and lack of memory have outcomes of their own."""
    found = blame.observe("check", student_error(fault), OWNERS)

    assert (found.outcome, found.owner, found.unwritten) == (outcome, Owner.SUBMISSION, False)
    assert found.error == f"{fault.types[0]}: {fault.text}"


def test_the_place_of_an_exception_across_the_border():
    """The innermost of the student's own frames is the place, if there is one."""
    fault = Fault(["ValueError"], "no", frames=[("f.py", 1, "f"), ("helper.py", 7, "g")])

    assert blame.observe("check", student_error(fault), OWNERS).where == "helper.py:7 (g)"
    assert blame.observe("check", student_error(Fault(["E"], "")), OWNERS).where == ""


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (["ValueError", "Exception"], ValueError),
        (["JSONDecodeError", "ValueError", "Exception"], ValueError),
        (["KeyError", "LookupError"], LookupError),
        (["AssertionError"], AssertionError),
        (["MyError", "Exception"], Exception),
        (["SystemExit", "BaseException"], Exception),
        (["KeyboardInterrupt", "BaseException"], Exception),
    ],
)
def test_a_property_may_expect_it_as_in_place(types, kind):
    """The exception that stands for it is an instance of the built-in one of that name."""
    error = student_error(Fault(types, "no"))

    assert isinstance(error, kind)
    assert isinstance(error, Exception)
    assert not isinstance(error, (Mismatch, KeyboardInterrupt, SystemExit))


def test_an_assertion_of_the_student_is_no_broken_claim():
    """An AssertionError that student code raises is an exception, not a claim that is false."""
    error = student_error(Fault(["AssertionError", "Exception"], "no"))

    assert blame.observe("check", error, OWNERS).outcome is Outcome.RAISED


def test_an_error_without_a_traceback():
    """An exception that was never raised is blamed on nobody's code: it is ours."""
    found = blame.observe("check", ValueError("no"), OWNERS)

    assert (found.outcome, found.owner, found.where) == (Outcome.RAISED, Owner.GRADER, "")


@pytest.mark.parametrize(
    ("error", "outcome", "owner"),
    [
        (Mismatch("1", "2"), Outcome.BROKE, Owner.SUBMISSION),
        (student_error(Fault(["ValueError"], "")), Outcome.RAISED, Owner.SUBMISSION),
        (ValueError("no"), Outcome.RAISED, Owner.GRADER),
        (ExceptionGroup("", [Mismatch("1", "2"), KeyError()]), Outcome.BROKE, Owner.SUBMISSION),
    ],
)
def test_a_group_is_its_first_error(error, outcome, owner):
    """A failure that did not repeat stands as it was first seen, and is said not to repeat."""
    found = blame.observe("check", ExceptionGroup("flaky", [error, KeyError()]), OWNERS)

    assert (found.outcome, found.owner) == (outcome, owner)
    assert blame.NOT_REPEATABLE in found.notes


def test_a_flaky_failure_of_hypothesis():
    """What Hypothesis raises when a failure goes away on the second look is such a group."""
    seen = []

    @settings(database=None, phases=[Phase.generate], report_multiple_bugs=False, deadline=None)
    @given(st.integers())
    def law(number):
        seen.append(number)
        if len(seen) == 3:
            raise Mismatch("1", "2")

    error = caught(law)
    found = blame.observe("check", error, OWNERS)

    assert isinstance(error, BaseExceptionGroup)
    assert (found.outcome, found.got, found.want) == (Outcome.BROKE, "1", "2")
    assert blame.NOT_REPEATABLE in found.notes


# In place


EXERCISE = Exercise("w1", "f", BOTH, ("f",), ())


def in_place(source: str, *args: object, **more: object) -> Observation:
    """What is said of a call of `f` in this process, with the file as the submission."""
    space: dict[str, object] = {"torch": torch}
    exec(compile(source, FILES["submission"], "exec"), space)
    module = type("Module", (), {"f": staticmethod(space["f"])})
    subject = InPlace(Namespace(module))
    call = Call(more.pop("function", "f"), args, **more)  # type: ignore[arg-type]
    return observed(lambda: subject.perform(call))


def test_the_stub_in_place():
    """A function that raises NotImplementedError itself has not been begun."""
    found = in_place("def f(x):\n    raise NotImplementedError", 1)

    assert (found.outcome, found.unwritten) == (Outcome.UNREACHED, True)


def test_a_missing_function_in_place():
    """A function that is not there has not been begun."""
    found = in_place("def f(): pass", function="g")

    assert (found.outcome, found.unwritten, found.error) == (Outcome.UNREACHED, True, "g")


def test_torch_not_implemented_in_place():
    """A NotImplementedError from within torch is an error, not a stub."""
    found = in_place("def f(x):\n    return torch.ones(2, device='meta').tolist()", 1)

    assert (found.outcome, found.owner, found.unwritten) == (
        Outcome.RAISED,
        Owner.SUBMISSION,
        False,
    )


@pytest.mark.parametrize(
    ("source", "where"),
    [
        pytest.param("def f(x):\n    return x.y", "f.py:2 (f)", id="its own line"),
        pytest.param(
            "def f(x):\n    return torch.ones(2) @ torch.ones(3)", "f.py:2 (f)", id="torch"
        ),
        pytest.param("def f():\n    return 1", "", id="too few parameters"),
        pytest.param("def f(x, y):\n    return 1", "", id="too many parameters"),
    ],
)
def test_errors_of_a_call_in_place(source, where):
    """Whatever goes wrong within a call is the student's, a wrong number of parameters too."""
    found = in_place(source, 1)

    assert (found.outcome, found.owner, found.where) == (
        Outcome.RAISED,
        Owner.SUBMISSION,
        where,
    )


def test_a_broken_graph_in_place():
    """A gradient that cannot be computed is the student's fault, in place as across the border."""
    source = "def f(x):\n    y = x.exp()\n    z = y * y\n    y.add_(1)\n    return z"

    found = in_place(source, torch.ones(2, requires_grad=True), gradients=True)

    assert (found.outcome, found.owner) == (Outcome.RAISED, Owner.SUBMISSION)
    assert "inplace operation" in found.error


def test_a_probe_that_trips_in_place():
    """A probe that stumbles over what student code returned is the student's error."""
    space: dict[str, object] = {}
    source = "def probe(student):\n    return student.f().shape"
    exec(compile(source, FILES["oracle"].replace("f.py", "probes_f.py"), "exec"), space)

    found = in_place("def f():\n    pass", function=space["probe"])

    assert (found.outcome, found.owner) == (Outcome.RAISED, Owner.SUBMISSION)
    assert "NoneType" in found.error


def test_a_syntax_error_lies_in_the_file_that_has_it():
    """A file that does not parse is its owner's fault, wherever the import was asked for."""
    submission = observed(lambda: compile("def f(:", FILES["submission"], "exec"))
    course = observed(lambda: compile("def f(:", FILES["property"], "exec"))

    assert (submission.owner, submission.where) == (Owner.SUBMISSION, "f.py:1")
    assert course.owner is Owner.PROPERTY


# Whose file it is


@pytest.mark.parametrize(
    ("file", "owner"),
    [
        (FILES["submission"], Owner.SUBMISSION),
        (FILES["property"], Owner.PROPERTY),
        (FILES["oracle"], Owner.ORACLE),
        (FILES["grader"], Owner.GRADER),
        (FILES["nobody"], None),
        ("/c/exercises/w1/helper.py", None),
        ("/c/solutions/w1/f.py", None),
        ("/reference/w1/f.py", None),
        ("<string>", None),
    ],
)
def test_whose_file(file, owner):
    """Properties, oracles and the grader are known by their place, the submission by its name."""
    assert OWNERS(Path(file)) is owner


def test_without_a_submission():
    """In a grading run no file of this process is a student's."""
    assert owner_of(Path("/c"))(Path(FILES["submission"])) is None
