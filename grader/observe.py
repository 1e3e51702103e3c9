"""An answer is run, check by check, and what happened is written down as Observations.

Here the border is crossed: the properties run in this process, the answer in a worker.
Every planned check comes back exactly once, whatever the answer does.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import msgspec

from grader.authoring.blame import observe as observe_error
from grader.authoring.blame import place
from grader.authoring.errors import NotWritten, Stopped, student_error
from grader.authoring.show import show_call, show_example
from grader.authoring.student import (
    Mentions,
    Observed,
    Record,
    Student,
    Subject,
    as_record,
    calls_in,
)
from grader.model import Answer, Check, Exercise, Form, Observation, Outcome, Owner, Text
from grader.plugin import Trials, owner_of
from grader.sandbox import source
from grader.sandbox.faults import Fault
from grader.sandbox.host import Broken, Gone, Limits, Sandbox, Worker
from grader.sandbox.perform import Call, Facts

SYNTAX = Text(
    "{file} 第 {line} 行有语法错误，改正之后才能运行",
    "{file} has a syntax error in line {line}; it can be run once that is mended",
)
ENCODING = Text(
    "{file} 不是 UTF-8 编码（第 {line} 行），请另存为 UTF-8",
    "{file} is not encoded in UTF-8 (line {line}): save it as UTF-8",
)
PARSER = Text(
    "{file} 不能作为 Python 源代码读取（含有 NUL 字节或嵌套过深）",
    "{file} cannot be read as Python source (NUL bytes, or nested too deeply)",
)
BY_SCRIPT = Text(
    "{file} 按脚本评阅：运行一次，看它留下了什么；写成 {functions} 函数的形式可以得到其余的分数",
    "{file} was graded as a script, by what it left behind when run once; the other points are"
    " for the function form: {functions}",
)
SCRIPT_FAULT = Text(
    "脚本中途停止：{error}。在此之前留下的结果已经评阅",
    "the script stopped on the way: {error}; what it had done before was graded",
)
UNFLUSHED = Text(
    "脚本没有关闭 writer：请调用 close()，否则最后的数据可能丢失",
    "the script left a writer open: call close(), or the last data may be lost",
)
AMBIGUOUS = Text(
    "还有别的脚本也像是这一题的答案，没有采用：{files}",
    "other scripts look like answers to this exercise too and were not taken: {files}",
)
PROBLEMS = {"syntax": SYNTAX, "encoding": ENCODING, "parser": PARSER}


class Seen(msgspec.Struct, frozen=True):
    """One exercise of one submission, observed: as many observations as it has checks."""

    form: Form | None
    observations: tuple[Observation, ...]
    calls: tuple[tuple[Observed, ...], ...] = ()
    """For each check the calls that it made."""
    notes: tuple[Text, ...] = ()


class Script(msgspec.Struct, frozen=True):
    """A script that was run: what it left behind, or how it ended."""

    answer: Answer
    facts: Facts = Facts()
    ended: Gone | None = None

    @property
    def record(self) -> Record:
        return as_record(self.facts)


class Setting(msgspec.Struct, frozen=True):
    """What every observation of one grading run shares."""

    root: Path
    sandbox: Sandbox
    trials: Trials
    seed: int


def observe(setting: Setting, exercise: Exercise, answer: Answer | None) -> Seen:
    """Run an answer that was found by its name; a file without functions is run as a script.

    Raises:
        Broken: the sandbox failed.
    """
    if answer is None:
        return nothing(exercise)
    if answer.problem is not None:
        return _unreached(exercise, answer, notes=(answer.problem,))
    bench = _Bench(setting, exercise, answer)
    try:
        facts = bench.read()
        if facts["problem"]:
            return _unparsed(exercise, answer, facts)
        stub = _stub(setting.root, exercise)
        unwritten = source.unwritten(facts, stub)
        if not set(facts["definitions"]) & set(exercise.functions):
            script = run_script(setting, exercise, answer)
            return observe_script(setting, exercise, script)
        if set(unwritten) >= set(exercise.functions):
            return nothing(exercise)
        return _observe_functions(bench, unwritten)
    except Gone as gone:
        return _unreached(exercise, answer, outcome=gone.outcome, error=gone.detail)
    finally:
        bench.close()


def observe_script(
    setting: Setting, exercise: Exercise, script: Script, others: tuple[str, ...] = ()
) -> Seen:
    """Homework checks on what a script left behind; properties need functions."""
    if script.ended is not None:
        outcome, error = script.ended.outcome, script.ended.detail
        return _unreached(exercise, script.answer, Form.SCRIPT, outcome, error)
    if not any(check.homework for check in exercise.checks):
        return nothing(exercise)
    observations, calls = [], []
    for check in exercise.checks:
        student = Student(_Evidence(script.facts), exercise)
        if check.homework:
            observations.append(_try(setting, exercise, check, student))
        else:
            observations.append(_unwritten(check))
        calls.append(tuple(calls_in(student)))
    notes = _script_notes(exercise, script, others)
    return Seen(Form.SCRIPT, tuple(observations), tuple(calls), notes)


def run_script(setting: Setting, exercise: Exercise, answer: Answer) -> Script:
    """Run a file once, by path, in a worker of its own.

    Raises:
        Broken: the sandbox failed.
    """
    worker = setting.sandbox.worker(_limits(exercise))
    try:
        reply = worker.ask({"do": "script", "files": answer.files, "main": answer.main})
        facts = _facts(reply)
        return Script(answer, msgspec.structs.replace(facts, output=worker.take_output()))
    except Gone as gone:
        return Script(answer, ended=gone)
    finally:
        worker.close()


def observe_subject(setting: Setting, exercise: Exercise, subject: Subject) -> Seen:
    """Run all checks for functions of ours, wherever they are."""
    observations, calls = [], []
    for check in exercise.checks:
        student = Student(subject, exercise, seed_of(setting.seed, exercise, check))
        observations.append(_try(setting, exercise, check, student))
        calls.append(tuple(calls_in(student)))
    return Seen(Form.FUNCTIONS, tuple(observations), tuple(calls))


def nothing(exercise: Exercise) -> Seen:
    """Nothing was handed in, or only the stub."""
    return Seen(None, tuple(_unwritten(check) for check in exercise.checks))


class _Bench:
    """A worker with an answer loaded, replaced when it dies: the subject of `student`."""

    def __init__(self, setting: Setting, exercise: Exercise, answer: Answer) -> None:
        self.setting = setting
        self.exercise = exercise
        self.answer = answer
        self.worker = self._worker()
        self.unwritten: list[str] = []
        self.mentions: Mentions = {}

    def close(self) -> None:
        self.worker.close()

    def read(self) -> dict[str, Any]:
        """What the main file says, without running it."""
        content = self.answer.files[self.answer.main]
        request = {"do": "read", "source": content, "name": self.answer.main}
        facts = self.worker.ask({**request, "forbids": self.exercise.forbids})
        self.mentions = facts["mentions"]
        return facts

    def load(self, unwritten: list[str]) -> None:
        """Import the answer; raises what its top level raises, or Gone."""
        self.unwritten = unwritten
        request = {"do": "load", "files": self.answer.files, "main": self.answer.main}
        _facts(self.worker.ask({**request, "unwritten": unwritten}))

    def revive(self) -> None:
        """A fresh worker with the answer loaded, after the last one has died."""
        if not self.worker.alive:
            self.worker = self._worker()
            self.load(self.unwritten)

    def perform(self, call: Call) -> Facts:
        """Perform a call across the border; see `authoring.student.Subject`."""
        self.worker.take_output()
        try:
            facts = _facts(self.worker.ask({"do": "call", **_wanted(call)}))
        except Gone as gone:
            raise Stopped(gone.outcome, gone.detail) from None
        if call.record:
            facts = msgspec.structs.replace(facts, output=self.worker.take_output())
        return facts

    def _worker(self) -> Worker:
        return self.setting.sandbox.worker(_limits(self.exercise))


class _Evidence:
    """The subject of a script: every call is answered with what the script left behind."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def perform(self, call: Call) -> Facts:
        if not (call.log or call.record):
            raise NotWritten(str(call.function))
        return self.facts


def _observe_functions(bench: _Bench, unwritten: list[str]) -> Seen:
    exercise, answer = bench.exercise, bench.answer
    try:
        bench.load(unwritten)
    except (Exception, NotWritten) as error:
        if isinstance(error, (Gone, Broken)):
            raise
        facts = observe_error("", error, owner_of(bench.setting.root))
        return _unreached(exercise, answer, error=facts.error, where=facts.where)
    observations: list[Observation] = []
    calls: list[tuple[Observed, ...]] = []
    for check in exercise.checks:
        if observations and observations[-1].outcome is Outcome.TIMED_OUT:
            # the others would only wait for the same limit again
            observations.append(msgspec.structs.replace(observations[-1], check=check.name))
            calls.append(())
            continue
        bench.revive()
        seed = seed_of(bench.setting.seed, exercise, check)
        student = Student(bench, exercise, seed, bench.mentions)
        observations.append(_try(bench.setting, exercise, check, student))
        calls.append(tuple(calls_in(student)))
    return Seen(Form.FUNCTIONS, tuple(observations), tuple(calls), answer.notes)


def _try(setting: Setting, exercise: Exercise, check: Check, student: Student) -> Observation:
    """Run one check; a fault of ours becomes an observation that blames us."""
    file = setting.root / "exercises" / exercise.week / f"test_{exercise.name}.py"
    trial = setting.trials.find(file, check.name)
    if isinstance(trial, str):
        return Observation(check.name, Outcome.RAISED, Owner.PROPERTY, error=trial)
    result = trial.run(student, seed_of(setting.seed, exercise, check))
    if isinstance(result.error, (KeyboardInterrupt, Broken)):
        raise result.error
    observation = observe_error(check.name, result.error, owner_of(setting.root))
    example = "" if result.error is None else show_example(result.example) or _last_call(student)
    return msgspec.structs.replace(observation, counterexample=example, seconds=result.seconds)


def seed_of(seed: int, exercise: Exercise, check: Check) -> int:
    """A check's own seed: drawing for one check does not move another's."""
    return zlib.crc32(f"{seed} {exercise.key} {check.name}".encode())


def _last_call(student: Student) -> str:
    calls = calls_in(student)
    if not calls or not isinstance(calls[-1].call.function, str):
        return ""
    call = calls[-1].call
    return show_call(call.function, call.args, call.kwargs)


def _facts(reply: dict[str, Any]) -> Facts:
    """The facts of a reply; raises NotWritten or a StudentError for a fault.

    Raises:
        Gone: the reply is not what a worker of ours sends.
    """
    try:
        if "fault" in reply:
            fault = msgspec.convert(reply["fault"], Fault)
        else:
            return msgspec.convert(reply.get("facts", {}), Facts)
    except msgspec.ValidationError as error:
        raise Gone(Outcome.DIED, f"wire: {error}") from None
    if not fault.types:
        raise Gone(Outcome.DIED, "wire: a fault without a type")
    if fault.unwritten:
        raise NotWritten(fault.text)
    raise student_error(fault)


def _wanted(call: Call) -> dict[str, Any]:
    return {name: getattr(call, name) for name in call.__struct_fields__}


def _stub(root: Path, exercise: Exercise) -> dict[str, Any]:
    file = root / "exercises" / exercise.week / f"{exercise.name}.py"
    return source.read(file.read_bytes(), file.name)


def _limits(exercise: Exercise) -> Limits:
    return Limits(seconds=exercise.seconds, megabytes=exercise.megabytes)


def _unwritten(check: Check) -> Observation:
    return Observation(check.name, Outcome.UNREACHED, unwritten=True)


def _unreached(
    exercise: Exercise,
    answer: Answer,
    form: Form | None = None,
    outcome: Outcome = Outcome.UNREACHED,
    error: str = "",
    where: str = "",
    notes: tuple[Text, ...] = (),
) -> Seen:
    observations = tuple(
        Observation(check.name, outcome, error=error, where=where, notes=notes)
        for check in exercise.checks
    )
    return Seen(form or answer.form, observations, notes=answer.notes)


def _unparsed(exercise: Exercise, answer: Answer, facts: dict[str, Any]) -> Seen:
    problem = facts["problem"]
    line, message = problem["line"], str(problem["message"])
    note = PROBLEMS[problem["kind"]].format(file=answer.main, line=line)
    error = f"SyntaxError: {message}"
    where = f"{answer.main}:{line}" if line else answer.main
    return _unreached(exercise, answer, error=error, where=where, notes=(note,))


def _script_notes(exercise: Exercise, script: Script, others: tuple[str, ...]) -> tuple[Text, ...]:
    functions = ", ".join(exercise.functions)
    notes = [BY_SCRIPT.format(file=script.answer.main, functions=functions)]
    fault = script.facts.fault
    if fault is not None and fault.types:
        error = f"{fault.types[0]}: {fault.text} ({place(fault)})"
        notes.append(SCRIPT_FAULT.format(error=error))
    if script.facts.unflushed:
        notes.append(UNFLUSHED)
    if others:
        notes.append(AMBIGUOUS.format(files=", ".join(others)))
    return tuple(notes)
