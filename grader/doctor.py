"""The course checks itself: its tests must pass what is right and fail what is wrong.

Every stub scores nothing, every solution everything under several seeds, every known wrong
answer fails exactly what it names, every misconception is recognised as itself, and what a
machine makes up ("return None") earns nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec

from grader import anatomy, limits, observe
from grader.anatomy import Finding
from grader.authoring.errors import student_error
from grader.authoring.student import InPlace
from grader.catalogue import Course
from grader.diagnose import misconceptions
from grader.model import Answer, Check, Exercise, Form, Graded, Ruling, Text
from grader.plugin.session import Trials, judging
from grader.sandbox.faults import Fault
from grader.sandbox.host import Sandbox
from grader.sandbox.perform import Call, Facts, Namespace
from grader.seen import Seen, Setting, observe_subject
from grader.submit import judged, pace, property_files

STUB = Text(
    "{file}：模板应当全部“未开始”，但有：{checks}",
    "{file}: a stub must be not started throughout, but: {checks}",
)
NOT_FULL = Text(
    "{file}（种子 {seed}）没有满分：{checks}",
    "{file} (seed {seed}) does not score full marks: {checks}",
)
WRONG = Text(
    "{file} 应当恰好在 {wanted} 失败，实际为：{checks}",
    "{file} must fail exactly {wanted}, but: {checks}",
)
MADE_UP = Text(
    "{exercise}：“{body}”不应得分，但有：{checks}",
    "{exercise}: '{body}' must earn nothing, but: {checks}",
)
TOO_TIGHT = Text(
    "{file}：用去 {spent:.1f} 秒 CPU 时间，时限应当至少是它的 {factor} 倍。"
    "请在 week.toml 中写 seconds = {needed}",
    "{file}: takes {spent:.1f} s of CPU time, of which the limit must be {factor} times at least."
    " Write seconds = {needed} in week.toml",
)
BROKEN = Text(
    "{file}：检查中途出错，这是 grader 或课程的错误：{error}",
    "{file}: the examination stopped, through a fault of the grader or the course: {error}",
)
TOO_SMALL = Text(
    "{file}：用去 {spent} MB 内存，上限应当至少是它的 {factor} 倍。"
    "请在 week.toml 中写 megabytes = {needed}",
    "{file}: takes {spent} MB of memory, of which the limit must be {factor} times at least."
    " Write megabytes = {needed} in week.toml",
)
UNRECOGNISED = Text(
    "{file}：误解 {name} 没有被认出来：{checks}",
    "{file}: the misconception {name} is not recognised: {checks}",
)

MADE_UP_BODIES = (
    "return None",
    "return next(iter((*args, *kwargs.values())), None)",
    "raise RuntimeError('x')",
)


def examine(
    course: Course,
    sandbox: Sandbox,
    exercises: Iterable[Exercise],
    seeds: int,
) -> list[Finding]:
    """What running the tests of some exercises shows to be wrong; empty if all is well.

    Raises:
        sandbox.host.Broken: the sandbox failed.
    """
    findings: list[Finding] = []

    def body(trials: Trials) -> None:
        for exercise in exercises:
            ward = _Ward(course, sandbox, trials, pace(exercise, sandbox))
            findings.extend(Finding(exercise.key, text) for text in ward.examine(seeds))

    judging(course.root, property_files(course), body)
    return findings


class _Ward:
    """One exercise under examination."""

    def __init__(
        self, course: Course, sandbox: Sandbox, trials: Trials, exercise: Exercise
    ) -> None:
        self.course = course
        self.sandbox = sandbox
        self.trials = trials
        self.exercise = exercise

    def examine(self, seeds: int) -> Iterator[Text]:
        try:
            yield from self._examine(seeds)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
            yield BROKEN.format(file=self.short(self.place("exercises")), error=said)

    def _examine(self, seeds: int) -> Iterator[Text]:
        yield from self.stub()
        yield from self.solution(seeds)
        for file in anatomy.known(self.course, "right", self.exercise):
            yield from self.full_marks(file, self.course.seed)
        for file in anatomy.known(self.course, "wrong", self.exercise):
            yield from self.wrong(file)
        for body in MADE_UP_BODIES:
            yield from self.made_up(body)
        yield from self.misconceptions()

    def stub(self) -> Iterator[Text]:
        file = self.place("exercises")
        graded = self.grade(file.read_bytes(), self.course.seed)
        if odd := _rulings(graded, besides=Ruling.NOT_STARTED):
            yield STUB.format(file=self.short(file), checks=odd)

    def solution(self, seeds: int) -> Iterator[Text]:
        file = self.place("solutions")
        if file.is_file():
            for seed in range(self.course.seed, self.course.seed + seeds):
                yield from self.full_marks(file, seed)

    def full_marks(self, file: Path, seed: int) -> Iterator[Text]:
        seen = self.run(file.read_bytes(), seed)
        if odd := _rulings(judged(self.exercise, seen), besides=Ruling.PASSED):
            yield NOT_FULL.format(file=self.short(file), seed=seed, checks=odd)
        enough = limits.derived(self.exercise, seen)
        if enough.seconds > self.exercise.seconds:
            needed = math.ceil(enough.seconds / self.sandbox.slowness)
            yield TOO_TIGHT.format(
                file=self.short(file), spent=seen.cpu, factor=limits.SLOWER, needed=needed
            )
        if enough.megabytes > self.exercise.megabytes:
            yield TOO_SMALL.format(
                file=self.short(file),
                spent=math.ceil(seen.memory / (1 << 20)),
                factor=limits.LARGER,
                needed=enough.megabytes,
            )

    def wrong(self, file: Path) -> Iterator[Text]:
        graded = self.grade(file.read_bytes(), self.course.seed)
        wanted = list(anatomy.fails(file))
        failed = [v.check.name for v in graded.verdicts if v.ruling is Ruling.FAILED]
        others = {v.ruling for v in graded.verdicts if v.check.name not in wanted}
        if set(failed) != set(wanted) or others - {Ruling.PASSED}:
            checks = _rulings(graded, besides=Ruling.PASSED) or "-"
            yield WRONG.format(file=self.short(file), wanted=", ".join(wanted), checks=checks)

    def made_up(self, body: str) -> Iterator[Text]:
        graded = self.grade(
            _made_up(self.exercise, self.place("exercises"), body), self.course.seed
        )
        if odd := _rulings(graded, besides=Ruling.FAILED):
            yield MADE_UP.format(exercise=self.exercise.key, body=body, checks=odd)

    def misconceptions(self) -> Iterator[Text]:
        """Each, put in the solution's place, must fail something and be named for it."""
        solution = self._solution()
        calling = self._calling(solution)
        for one in misconceptions(self.exercise):
            namespace = SimpleNamespace(**{**solution, **one.functions})
            calls = tuple(c for c in self.exercise.checks if calling(c.name) & {*one.functions})
            graded = self.diagnosed(namespace, calls, one.diagnosis.name)
            named = _named(graded)
            if one.diagnosis.name not in named:
                checks = _rulings(graded, besides=Ruling.PASSED) or "-"
                found = ", ".join(named)
                yield UNRECOGNISED.format(
                    file=self.short(self.place("reference")),
                    name=one.diagnosis.name,
                    checks=f"{checks} {found}".strip(),
                )

    def setting(self, seed: int, shrink: bool = False) -> Setting:
        """Mostly rulings are asked for, not counterexamples: no failure need be shrunk."""
        return Setting(self.course.root, self.sandbox, self.trials, seed, shrink)

    def grade(self, source: bytes, seed: int) -> Graded:
        """Without diagnoses, which would take as long again: rulings are asked for."""
        return judged(self.exercise, msgspec.structs.replace(self.run(source, seed), calls=()))

    def run(self, source: bytes, seed: int) -> Seen:
        main = f"{self.exercise.name}.py"
        answer = Answer(Form.FUNCTIONS, main, {main: source})
        return observe.observe(self.setting(seed), self.exercise, answer)

    def diagnosed(self, namespace: object, checks: tuple[Check, ...], name: str) -> Graded:
        """Grade functions of ours in this process, until they are told to be that misconception.

        No later check could change that: it fits all of its own calls, the others fewer.
        """
        # small calls tell misconceptions apart: here failures are shrunk
        setting = self.setting(self.course.seed, shrink=True)
        seen = Seen(Form.FUNCTIONS, ())
        graded = judged(msgspec.structs.replace(self.exercise, checks=()), seen)
        for place, check in enumerate(checks):
            _, more = self._played(setting, namespace, (check,))
            seen = Seen(seen.form, seen.observations + more.observations, seen.calls + more.calls)
            tried = msgspec.structs.replace(self.exercise, checks=checks[: place + 1])
            graded = judged(tried, seen)
            if name in _named(graded):
                break
        return graded

    def _played(
        self, setting: Setting, namespace: object, checks: tuple[Check, ...]
    ) -> tuple[Exercise, Seen]:
        exercise = msgspec.structs.replace(self.exercise, checks=checks)
        subject = _Played(Namespace(namespace))
        return exercise, observe_subject(setting, exercise, subject)

    def _calling(self, solution: dict[str, object]) -> Callable[[str], set[str]]:
        """For a check, which functions of the contract it calls; a probe may call all."""
        setting = self.setting(self.course.seed)
        exercise, seen = self._played(setting, SimpleNamespace(**solution), self.exercise.checks)
        called = {
            check.name: {name for one in calls for name in self._functions(one.call)}
            for check, calls in zip(exercise.checks, seen.calls, strict=True)
        }
        return called.__getitem__

    def _functions(self, call: Call) -> Iterable[str]:
        return [call.function] if isinstance(call.function, str) else self.exercise.functions

    def place(self, kind: str) -> Path:
        return self.course.root / kind / self.exercise.week / f"{self.exercise.name}.py"

    def short(self, file: Path) -> str:
        return file.relative_to(self.course.root).as_posix()

    def _solution(self) -> dict[str, object]:
        file = self.place("solutions")
        if not file.is_file():
            return {}
        space: dict[str, object] = {"__name__": "solution"}
        exec(compile(file.read_bytes(), str(file), "exec"), space)
        return {name: space[name] for name in self.exercise.functions if name in space}


class _Played(InPlace):
    """Functions of ours in a student's part: what they raise is the student's, not ours."""

    def perform(self, call: Call) -> Facts:
        try:
            return super().perform(call)
        except Exception as error:
            kinds = [kind.__name__ for kind in type(error).__mro__]
            raise student_error(Fault(kinds, str(error))) from None


def _named(graded: Graded) -> list[str]:
    """The misconceptions behind the failures."""
    return [verdict.diagnosis.name for verdict in graded.verdicts if verdict.diagnosis]


def _rulings(graded: Graded, besides: Ruling) -> str:
    """The checks that were ruled otherwise, each with its ruling and the reason."""
    odd = [verdict for verdict in graded.verdicts if verdict.ruling is not besides]
    return "; ".join(
        f"{one.check.name} {one.ruling}"
        + (
            f" ({one.observation.error or one.observation.got})"[:200]
            if one.observation.error or one.observation.got
            else ""
        )
        for one in odd
    )


def _made_up(exercise: Exercise, stub: Path, body: str) -> bytes:
    """A file in which every function of the contract has the same body, and every class too."""
    import ast

    lines = []
    for node in ast.parse(stub.read_bytes()).body:
        if isinstance(node, ast.ClassDef) and node.name in exercise.functions:
            lines += [
                f"class {node.name}:",
                "    def __init__(self, *args, **kwargs): pass",
                "    def __getattr__(self, name): return self",
                f"    def __call__(self, *args, **kwargs): {body}",
            ]
        elif isinstance(node, ast.FunctionDef) and node.name in exercise.functions:
            lines.append(f"def {node.name}(*args, **kwargs): {body}")
    return "\n".join(lines).encode() + b"\n"
