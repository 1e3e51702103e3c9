"""Which files of any name answer an exercise: told by functions they define, and by what they did.

Each is graded in every form in which it answers. What does best counts, and the other files
are named.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec

from grader import contract, observe, scripts, words
from grader.model import Exercise, Form, Outcome, Submission, Text
from grader.scripts import Script
from grader.seen import Seen, Setting, filled

AMBIGUOUS = Text(
    "还有别的文件也像是这一题的答案，没有采用：{files}。可用 --map 文件=练习 指定",
    "other files look like answers to this exercise too and were not taken: {files};"
    " --map FILE=EXERCISE decides",
)
ENDED = Text(
    "{file} 作为脚本运行，没有评阅：{zh}",
    "{file} was run as a script and not graded: {en}",
)
SLOW = Text(
    "要在时限内看到它做了什么，请减少训练的轮数或数据量",
    "fewer epochs or less data let it end in time, for what it does to be seen",
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


class Finder:
    """The files of a submission that are named after no exercise, run when one first asks."""

    def __init__(self, setting: Setting, submission: Submission) -> None:
        self.setting = setting
        self.answers = submission.scripts
        self.runs: list[list[Script]] = []
        self.taken: set[str] = set()

    def find(self, exercise: Exercise) -> Seen | None:
        """The file and form that did best at the exercise, graded; other files named.

        Only where nothing else was done about it, blocks that are switched off are turned on.
        """
        if not self.answers:
            return None
        functions, ran = [*self._functions(exercise)], list[Seen]()
        if scripts.scriptable(exercise):
            ran += self._ran(exercise, self._as_they_are(exercise))
            if not (functions or ran):
                ran += self._ran(exercise, self._switched_on(exercise))
        self.taken.update(one.file for one in [*functions, *ran])
        return _best(exercise, functions, ran) if functions or ran else None

    def notes(self, complete: bool) -> Iterator[Text]:
        """What became of the scripts that answer nothing; `complete` if all exercises asked."""
        idle = []
        for one in self.runs[0] if self.runs else []:
            file = one.answer.main
            faults = scripts.fault_notes(one, FAULT)
            if file in self.taken:
                continue
            if one.ended is not None:
                said = words.OUTCOMES[one.ended.outcome].format(
                    seconds=self.limits.seconds, megabytes=self.limits.megabytes
                )
                yield ENDED.format(file=file, zh=said.zh, en=said.en)
                if one.ended.outcome is Outcome.TIMED_OUT:
                    yield SLOW
            elif not faults and one.answer.form is Form.SCRIPT:
                idle.append(file)
            yield from faults
        if idle and complete:
            yield IDLE.format(files=", ".join(idle))

    def _functions(self, exercise: Exercise) -> Iterator[Seen]:
        definition = contract.definition(exercise.functions)
        for one in self.answers:
            source = one.files[one.main].decode("utf-8", "replace")
            if one.form is Form.SCRIPT and definition.search(source):
                answer = msgspec.structs.replace(one, form=Form.FUNCTIONS, shared=True)
                seen = observe.observe(self.setting, exercise, answer)
                if seen.form is not None:
                    yield seen

    def _ran(self, exercise: Exercise, run: list[Script]) -> Iterator[Seen]:
        for one in run:
            if one.attempts(exercise):
                yield scripts.observe_script(self.setting, exercise, one)

    def _as_they_are(self, exercise: Exercise) -> list[Script]:
        if not self.runs:
            self.limits = exercise
            run = [scripts.run_script(self.setting, exercise, one) for one in self.answers]
            self.runs.append(run)
        return self.runs[0]

    def _switched_on(self, exercise: Exercise) -> list[Script]:
        if len(self.runs) < 2:
            again = (scripts.switched_on(self.setting, exercise, one) for one in self.runs[0])
            self.runs.append([*itertools.chain.from_iterable(again)])
        return self.runs[1]


def _best(exercise: Exercise, functions: list[Seen], ran: list[Seen]) -> Seen:
    """The first of those with the most points, those that wait for a person second.

    Homework for which a file has no function may be done by what a file does or says.
    """
    outcomes = (Outcome.HELD, Outcome.UNDECIDED)

    def rank(seen: Seen) -> tuple[int, ...]:
        return tuple(_points(exercise, seen, outcome) for outcome in outcomes)

    ran = sorted(ran, key=rank, reverse=True)
    graded = []
    for one in functions:
        whole = filled(exercise, one, ran[0]) if ran else one
        graded.append((whole, {one.file} if whole is one else {one.file, ran[0].file}))
    graded += [(one, {one.file}) for one in ran]
    best, used = max(graded, key=lambda pair: rank(pair[0]))
    files = dict.fromkeys(one.file for one in [*functions, *ran] if one.file not in used)
    if not files:
        return best
    note = AMBIGUOUS.format(files=", ".join(files))
    return msgspec.structs.replace(best, notes=(*best.notes, note))


def _points(exercise: Exercise, seen: Seen, outcome: Outcome) -> int:
    pairs = zip(exercise.checks, seen.observations, strict=True)
    return sum(check.points for check, one in pairs if one.outcome is outcome)
