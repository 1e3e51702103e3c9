"""Misconceptions: named where they give what the code gave, and nowhere else.

Run as a script this file grades functions of ours with the course's own properties, in one
process of its own, and prints the rulings as JSON.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
import torch

from grader import catalogue, misconception
from grader.authoring.misconception import Misconception
from grader.authoring.student import MAX_CALLS, InPlace, Observed, Student, calls_in
from grader.diagnose import diagnose
from grader.model import Exercise, Ruling, Text
from grader.sandbox.perform import Call, Facts, Namespace
from grader.sandbox.recorder import GroupNote, OptimizerNote, ParameterNote
from grader.sandbox.wire import Opaque

ROOT = Path(__file__).resolve().parent.parent
COURSE = catalogue.load(ROOT)
EXERCISES = ("weighted_cross_entropy", "sgd_param_groups", "tensorboard_line", "inplace_study")
EXERCISE = Exercise("w1", "f", Text("题", "f"), ("double", "half"), ())
EXAMPLES = 8
TOO_DEAR = "homework_study homework_kept_map".split()
"""Checks on a whole AlexNet; the others of that exercise tell the same mistakes apart."""


def make(says: str = "", **functions: Callable[..., Any]) -> Misconception:
    namespace = type("Some" + says.title(), (), functions)
    return misconception(zh="句", en=says, hint_zh="提示", hint_en="hint")(namespace)


SQUARE = make("square", double=lambda x: x * x)
PLUS_TWO = make("plus", double=lambda x: x + 2)
SIGN = make("sign", double=lambda x: -2 * x)
HALF = make("half", half=lambda x: x)
RAISES = make("raises", double=lambda x: x["a"])


def transcript(*arguments: Any, **functions: Callable[..., Any]) -> list[Observed]:
    """Calls of the one function with each of the arguments."""
    student = Student(InPlace(Namespace(SimpleNamespace(**functions))), EXERCISE)
    (name,) = functions
    for argument in arguments:
        try:
            getattr(student, name)(argument)
        except Exception:
            continue
    return calls_in(student)


def name_of(*arguments: Any, **more: Any) -> str | None:
    found = diagnose(*arguments, **more)
    return found.name if found else None


# The comparison itself


def test_rounding_grows_with_what_went_in():
    """A hundredth is rounding beside ten thousands, and a difference beside ones."""
    slightly = make("slightly", double=lambda x: x - x + 1.01)
    large, small = (transcript(torch.tensor([x]), double=lambda x: x - x + 1) for x in (1e4, 1.0))

    assert name_of(large, large, [slightly]) == "some_slightly"
    assert name_of(small, small, [slightly]) is None


def test_the_one_that_agrees_is_named():
    """The misconception that gives what was got, on every call, is the diagnosis."""
    calls = transcript(3.0, torch.tensor([1.0, 5.0]), double=lambda x: x**2)

    found = diagnose(calls, calls, [PLUS_TWO, SQUARE, SIGN])

    assert found == SQUARE.diagnosis
    assert (found.name, found.says.en, found.hint.zh) == ("some_square", "square", "提示")


@pytest.mark.parametrize(
    "function", [lambda x: 2 * x, lambda x: x * x if x < 4 else 0.0, lambda x: None, lambda x: "9"]
)
def test_nothing_agrees(function):
    """Code that no misconception gives on every call is not diagnosed: right answers above all."""
    calls = transcript(3.0, 5.0, double=function)

    assert diagnose(calls, calls, [PLUS_TWO, SQUARE, SIGN, RAISES]) is None


def test_the_last_call_is_the_one_to_explain():
    """A misconception without the function that failed is not named for calls before it."""
    student = Student(
        InPlace(Namespace(SimpleNamespace(double=lambda x: x * x, half=lambda x: x))), EXERCISE
    )
    student.double(3.0)
    before = calls_in(student)
    student.half(4.0)

    assert name_of(before, before, [SQUARE]) == "some_square"
    assert diagnose(calls_in(student), calls_in(student), [SQUARE]) is None


def test_a_check_that_watches_for_forbidden_calls_has_no_diagnosis():
    """What the claim "by hand" is about is no misconception, whatever the values were."""
    student = Student(InPlace(Namespace(SimpleNamespace(double=lambda x: x * x))), EXERCISE)
    student.double(3.0)
    plain = calls_in(student)
    watch = msgspec.structs.replace(plain[0].call, watch=("torch.square",))
    watched = [msgspec.structs.replace(plain[0], call=watch)]

    assert name_of(plain, plain, [SQUARE]) == "some_square"
    assert name_of(watched, watched, [SQUARE]) is None


def test_nothing_was_called():
    """Without a call there is nothing to explain."""
    assert diagnose([], [], [SQUARE]) is None


def test_two_are_told_apart_by_the_other_checks():
    """Where 2 * 2 is 2 + 2 and 2 squared, the calls of the exercise's other checks decide."""
    failed = transcript(2.0, double=lambda x: x + 2)
    everything = transcript(2.0, 7.0, double=lambda x: x + 2)

    assert name_of(failed, everything, [SQUARE, PLUS_TWO]) == "some_plus"


def test_two_that_cannot_be_told_apart():
    """Where several agree with everything seen, none is named."""
    calls = transcript(2.0, double=lambda x: x + 2)

    assert diagnose(calls, calls, [SQUARE, PLUS_TWO]) is None


def test_functions_that_a_misconception_lacks_say_nothing():
    """Only calls of the functions that it has are compared; with none of them it is not named."""
    student = Student(
        InPlace(Namespace(SimpleNamespace(double=lambda x: x * x, half=lambda x: x / 2))), EXERCISE
    )
    student.half(4.0)
    only_half = list(calls_in(student))
    student.double(3.0)

    assert name_of(calls_in(student), calls_in(student), [SQUARE, HALF]) == "some_square"
    assert diagnose(only_half, only_half, [SQUARE]) is None


def test_exceptions_are_compared_by_type():
    """A misconception that raises what the code raised agrees; another exception does not."""
    raising = transcript(1.0, double=lambda x: x["b"])
    other = transcript(1.0, double=lambda x: {}[x])

    assert name_of(raising, raising, [SQUARE, RAISES]) == "some_raises"
    assert diagnose(other, other, [SQUARE, RAISES]) is None


def test_an_exception_alone_is_no_evidence():
    """A misconception that raises alike, but gives other values in other checks, is not named."""
    student = Student(
        InPlace(Namespace(SimpleNamespace(double=lambda x: x["b"], half=lambda x: x / 2))), EXERCISE
    )
    student.half(4.0)
    with contextlib.suppress(TypeError):
        student.double(1.0)
    everything = calls_in(student)
    alike = make("alike", double=lambda x: x["a"], half=lambda x: x / 2)
    unlike = make("unlike", double=lambda x: x["a"], half=lambda x: x)

    assert name_of(everything[1:], everything, [alike]) == "some_alike"
    assert diagnose(everything[1:], everything, [unlike]) is None


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (1.0, 1.5),
        (1, None),
        (None, 1),
        ("a", "b"),
        (True, 1),
        (True, False),
        ([1.0, 2.0], [1.0]),
        ([1.0, 2.0], [1.0, 3.0]),
        ({"a": 1.0}, {"a": 2.0}),
        ({"a": 1.0}, {"b": 1.0}),
        ({"a": 1.0}, [1.0]),
        (torch.ones(2), torch.ones(3)),
        (torch.ones(2), torch.ones(2) + 1),
        (torch.tensor([torch.nan]), torch.zeros(1)),
        ({"a": [torch.ones(2), "x"]}, {"a": [torch.ones(2), "y"]}),
        (torch.nn.ReLU(), torch.nn.GELU()),
        (torch.nn.ReLU(), 1.0),
        (1.0, torch.nn.ReLU()),
        ({1}, [1]),
    ],
    ids=repr,
)
def test_values_are_compared(value, other):
    """The same value agrees, another one does not; an object is compared by its type."""
    same = transcript(0, double=lambda x: value)
    differs = transcript(0, double=lambda x: other)

    assert name_of(same, same, [make("it", double=lambda x: value)]) == "some_it"
    assert diagnose(differs, differs, [make("it", double=lambda x: value)]) is None


def test_an_object_across_the_border_is_compared_by_its_name():
    """What a worker names only agrees with an object of that type."""
    calls = [Observed(Call("double", (0,)), Facts(Opaque("torch.nn.modules.activation.ReLU", "")))]

    assert name_of(calls, calls, [make("it", double=lambda x: torch.nn.ReLU())]) == "some_it"
    assert diagnose(calls, calls, [make("it", double=lambda x: torch.nn.GELU())]) is None


def test_float32_is_near_enough():
    """What differs by the rounding of float32 agrees."""
    calls = transcript(torch.rand(5), double=lambda x: (x.double() ** 2).float())

    assert name_of(calls, calls, [SQUARE]) == "some_square"


def test_gradients_are_compared():
    """The same value with another gradient is another thing."""

    def call(function: Callable[..., Any]) -> list[Observed]:
        student = Student(InPlace(Namespace(SimpleNamespace(double=function))), EXERCISE)
        student.double.vjp(torch.tensor([3.0], requires_grad=True))
        return calls_in(student)

    whole, half = call(lambda x: x * x), call(lambda x: x * x.detach())

    assert name_of(whole, whole, [SQUARE]) == "some_square"
    assert diagnose(half, half, [SQUARE]) is None


def _sgd(momentum: float) -> Callable[..., Any]:
    def double(parameters: list[torch.Tensor]) -> torch.optim.SGD:
        return torch.optim.SGD(parameters, lr=0.1, momentum=momentum)

    return double


def test_optimizers_are_compared():
    """Class, learning rates, momentum and number of parameters of what was built must agree."""
    student = Student(InPlace(Namespace(SimpleNamespace(double=_sgd(0.9)))), EXERCISE)
    student.record(student.double, [torch.ones(1, requires_grad=True)])
    calls = calls_in(student)
    # as it comes from a worker: notes, and a name in place of the optimiser
    far = [
        Observed(
            calls[0].call,
            Facts(Opaque("torch.optim.sgd.SGD", ""), optimizers=calls[0].facts.optimizers),
        )
    ]

    for seen in (calls, far):
        assert name_of(seen, seen, [make("it", double=_sgd(0.9))]) == "some_it"
        assert diagnose(seen, seen, [make("it", double=_sgd(0.5))]) is None


def test_a_note_of_another_optimizer_does_not_agree():
    """A worker's note is compared in full."""
    note = OptimizerNote("Adam", [GroupNote({"lr": 0.1, "momentum": 0.9}, [ParameterNote([1])])])
    call = Call("double", ([torch.ones(1, requires_grad=True)],), record=True)
    seen = [Observed(call, Facts(Opaque("torch.optim.sgd.SGD", ""), optimizers=[note]))]

    assert diagnose(seen, seen, [make("it", double=_sgd(0.9))]) is None


def test_few_calls_are_compared():
    """However many calls there were, only the latest, which shrinking made small, are repeated."""
    count = 0

    def counted(x: float) -> float:
        nonlocal count
        count += 1
        return x * x

    calls = transcript(*map(float, range(1000)), double=lambda x: x * x)

    assert name_of(calls, calls, [make("it", double=counted)]) == "some_it"
    assert count <= MAX_CALLS


def test_ours_is_not_changed():
    """Arguments are copied for every misconception: one that writes to them harms no other."""
    spoils = make("spoils", double=lambda x: x.zero_())
    calls = transcript(torch.tensor([3.0]), double=lambda x: x * x)

    for order in ([spoils, SQUARE], [SQUARE, spoils]):
        assert name_of(calls, calls, order) == "some_square"


# The decorator


def test_a_misconception_is_named_after_its_class():
    """The name is the class's in snake case; private helpers and data are no functions of it."""

    @misconception(zh="句", en="sentence", hint_zh="提示", hint_en="hint")
    class DividesByN2Samples:
        """Docstring."""

        data = 1

        def double(x):
            return x

        class Inner:
            """A class of the contract."""

    assert DividesByN2Samples.diagnosis.name == "divides_by_n2_samples"
    assert set(DividesByN2Samples.functions) == {"double", "Inner"}
    assert DividesByN2Samples.diagnosis.hint == Text("提示", "hint")


# The course's own


RIGHT_BUT = {
    "calls torch": (
        "weighted_cross_entropy",
        {
            "weighted_cross_entropy": lambda inputs, target, weight=None, reduction="mean": (
                torch.nn.functional.cross_entropy(inputs, target, weight, reduction=reduction)
            )
        },
        ["by_hand"],
    ),
    "unknown reductions are sums": (
        "weighted_cross_entropy",
        {
            "weighted_cross_entropy": lambda inputs, target, weight=None, reduction="mean": (
                torch.nn.functional.cross_entropy(
                    inputs,
                    target,
                    weight,
                    reduction=reduction if reduction in ("none", "mean") else "sum",
                )
            )
        },
        ["refuses_unknown_reduction", "by_hand"],
    ),
}
"""Right answers that fail for a reason that is no misconception: the checks that they fail."""


@pytest.fixture(scope="module")
def rulings() -> dict[str, dict[str, dict[str, str]]]:
    """For every exercise and answer, its checks that did not pass with diagnosis or ruling."""
    done = subprocess.run(
        [sys.executable, __file__], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, dict[str, str]]] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("exercise", EXERCISES)
def test_right_answers_are_not_diagnosed(rulings, exercise):
    """The solution passes every check, so that nothing is diagnosed."""
    assert rulings[exercise]["right"] == {}


@pytest.mark.parametrize("answer", RIGHT_BUT)
def test_right_answers_that_fail_otherwise_are_not_diagnosed(rulings, answer):
    """Numbers that are right are not taken for a misconception that differs elsewhere."""
    exercise, _, checks = RIGHT_BUT[answer]

    assert rulings[exercise][answer] == dict.fromkeys(checks, "failed")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_misconception_is_recognised_as_itself(rulings, exercise):
    """Put in the solution's place, each misconception fails something and is named for it.

    No check names another one.
    """
    for name, checks in rulings[exercise].items():
        if name != "right" and name not in RIGHT_BUT:
            assert set(checks.values()) - {"failed"} == {name}, (name, checks)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_most_failures_are_recognised(rulings, exercise):
    """Of the checks that a misconception fails, at least half say which one it is."""
    named, failed = 0, 0
    for name, checks in rulings[exercise].items():
        if name != "right" and name not in RIGHT_BUT:
            named += list(checks.values()).count(name)
            failed += len(checks)

    assert named >= 0.5 * failed > 0


def main() -> None:
    """Grade all of it and print what did not pass."""
    import msgspec

    from grader import diagnose as diagnoses
    from grader import submit
    from grader.plugin import prepared, session
    from grader.seen import Setting, observe_subject

    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    prepared.MAX_EXAMPLES = EXAMPLES
    found: dict[str, dict[str, dict[str, str]]] = {}

    def answers(exercise: Exercise) -> Iterator[tuple[str, dict[str, Any]]]:
        yield "right", {}
        for name, (of, functions, _) in RIGHT_BUT.items():
            if of == exercise.name:
                yield name, functions
        for one in diagnoses.misconceptions(exercise):
            yield one.diagnosis.name, one.functions

    def body(trials: session.Trials) -> None:
        setting = Setting(ROOT, None, trials, COURSE.seed)  # type: ignore[arg-type]
        for name in EXERCISES:
            exercise = COURSE.find(name)
            assert exercise is not None
            cheap = tuple(check for check in exercise.checks if check.name not in TOO_DEAR)
            exercise = msgspec.structs.replace(exercise, checks=cheap)
            solution = _solution(exercise)
            for key, functions in answers(exercise):
                subject = InPlace(Namespace(SimpleNamespace(**{**solution, **functions})))
                seen = observe_subject(setting, exercise, subject)
                graded = submit.judged(exercise, seen)
                found.setdefault(name, {})[key] = {
                    one.check.name: one.diagnosis.name if one.diagnosis else str(one.ruling)
                    for one in graded.verdicts
                    if one.ruling is not Ruling.PASSED
                }

    session.judging(ROOT, submit.property_files(COURSE), body)
    print(json.dumps(found))


def _solution(exercise: Exercise) -> dict[str, Any]:
    file = ROOT / "solutions" / exercise.week / f"{exercise.name}.py"
    spec = importlib.util.spec_from_file_location(f"solution_{exercise.name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: getattr(module, name) for name in exercise.functions}


if __name__ == "__main__":
    main()
