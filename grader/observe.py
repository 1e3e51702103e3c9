"""An answer that was found by its name is run, check by check: functions, a script or a text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from grader import bench, catalogue, notebook, scripts
from grader.authoring.blame import SYNTAX, owner_of
from grader.authoring.blame import observe as observe_error
from grader.authoring.errors import NotWritten
from grader.authoring.student import Observed, Student, calls_in
from grader.model import Answer, Exercise, Form, Observation, Outcome, Text
from grader.sandbox import source
from grader.sandbox.remote import KILLED, Gone
from grader.seen import (
    Seen,
    Setting,
    filled,
    lacks_homework,
    nothing,
    seed_of,
    try_check,
    unreached,
)

ENCODING = Text(
    "{file} 不是 UTF-8 编码（第 {line} 行），请另存为 UTF-8",
    "{file} is not encoded in UTF-8 (line {line}): save it as UTF-8",
)
PARSER = Text(
    "{file} 不能作为 Python 源代码读取（含有 NUL 字节或嵌套过深）",
    "{file} cannot be read as Python source (NUL bytes, or nested too deeply)",
)
STOPPED = Text(
    "{file} 载入时中途停止：{error}。在此之前定义的函数已经评阅",
    "{file} stopped on the way while it was loaded: {error}; the functions defined before were"
    " graded",
)
CODE_FIRST = Text(
    "{code} 写了函数，评阅的是函数；没有看 {file}",
    "the functions in {code} are written and were graded; {file} was not looked at",
)
MISNAMED = Text(
    "{file} 里定义的是 {found}，没有 {functions}：名称与模板一致，评阅时才找得到",
    "{file} defines {found} and none of {functions}: grading finds them by their names in the stub",
)
PROBLEMS = {"syntax": SYNTAX, "encoding": ENCODING, "parser": PARSER}


def observe(setting: Setting, exercise: Exercise, answer: Answer | None) -> Seen:
    """Observe an answer that was found by its name, or what was handed in in its place.

    Where a worker was killed, and not by a limit, it all begins once more: code that does it
    to itself does it again, and the machine hardly ever.

    Raises:
        Broken: the sandbox failed.
    """
    if answer is None:
        return nothing(exercise)
    if answer.problem is not None:
        seen = unreached(exercise, answer, notes=(answer.problem,))
    elif answer.form is Form.TEXT:
        script = scripts.named(setting, exercise, answer)
        seen = scripts.observe_script(setting, exercise, script)
    else:
        seen = _observe_code(setting, exercise, answer)
    if answer.instead is None:
        return seen
    if seen.form is None:
        return observe(setting, exercise, answer.instead)
    note = CODE_FIRST.format(code=answer.main, file=answer.instead.main)
    return msgspec.structs.replace(seen, notes=(*seen.notes, note))


def _observe_code(setting: Setting, exercise: Exercise, answer: Answer) -> Seen:
    """Run a Python file; one without functions of the contract is run as a script."""
    loaded = bench.Bench(setting.sandbox, exercise, answer)
    try:
        seen = _observe_on(setting, loaded)
        if seen.form is Form.FUNCTIONS and any(one.error == KILLED for one in seen.observations):
            loaded.renew()
            seen = _observe_on(setting, loaded)
    finally:
        loaded.close()
    return msgspec.structs.replace(seen, cpu=loaded.cpu, memory=loaded.memory)


def _observe_on(setting: Setting, loaded: bench.Bench) -> Seen:
    exercise, answer = loaded.exercise, loaded.answer
    try:
        facts = loaded.read()
        stub = _stub(setting.root, exercise)
        unwritten = source.unwritten(facts, stub)
        if facts["problem"]:
            # a stub may be broken on purpose: as handed out it is no attempt
            return nothing(exercise) if unwritten else _unparsed(exercise, answer, facts)
        if answer.shared:
            unwritten = [
                name
                for name in exercise.functions
                if name in unwritten or not _fits(facts, stub, name)
            ]
        elif not any(_fits(facts, stub, name) for name in exercise.functions):
            defined = set(facts["definitions"]) & set(exercise.functions)
            scriptable = scripts.scriptable(exercise)
            as_script = msgspec.structs.replace(answer, form=Form.SCRIPT)
            script = scripts.named(setting, exercise, as_script) if scriptable else None
            if script and script.attempts(exercise):
                return scripts.observe_script(setting, exercise, script)
            if not defined:
                seen = (
                    scripts.observe_script(setting, exercise, script)
                    if script
                    else nothing(exercise)
                )
                notes = (*seen.notes, *_misnamed(exercise, answer, facts))
                return msgspec.structs.replace(seen, notes=notes)
        seen = nothing(exercise)
        if not set(unwritten) >= set(exercise.functions):
            seen = _observe_functions(setting, loaded, unwritten)
            seen = msgspec.structs.replace(seen, line=_first_line(exercise, answer, facts))
        if answer.shared or not lacks_homework(exercise, seen):
            return seen
        text = _added(facts["text"], stub["text"])
        return filled(exercise, seen, scripts.observe_text(setting, exercise, answer, text))
    except Gone as gone:
        return unreached(exercise, answer, outcome=gone.outcome, error=gone.detail)


def _observe_functions(setting: Setting, loaded: bench.Bench, unwritten: list[str]) -> Seen:
    exercise, answer = loaded.exercise, loaded.answer
    try:
        left = loaded.load(unwritten)
    except (Exception, NotWritten) as error:
        if isinstance(error, Gone):
            raise
        facts = observe_error("", error, owner_of(setting.root))
        starved = facts.outcome is Outcome.OUT_OF_MEMORY
        outcome = facts.outcome if starved else Outcome.UNREACHED
        return unreached(exercise, answer, None, outcome, facts.error, facts.where)
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
        observations.append(try_check(setting, exercise, check, student))
        calls.append(tuple(calls_in(student)))
    notes = (*answer.notes, *scripts.fault_notes(scripts.Script(answer, left), STOPPED))
    return Seen(Form.FUNCTIONS, tuple(observations), tuple(calls), notes, answer.main)


def _fits(facts: dict[str, Any], stub: dict[str, Any], name: str) -> bool:
    """Whether a definition has half of the contract's parameters, at least, by their names."""
    wanted = set(stub["parameters"][name])
    found = facts["parameters"].get(name)
    if found is None:
        return False
    return "*" in found or 2 * len(wanted & set(found)) >= len(wanted)


def _misnamed(exercise: Exercise, answer: Answer, facts: dict[str, Any]) -> Iterator[Text]:
    """What the file defines in place of the contract."""
    if found := [name for name in facts["definitions"] if not name.startswith("_")]:
        yield MISNAMED.format(
            file=answer.main,
            found=scripts.listed(found),
            functions=scripts.listed(exercise.functions),
        )


def _first_line(exercise: Exercise, answer: Answer, facts: dict[str, Any]) -> int:
    """Where the contract begins; a notebook's lines are those of no file."""
    lines = [line for name, line in facts["lines"].items() if name in exercise.functions]
    return 0 if answer.main.endswith(notebook.SUFFIX) else min(lines, default=0)


def _stub(root: Path, exercise: Exercise) -> dict[str, Any]:
    file = catalogue.stub(root, exercise.week, exercise.name)
    return source.read(file.read_bytes(), file.name)


def _added(text: str, handed_out: str) -> str:
    """What was written into the comments and docstrings of a stub."""
    known = set(handed_out.splitlines())
    return "\n".join(line for line in text.splitlines() if line not in known)


def _unparsed(exercise: Exercise, answer: Answer, facts: dict[str, Any]) -> Seen:
    problem = facts["problem"]
    file, line = bench.position(answer, answer.main, problem["line"])
    note = PROBLEMS[problem["kind"]].format(file=file, line=line)
    error = f"SyntaxError: {problem['message']}"
    where = f"{file}:{line}" if line else file
    return unreached(exercise, answer, error=error, where=where, notes=(note,))
