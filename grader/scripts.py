"""Scripts: each is run once, and judged by what it did and said; texts are only read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from grader import bench, diagnose
from grader.authoring import needs, skew, texts
from grader.authoring.blame import place
from grader.authoring.errors import Stopped
from grader.authoring.student import Evidence, InPlace, Record, as_record
from grader.model import Answer, Exercise, Form, Text
from grader.sandbox.perform import Call, Facts
from grader.sandbox.remote import Gone
from grader.sandbox.traces import Traces
from grader.seen import Seen, Setting, nothing, observe_subject, unreached

BY_SCRIPT = Text(
    "{file} 按脚本评阅：运行一次，看它留下了什么；写成 {functions} 函数的形式可以得到其余的分数",
    "{file} was graded as a script, by what it left behind when run once; the other points are"
    " for the function form: {functions}",
)
BY_TEXT = Text("评阅的是 {file} 里写的内容", "what is written in {file} was graded")
SCRIPT_FAULT = Text(
    "脚本中途停止：{error}。在此之前留下的结果已经评阅",
    "the script stopped on the way: {error}; what it had done before was graded",
)
UNFLUSHED = Text(
    "脚本没有关闭 writer：请调用 close()，否则最后的数据可能丢失",
    "the script left a writer open: call close(), or the last data may be lost",
)
SWITCHED = Text(
    "{file} 照原样运行时不做这一题：第 {line} 行的 {name} 是 0。这里评阅的是打开它之后的副本；"
    "请改成 {name} = 1",
    "{file} runs nothing of it: {name} is 0 in line {line}. A copy with this switched on was"
    " graded; write {name} = 1",
)
MAX_SWITCHES = 8
MAX_FUNCTIONS = 4


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
        """Whether it ended by itself and did or said something about an exercise.

        The numbers of a table are no words: it is for the exercises that accept one.
        """
        ending = self.answer.main.rpartition(".")[2]
        wrong = ending == texts.TABLE and ending not in exercise.accepts
        if wrong or self.ended is not None:
            return False
        return bool(diagnose.oracle(exercise).attempted(self.record))


def scriptable(exercise: Exercise) -> bool:
    """Whether anything but its functions can answer an exercise."""
    return hasattr(diagnose.oracle(exercise), "attempted")


def named(setting: Setting, exercise: Exercise, answer: Answer) -> Script:
    """A script that is named after the exercise, run as it is or with its blocks switched on."""
    script = run_script(setting, exercise, answer)
    if not script.attempts(exercise):
        others = switched_on(setting, exercise, script)
        script = next((one for one in others if one.attempts(exercise)), script)
    return script


def observe_script(setting: Setting, exercise: Exercise, script: Script) -> Seen:
    """Homework checks on what a script did; an exercise that is a text is read from its words."""
    answer = script.answer
    if script.ended is not None:
        outcome, error = script.ended.outcome, script.ended.detail
        return unreached(exercise, answer, answer.form, outcome, error)
    oracle = diagnose.oracle(exercise)
    if hasattr(oracle, "read_text"):
        return _observe_words(setting, exercise, script, oracle)
    seen = observe_subject(setting, exercise, Evidence(script.facts), homework=True)
    notes = (*_notes(exercise, script), *_advice(oracle, script.record))
    return msgspec.structs.replace(seen, form=answer.form, notes=notes, file=answer.main)


def observe_text(setting: Setting, exercise: Exercise, answer: Answer, text: str) -> Seen:
    """Words beside functions that are not written, if they are about the exercise."""
    words_only = msgspec.structs.replace(answer, form=Form.TEXT)
    script = Script(words_only, Facts(traces=Traces(text=text)))
    if text and scriptable(exercise) and script.attempts(exercise):
        return observe_script(setting, exercise, script)
    return nothing(exercise)


def run_script(setting: Setting, exercise: Exercise, answer: Answer) -> Script:
    """Run a file once, by path, in a worker of its own.

    Raises:
        Broken: the sandbox failed.
    """
    if answer.form is Form.TEXT:
        text = texts.decoded(answer.files[answer.main])[: texts.MAX_TEXT]
        return Script(answer, Facts(traces=Traces(text=text)))
    return _script(answer, bench.run_script(setting.sandbox, exercise, answer))


def switched_on(setting: Setting, exercise: Exercise, script: Script) -> Iterator[Script]:
    """The script run again, with each switched-off block turned on by itself, then with all.

    Raises:
        Broken: the sandbox failed.
    """
    off = tuple(script.facts.switches[:MAX_SWITCHES])
    copies = [*((one,) for one in off), *([off] if len(off) > 1 else [])]
    lines = [[line for _, line in switched] for switched in copies]
    runs = bench.run_copies(setting.sandbox, exercise, script.answer, lines)
    for switched, left in zip(copies, runs, strict=True):
        yield _script(script.answer, left, switched)


def _script(
    answer: Answer, left: Facts | Gone, switched: tuple[tuple[str, int], ...] = ()
) -> Script:
    if isinstance(left, Gone):
        return Script(answer, ended=left, switched=switched)
    return Script(answer, left, switched=switched)


def fault_notes(script: Script, sentence: Text) -> tuple[Text, ...]:
    """The exception that ended a script, if any, in a sentence with {file} and {error}."""
    fault = script.facts.fault
    if fault is None or not fault.types:
        return ()
    where = f" ({place(fault)})" if fault.frames else ""
    error = f"{fault.types[0]}: {fault.text}{where}"
    said = sentence.format(file=script.answer.main, error=error)
    return (said, *skew.notes(error), *needs.notes(fault))


def listed(functions: Sequence[str]) -> str:
    """The first few names."""
    more = ", …" if len(functions) > MAX_FUNCTIONS else ""
    return ", ".join(functions[:MAX_FUNCTIONS]) + more


def _observe_words(setting: Setting, exercise: Exercise, script: Script, oracle: Any) -> Seen:
    """Text and variables become the values of functions, in a worker; no student code runs."""
    record = script.record
    text, variables = record.said, record.traces.values if record.traces else {}
    loaded = bench.Bench(setting.sandbox, exercise, script.answer)
    try:
        values = loaded.perform(Call(oracle.read_text, (text, variables))).value
    except Stopped as stopped:
        return unreached(exercise, script.answer, outcome=stopped.outcome, error=stopped.detail)
    finally:
        loaded.close()
    undecided = text if oracle.attempted(record) else ""
    seen = observe_subject(setting, exercise, InPlace(texts.namespace(values, undecided)))
    notes = (*_said_notes(script), *oracle.remarks(**values))
    main = script.answer.main
    return msgspec.structs.replace(seen, form=Form.TEXT, notes=notes, file=main)


def _said_notes(script: Script) -> Iterator[Text]:
    yield BY_TEXT.format(file=script.answer.main)
    yield from _switch_notes(script)


def _switch_notes(script: Script) -> Iterator[Text]:
    for name, at in script.switched:
        file, line = bench.position(script.answer, script.answer.main, at)
        yield SWITCHED.format(file=file, name=name, line=line)


def _notes(exercise: Exercise, script: Script) -> Iterator[Text]:
    if script.answer.form is Form.TEXT:
        yield from _said_notes(script)
        return
    yield BY_SCRIPT.format(file=script.answer.main, functions=listed(exercise.functions))
    yield from _switch_notes(script)
    yield from fault_notes(script, SCRIPT_FAULT)
    if script.facts.unflushed:
        yield UNFLUSHED


def _advice(oracle: Any, record: Record) -> tuple[Text, ...]:
    """What is named and not charged, such as slips of the lesson's own code."""
    return tuple(oracle.advice(record)) if hasattr(oracle, "advice") else ()
