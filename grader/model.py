"""The nouns: what every other room of the grader takes and gives.

All are frozen and know neither torch nor pytest. An Observation holds facts, a
Verdict adds judgement, a Report adds them up; sentences are made in `render`. Those of which
a class has hundreds of thousands are none of the garbage collector's business (`gc=False`):
nothing frozen can refer to itself.
"""

from __future__ import annotations

import enum
from datetime import datetime
from pathlib import PurePosixPath

from msgspec import Struct


class Text(Struct, frozen=True):
    """One sentence for people, in both languages of the course."""

    zh: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en

    def format(self, **values: object) -> Text:
        """Fill both languages' `{placeholders}` with the same values."""
        return Text(self.zh.format(**values), self.en.format(**values))


class Check(Struct, frozen=True):
    """One claim about an exercise; worth points when it holds.

    A homework check rests on evidence that a plain script leaves behind too;
    any other check calls the functions of the contract.
    """

    name: str
    points: int
    claim: Text
    homework: bool = False


class Exercise(Struct, frozen=True):
    """One exercise of the course, as its folders and its week.toml describe it."""

    week: str
    name: str
    title: Text
    functions: tuple[str, ...]
    """Public functions and classes of the stub: the contract."""
    checks: tuple[Check, ...]
    hints: tuple[Text, ...] = ()
    forbids: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    """Endings of text files that may answer in place of the functions: "md", "csv"."""
    script: int = 60
    """Percent of the points that a script can earn, where there is homework in it."""
    seconds: int = 10
    """Limit of CPU time for one submission's worker, in seconds."""
    megabytes: int = 1024
    """Limit of memory beyond the warm process's own, in MiB."""

    @property
    def key(self) -> str:
        return f"{self.week}/{self.name}"

    @property
    def test(self) -> str:
        """The property file, from the root of the course."""
        return f"exercises/{self.week}/test_{self.name}.py"

    @property
    def points(self) -> int:
        return sum(check.points for check in self.checks)


class Week(Struct, frozen=True):
    """One week of the course: its exercises in the order of week.toml."""

    name: str
    title: Text
    points: int
    exercises: tuple[Exercise, ...]


class Form(enum.StrEnum):
    """How an answer was written."""

    FUNCTIONS = "functions"
    SCRIPT = "script"
    TEXT = "text"


class Answer(Struct, frozen=True):
    """What a student hands in for one exercise: bytes, never yet run.

    `files` maps relative paths to contents; `main` is the one that answers,
    the others are helpers and small data that lie beside it. `problem` says why
    the main file cannot be run at all (too large, a link, not readable). `instead` answers
    where the main file is still the stub.
    """

    form: Form
    main: str
    files: dict[str, bytes]
    shared: bool = False
    """A file of any name, which leaves what it does not define to other files."""
    problem: Text | None = None
    notes: tuple[Text, ...] = ()
    instead: Answer | None = None


class Submission(Struct, frozen=True):
    """One student's folder: at most one answer for each exercise key."""

    student: str
    answers: dict[str, Answer]
    scripts: tuple[Answer, ...] = ()
    """Files whose name does not tell which exercise they answer."""
    notes: tuple[Text, ...] = ()


class Outcome(enum.StrEnum):
    """What happened when a check ran."""

    HELD = "held"
    BROKE = "broke"
    RAISED = "raised"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    DIED = "died"
    REFUSED = "refused"
    UNREACHED = "unreached"
    UNDECIDED = "undecided"
    """A text that no rule can judge."""


class Owner(enum.StrEnum):
    """Whose code an outcome is blamed on."""

    SUBMISSION = "submission"
    PROPERTY = "property"
    ORACLE = "oracle"
    GRADER = "grader"


class Ruling(enum.StrEnum):
    """What an outcome means for the points."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_STARTED = "not_started"
    UNGRADED = "ungraded"


class Curve(Struct, frozen=True):
    """One line of a chart, as points (x, y): what the code drew, or what it should have."""

    name: str
    points: tuple[tuple[float, float], ...]
    wanted: bool = False


class Chart(Struct, frozen=True, tag="chart"):
    """Curves that are looked at together; those of a histogram are `stepped`."""

    curves: tuple[Curve, ...]
    stepped: bool = False


class Pictures(Struct, frozen=True, tag="pictures"):
    """Two pictures side by side, PNG files that the grader itself wrote.

    What differs is framed in the first; either is empty where there is nothing to compare with.
    """

    got: bytes
    want: bytes = b""
    name: str = ""
    """Of what is shown, where several are shown."""


class Observation(Struct, frozen=True, gc=False):
    """The facts of one check: no opinion, no formatting.

    `counterexample`, `got`, `want`, `where` and `error` are notation rather
    than prose and so the same in both languages; sentences stand in `notes`.
    """

    check: str
    outcome: Outcome
    owner: Owner = Owner.SUBMISSION
    unwritten: bool = False
    """The code under test is missing or still the stub."""
    counterexample: str = ""
    got: str = ""
    want: str = ""
    where: str = ""
    error: str = ""
    notes: tuple[Text, ...] = ()
    seconds: float = 0.0
    evidence: tuple[Chart | Pictures, ...] = ()
    """What people would rather look at than read."""


class Diagnosis(Struct, frozen=True):
    """The one misconception that gives what the student's code gave."""

    name: str
    says: Text
    hint: Text


class Verdict(Struct, frozen=True, gc=False):
    """The central noun: one check, its ruling, its evidence."""

    check: Check
    ruling: Ruling
    observation: Observation
    diagnosis: Diagnosis | None = None

    @property
    def reason(self) -> str | None:
        """Why points are withheld: a "person" has to read a text, or the "course" is at fault."""
        if self.ruling is not Ruling.UNGRADED:
            return None
        return "person" if self.observation.outcome is Outcome.UNDECIDED else "course"


class Score(Struct, frozen=True):
    """Points: earned + withheld <= possible. Withheld ones wait for staff."""

    earned: int
    possible: int
    withheld: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.earned + other.earned,
            self.possible + other.possible,
            self.withheld + other.withheld,
        )


class Layer(Struct, frozen=True):
    """One layer of the isolation and whether it is active here.

    `needs` says what is missing where it could be active but is not.
    """

    name: str
    active: bool
    stops: Text
    needs: Text | None = None


class Isolation(Struct, frozen=True):
    """How student code was kept away from everything else.

    `tier` is "A" (namespaces, bubblewrap), "B" (Landlock and seccomp), "process"
    (no confinement: trusted code only) or "none" (too little is there, nothing is graded).
    """

    tier: str
    layers: tuple[Layer, ...]


class Graded(Struct, frozen=True):
    """One exercise of one submission: its verdicts and their sum."""

    exercise: Exercise
    form: Form | None
    verdicts: tuple[Verdict, ...]
    score: Score
    notes: tuple[Text, ...] = ()
    file: str = ""
    """The file that answers, relative to the student's folder."""
    line: int = 0
    """Where its first function stands; 0 in a notebook, a script or a text."""

    @property
    def in_place(self) -> bool:
        """Whether pytest finds this answer: functions or a table named after the exercise."""
        words = self.form is Form.TEXT and not self.exercise.accepts
        named = not self.file or PurePosixPath(self.file).stem == self.exercise.name
        return named and not words and self.form is not Form.SCRIPT


class Clock(enum.StrEnum):
    """What told when a submission was handed in."""

    GIT = "git"
    ARCHIVE = "archive"
    ROSTER = "roster"
    NOW = "now"


class HandedIn(Struct, frozen=True):
    """When a submission was handed in, with a time zone, and what told."""

    at: datetime
    told_by: Clock


class Attempts(enum.StrEnum):
    """Which of a student's attempts counts."""

    BEST = "best"
    LAST = "last"


class Policy(Struct, frozen=True):
    """What the course makes of the time when something was handed in."""

    deadlines: dict[str, datetime] = {}
    """By week, with time zones."""
    percent_per_day: int = 0
    """Of the points earned, for each day begun after the deadline."""
    grace_hours: float = 0
    cap_percent: int = 100
    """No more than this is taken off."""
    attempts: Attempts = Attempts.BEST


class Mark(Struct, frozen=True):
    """A week's points, and what the policy leaves of them."""

    week: str
    raw: Score
    days_late: int
    percent: int
    """Taken off."""
    adjusted: float


class Report(Struct, frozen=True):
    """Everything that is said about one submission."""

    student: str
    seed: int
    versions: dict[str, str]
    isolation: Isolation
    exercises: tuple[Graded, ...]
    score: Score
    notes: tuple[Text, ...] = ()
    handed_in: HandedIn | None = None
    marks: tuple[Mark, ...] = ()
    """Of the weeks that have a deadline."""


class Line(Struct, frozen=True):
    """A student in a class: points by week, or the reason why there are none."""

    student: str
    handed_in: HandedIn
    weeks: dict[str, Score]
    problem: Text | None = None
    ours: bool = False
    """Something of it could not be graded, and the grader or the course is at fault."""
    counted: dict[str, Mark] = {}
    """By week: of the attempt that counts."""
