"""Scripts: each is run once, and judged by what it did and said; texts are only read.

A script that an exercise is not named after is found by what it did. Where several fit, the
one that does best on the homework checks is graded and the others are named.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec

from grader import bench, diagnose, words
from grader.authoring import needs, skew, texts
from grader.authoring.blame import place
from grader.authoring.errors import Stopped
from grader.authoring.student import Evidence, InPlace, Record, as_record
from grader.model import Answer, Exercise, Form, Outcome, Submission, Text
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
ENDED = Text(
    "{file} 作为脚本运行，没有评阅：{zh}",
    "{file} was run as a script and not graded: {en}",
)
FAULT = Text(
    "{file} 作为脚本运行时停止，没有做到任何一题：{error}",
    "{file} stopped while it ran as a script, before it did anything about an exercise: {error}",
)
IDLE = Text(
    "这些文件作为脚本运行过，没有做到任何一题：{files}。如果其中有答案，可用 --map 文件=练习 指定",
    "these files were run as scripts and did nothing about any exercise: {files}. If one of them"
    " is an answer, --map FILE=EXERCISE says to which",
)
MAX_SWITCHES = 8


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
        """Whether it ended by itself and did or said something about an exercise."""
        return self.ended is None and bool(diagnose.oracle(exercise).attempted(self.record))


class Scripts:
    """A submission's scripts, run when an exercise first asks for them."""

    def __init__(self, setting: Setting, submission: Submission) -> None:
        self.setting = setting
        self.answers = submission.scripts
        self.runs: list[list[Script]] = []
        self.taken: set[str] = set()

    def find(self, exercise: Exercise) -> Seen | None:
        """The script that did best at the exercise, graded; the others named.

        Only where none did anything about it, blocks that are switched off are turned on.
        """
        if not (self.answers and scriptable(exercise)):
            return None
        for run in (self._as_they_are, self._switched_on):
            found = [one for one in run(exercise) if one.attempts(exercise)]
            if found:
                files = dict.fromkeys(one.answer.main for one in found)
                self.taken.update(files)
                return self._best(exercise, found, files)
        return None

    def notes(self, complete: bool) -> Iterator[Text]:
        """What became of the scripts that answer nothing; `complete` if all exercises asked."""
        idle = []
        for one in self.runs[0] if self.runs else []:
            file = one.answer.main
            faults = fault_notes(one, FAULT)
            if file in self.taken:
                continue
            if one.ended is not None:
                said = words.OUTCOMES[one.ended.outcome].format(
                    seconds=self.limits.seconds, megabytes=self.limits.megabytes
                )
                yield ENDED.format(file=file, zh=said.zh, en=said.en)
            elif not faults and one.answer.form is Form.SCRIPT:
                idle.append(file)
            yield from faults
        if idle and complete:
            yield IDLE.format(files=", ".join(idle))

    def _best(self, exercise: Exercise, found: list[Script], files: dict[str, None]) -> Seen:
        """The first of those with the most points, those that wait for a person second."""
        seen = [observe_script(self.setting, exercise, one) for one in found]
        outcomes = (Outcome.HELD, Outcome.UNDECIDED)

        def rank(number: int) -> tuple[int, ...]:
            points = [_points(exercise, seen[number], outcome) for outcome in outcomes]
            return (*points, -number)

        best = max(range(len(seen)), key=rank)
        others = [file for file in files if file != found[best].answer.main]
        if not others:
            return seen[best]
        note = AMBIGUOUS.format(files=", ".join(others))
        return msgspec.structs.replace(seen[best], notes=(*seen[best].notes, note))

    def _as_they_are(self, exercise: Exercise) -> list[Script]:
        if not self.runs:
            self.limits = exercise
            self.runs.append([run_script(self.setting, exercise, one) for one in self.answers])
        return self.runs[0]

    def _switched_on(self, exercise: Exercise) -> list[Script]:
        if len(self.runs) < 2:
            again = (switched_on(self.setting, exercise, one) for one in self.runs[0])
            self.runs.append([*itertools.chain.from_iterable(again)])
        return self.runs[1]


def scriptable(exercise: Exercise) -> bool:
    """Whether anything but its functions can answer an exercise."""
    return hasattr(diagnose.oracle(exercise), "attempted")


def observe_named(setting: Setting, exercise: Exercise, answer: Answer) -> Seen:
    """A script that is named after the exercise, as it is or with its blocks switched on."""
    script = run_script(setting, exercise, answer)
    if not script.attempts(exercise):
        others = switched_on(setting, exercise, script)
        script = next((one for one in others if one.attempts(exercise)), script)
    return observe_script(setting, exercise, script)


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


def _observe_words(setting: Setting, exercise: Exercise, script: Script, oracle: Any) -> Seen:
    """The text becomes the values of the functions, in a worker; no code of a student runs."""
    text = script.record.said
    loaded = bench.Bench(setting.sandbox, exercise, script.answer)
    try:
        values = loaded.perform(Call(oracle.read_text, (text,))).value
    except Stopped as stopped:
        return unreached(exercise, script.answer, outcome=stopped.outcome, error=stopped.detail)
    finally:
        loaded.close()
    undecided = text if oracle.attempted(script.record) else ""
    seen = observe_subject(setting, exercise, InPlace(texts.namespace(values, undecided)))
    notes = (*_said_notes(script), *oracle.remarks(**values))
    main = script.answer.main
    return msgspec.structs.replace(seen, form=Form.TEXT, notes=notes, file=main)


def _points(exercise: Exercise, seen: Seen, outcome: Outcome) -> int:
    pairs = zip(exercise.checks, seen.observations, strict=True)
    return sum(check.points for check, one in pairs if one.outcome is outcome)


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
    functions = ", ".join(exercise.functions)
    yield BY_SCRIPT.format(file=script.answer.main, functions=functions)
    yield from _switch_notes(script)
    yield from fault_notes(script, SCRIPT_FAULT)
    if script.facts.unflushed:
        yield UNFLUSHED


def _advice(oracle: Any, record: Record) -> tuple[Text, ...]:
    """What is named and not charged, such as slips of the lesson's own code."""
    return tuple(oracle.advice(record)) if hasattr(oracle, "advice") else ()
