"""An answer is run, check by check, and what happened is written down as Observations.

Every planned check comes back exactly once, whatever the answer does.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader import bench, diagnose, notebook
from grader.authoring import needs, skew, texts
from grader.authoring.blame import SYNTAX, place
from grader.authoring.blame import observe as observe_error
from grader.authoring.errors import NotWritten, Stopped
from grader.authoring.show import show_input
from grader.authoring.student import (
    InPlace,
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
from grader.sandbox.host import Sandbox
from grader.sandbox.perform import Call, Facts
from grader.sandbox.remote import KILLED, Broken, Gone

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
    "还有别的脚本也像是这一题的答案，没有采用：{files}。可用 --map 文件=练习 指定",
    "other scripts look like answers to this exercise too and were not taken: {files};"
    " --map FILE=EXERCISE decides",
)
SWITCHED = Text(
    "{file} 照原样运行时不做这一题：第 {line} 行的 {name} 是 0。这里评阅的是打开它之后的副本；"
    "请改成 {name} = 1",
    "{file} runs nothing of it: {name} is 0 in line {line}. A copy with this switched on was"
    " graded; write {name} = 1",
)
BY_TEXT = Text("评阅的是 {file} 里的表格", "the table in {file} was graded")
CODE_FIRST = Text(
    "{code} 写了函数，评阅的是函数；没有看 {file}",
    "the functions in {code} are written and were graded; {file} was not looked at",
)
MAX_ERROR = 2_000
MAX_SWITCHES = 8
PROBLEMS = {"syntax": SYNTAX, "encoding": ENCODING, "parser": PARSER}


class Seen(msgspec.Struct, frozen=True):
    """One exercise of one submission, observed: as many observations as it has checks."""

    form: Form | None
    observations: tuple[Observation, ...]
    calls: tuple[tuple[Observed, ...], ...] = ()
    """For each check the calls that it made."""
    notes: tuple[Text, ...] = ()
    file: str = ""
    line: int = 0
    """Where the first function of the contract stands in `file`."""
    cpu: float = 0.0
    """CPU seconds that functions took in the worker."""


class Script(msgspec.Struct, frozen=True):
    """A script that was run: what it left behind, or how it ended."""

    answer: Answer
    facts: Facts = Facts()
    ended: Gone | None = None
    switched: tuple[tuple[str, int], ...] = ()
    """Names that are 0 in the file and were 1 in the copy that ran, with lines."""

    @property
    def record(self) -> Record:
        return as_record(self.facts)

    def attempts(self, exercise: Exercise) -> bool:
        """Whether it ended by itself and did something about an exercise."""
        return self.ended is None and bool(diagnose.oracle(exercise).attempted(self.record))


class Setting(msgspec.Struct, frozen=True):
    """What every observation of one grading run shares."""

    root: Path
    sandbox: Sandbox
    trials: Trials
    seed: int
    shrink: bool = True


def observe(setting: Setting, exercise: Exercise, answer: Answer | None) -> Seen:
    """Observe an answer that was found by its name, or what was handed in in its place.

    Where a worker was killed, and not by a limit, it all begins once more: code that does it
    to itself does it again, and the machine hardly ever.

    Raises:
        Broken: the sandbox failed.
    """
    if answer is None:
        return nothing(exercise)
    if answer.form is Form.TEXT:
        return _observe_text(setting, exercise, answer)
    seen = _observe_code(setting, exercise, answer)
    if answer.instead is None:
        return seen
    if seen.form is None:
        return _observe_text(setting, exercise, answer.instead)
    note = CODE_FIRST.format(code=answer.main, file=answer.instead.main)
    return msgspec.structs.replace(seen, notes=(*seen.notes, note))


def _observe_code(setting: Setting, exercise: Exercise, answer: Answer) -> Seen:
    """Run a Python file; one without functions of the contract is run as a script."""
    if answer.problem is not None:
        return _unreached(exercise, answer, notes=(answer.problem,))
    loaded = bench.Bench(setting.sandbox, exercise, answer)
    try:
        seen = _observe_on(setting, loaded)
        if seen.form is Form.FUNCTIONS and any(one.error == KILLED for one in seen.observations):
            loaded.renew()
            seen = _observe_on(setting, loaded)
    finally:
        loaded.close()
    return msgspec.structs.replace(seen, cpu=loaded.cpu)


def _observe_on(setting: Setting, loaded: bench.Bench) -> Seen:
    exercise, answer = loaded.exercise, loaded.answer
    try:
        facts = loaded.read()
        unwritten = source.unwritten(facts, _stub(setting.root, exercise))
        if facts["problem"]:
            # a stub may be broken on purpose: as handed out it is no attempt
            return nothing(exercise) if unwritten else _unparsed(exercise, answer, facts)
        if not set(facts["definitions"]) & set(exercise.functions):
            if answer.shared:
                return nothing(exercise)
            return _observe_named_script(setting, exercise, answer)
        if set(unwritten) >= set(exercise.functions):
            return nothing(exercise)
        seen = _observe_functions(setting, loaded, unwritten)
        return msgspec.structs.replace(seen, line=_first_line(exercise, answer, facts))
    except Gone as gone:
        return _unreached(exercise, answer, outcome=gone.outcome, error=gone.detail)


def _observe_text(setting: Setting, exercise: Exercise, answer: Answer) -> Seen:
    """The text becomes the values of the functions, in a worker; no code of a student runs."""
    if answer.problem is not None:
        return _unreached(exercise, answer, notes=(answer.problem,))
    oracle = diagnose.oracle(exercise)
    text = texts.decoded(answer.files[answer.main])
    loaded = bench.Bench(setting.sandbox, exercise, answer)
    try:
        values = loaded.perform(Call(oracle.read_text, (text,))).value
    except Stopped as stopped:
        return _unreached(exercise, answer, outcome=stopped.outcome, error=stopped.detail)
    finally:
        loaded.close()
    seen = observe_subject(setting, exercise, InPlace(texts.namespace(values)))
    notes = (BY_TEXT.format(file=answer.main), *oracle.remarks(**values))
    return msgspec.structs.replace(seen, form=Form.TEXT, notes=notes, file=answer.main)


def observe_script(
    setting: Setting, exercise: Exercise, script: Script, others: tuple[str, ...] = ()
) -> Seen:
    """Homework checks on what a script left behind; properties need functions."""
    if script.ended is not None:
        outcome, error = script.ended.outcome, script.ended.detail
        return _unreached(exercise, script.answer, Form.SCRIPT, outcome, error)
    observations, calls = [], []
    for check in exercise.checks:
        student = Student(bench.Evidence(script.facts), exercise)
        if check.homework:
            observation = _try(setting, exercise, check, student)
            # nobody called a function of the contract: there is no input to be shown
            observations.append(msgspec.structs.replace(observation, counterexample=""))
        else:
            observations.append(_unwritten(check))
        calls.append(tuple(calls_in(student)))
    notes = _script_notes(exercise, script, others)
    return Seen(Form.SCRIPT, tuple(observations), tuple(calls), notes, script.answer.main)


def run_script(
    setting: Setting,
    exercise: Exercise,
    answer: Answer,
    switched: tuple[tuple[str, int], ...] = (),
) -> Script:
    """Run a file once, by path, in a worker of its own; `switched` blocks are turned on.

    Raises:
        Broken: the sandbox failed.
    """
    lines = [line for _, line in switched]
    left = bench.run_script(setting.sandbox, exercise, answer, lines)
    if isinstance(left, Gone):
        return Script(answer, ended=left, switched=switched)
    return Script(answer, left, switched=switched)


def switched_on(setting: Setting, exercise: Exercise, script: Script) -> Iterator[Script]:
    """The script run again, with each switched-off block turned on by itself, then with all.

    Raises:
        Broken: the sandbox failed.
    """
    off = tuple(script.facts.switches[:MAX_SWITCHES])
    for switched in [*((one,) for one in off), *([off] if len(off) > 1 else [])]:
        yield run_script(setting, exercise, script.answer, switched)


def _observe_named_script(setting: Setting, exercise: Exercise, answer: Answer) -> Seen:
    if not any(check.homework for check in exercise.checks):
        return nothing(exercise)
    script = run_script(setting, exercise, answer)
    if not script.attempts(exercise):
        others = switched_on(setting, exercise, script)
        script = next((one for one in others if one.attempts(exercise)), script)
    return observe_script(setting, exercise, script)


def observe_subject(setting: Setting, exercise: Exercise, subject: Subject) -> Seen:
    """Run all checks for functions of ours, wherever they are."""
    observations, calls = [], []
    for check in exercise.checks:
        student = Student(subject, exercise, seed_of(setting.seed, exercise, check))
        observations.append(_try(setting, exercise, check, student))
        calls.append(tuple(calls_in(student)))
    return Seen(Form.FUNCTIONS, tuple(observations), tuple(calls))


def our_fault(exercise: Exercise, error: BaseException) -> Seen:
    """The grader itself failed at this exercise: every check of it is ungraded."""
    said = f"{type(error).__name__}: {error}"[:MAX_ERROR]
    observations = tuple(
        Observation(check.name, Outcome.RAISED, Owner.GRADER, error=said)
        for check in exercise.checks
    )
    return Seen(None, observations)


def nothing(exercise: Exercise) -> Seen:
    """Nothing was handed in, or only the stub."""
    return Seen(None, tuple(_unwritten(check) for check in exercise.checks))


def _observe_functions(setting: Setting, loaded: bench.Bench, unwritten: list[str]) -> Seen:
    exercise, answer = loaded.exercise, loaded.answer
    try:
        loaded.load(unwritten)
    except (Exception, NotWritten) as error:
        if isinstance(error, Gone):
            raise
        facts = observe_error("", error, owner_of(setting.root))
        return _unreached(exercise, answer, error=facts.error, where=facts.where)
    observations: list[Observation] = []
    calls: list[tuple[Observed, ...]] = []
    for check in exercise.checks:
        if observations and observations[-1].outcome is Outcome.TIMED_OUT:
            # the others would only wait for the same limit again
            observations.append(msgspec.structs.replace(observations[-1], check=check.name))
            calls.append(())
            continue
        loaded.revive()
        seed = seed_of(setting.seed, exercise, check)
        student = Student(loaded, exercise, seed, loaded.mentions)
        observations.append(_try(setting, exercise, check, student))
        calls.append(tuple(calls_in(student)))
    return Seen(Form.FUNCTIONS, tuple(observations), tuple(calls), answer.notes, answer.main)


def _try(setting: Setting, exercise: Exercise, check: Check, student: Student) -> Observation:
    """Run one check; a fault of ours becomes an observation that blames us."""
    file = setting.root / "exercises" / exercise.week / f"test_{exercise.name}.py"
    trial = setting.trials.find(file, check.name)
    if isinstance(trial, str):
        return Observation(check.name, Outcome.RAISED, Owner.PROPERTY, error=trial)
    seed = seed_of(setting.seed, exercise, check)
    result = trial.run(student, seed, setting.shrink)
    if isinstance(result.error, (KeyboardInterrupt, Broken)):
        raise result.error
    observation = observe_error(check.name, result.error, owner_of(setting.root))
    example = "" if result.error is None else show_input(result.example, calls_in(student))
    return msgspec.structs.replace(observation, counterexample=example, seconds=result.seconds)


def seed_of(seed: int, exercise: Exercise, check: Check) -> int:
    """A check's own seed: drawing for one check does not move another's."""
    return zlib.crc32(f"{seed} {exercise.key} {check.name}".encode())


def _first_line(exercise: Exercise, answer: Answer, facts: dict[str, Any]) -> int:
    """Where the contract begins; a notebook's lines are those of no file."""
    lines = [line for name, line in facts["lines"].items() if name in exercise.functions]
    return 0 if answer.main.endswith(notebook.SUFFIX) else min(lines, default=0)


def _stub(root: Path, exercise: Exercise) -> dict[str, Any]:
    file = root / "exercises" / exercise.week / f"{exercise.name}.py"
    return source.read(file.read_bytes(), file.name)


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
    return Seen(form or answer.form, observations, notes=answer.notes, file=answer.main)


def _unparsed(exercise: Exercise, answer: Answer, facts: dict[str, Any]) -> Seen:
    problem = facts["problem"]
    file, line = bench.position(answer, answer.main, problem["line"])
    note = PROBLEMS[problem["kind"]].format(file=file, line=line)
    error = f"SyntaxError: {problem['message']}"
    where = f"{file}:{line}" if line else file
    return _unreached(exercise, answer, error=error, where=where, notes=(note,))


def _script_notes(exercise: Exercise, script: Script, others: tuple[str, ...]) -> tuple[Text, ...]:
    functions = ", ".join(exercise.functions)
    notes = [BY_SCRIPT.format(file=script.answer.main, functions=functions)]
    for name, at in script.switched:
        file, line = bench.position(script.answer, script.answer.main, at)
        notes.append(SWITCHED.format(file=file, name=name, line=line))
    notes += fault_notes(script, SCRIPT_FAULT)
    if script.facts.unflushed:
        notes.append(UNFLUSHED)
    if others:
        notes.append(AMBIGUOUS.format(files=", ".join(others)))
    return tuple(notes)


def fault_notes(script: Script, sentence: Text) -> tuple[Text, ...]:
    """The exception that ended a script, if any, in a sentence with {file} and {error}."""
    fault = script.facts.fault
    if fault is None or not fault.types:
        return ()
    where = f" ({place(fault)})" if fault.frames else ""
    error = f"{fault.types[0]}: {fault.text}{where}"
    said = sentence.format(file=script.answer.main, error=error)
    return (said, *skew.notes(error), *needs.notes(fault))
