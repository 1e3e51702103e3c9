"""The command `grader`: reads the command line, calls a door, prints, sets the exit code.

Data go to stdout and talk goes to stderr. Heavy imports wait until a command needs them.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from grader import catalogue, words
from grader.model import Exercise, Report, Ruling, Submission, Text

GRADED, BELOW, USAGE, OUR_FAULT, INTERRUPTED = 0, 1, 2, 3, 130


class Refusal(Exception):
    """A command that cannot be carried out as asked; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Failure(Refusal):
    """The grader itself failed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code (docs/json.md lists them)."""
    words_of_command = list(sys.argv[1:] if arguments is None else arguments)
    lang = _language(words_of_command)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    own = words.ARGPARSE_ZH if lang == "zh" else {}
    # argparse asks this name for every text of its own
    argparse._ = lambda text: own.get(text, text)  # type: ignore[attr-defined]
    options = _parser(lang).parse_args(words_of_command, argparse.Namespace(course=None))
    try:
        command: Callable[[argparse.Namespace, str], int] = options.command
        return command(options, lang)
    except (Refusal, catalogue.CourseError) as error:
        _say(error.text[lang])
        return OUR_FAULT if isinstance(error, (Failure, catalogue.CourseError)) else USAGE
    except KeyboardInterrupt:
        _say(words.INTERRUPTED[lang])
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of stdout has gone; Python would complain again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GRADED


def _language(arguments: Sequence[str]) -> str:
    """`--lang`, else the locale's."""
    for at, word in enumerate(arguments):
        name, _, value = word.partition("=")
        if name == "--lang":
            chosen = value or (arguments[at + 1] if at + 1 < len(arguments) else "")
            return chosen if chosen in {"zh", "en"} else "zh"
    return words.language(os.environ)


def _submit(options: argparse.Namespace, lang: str) -> int:
    from grader import intake
    from grader.render import json, terminal

    course = _course(options)
    exercises = _chosen(course, options.exercise)
    try:
        submission = intake.read(Path(options.folder), course, options.student)
    except intake.Unreadable as error:
        raise Refusal(error.text) from None
    report = _graded(course, submission, exercises, options, lang)
    sys.stdout.write(json.render(report) if options.json else terminal.render(report, lang))
    return exit_code(report, options.fail_under)


def _graded(
    course: catalogue.Course,
    submission: Submission,
    exercises: tuple[Exercise, ...],
    options: argparse.Namespace,
    lang: str,
) -> Report:
    from grader.sandbox.host import Sandbox

    seed = course.seed if options.seed is None else options.seed
    reports: list[Report] = []
    # the zygote imports torch while this process does the same
    with _sandbox_errors(), Sandbox(options.isolation, course.root) as sandbox:
        with _progress(lang) as progress:
            from grader.submit import grade_all

            grade_all(course, sandbox, [submission], exercises, seed, reports.append, progress)
    return reports[0]


@contextlib.contextmanager
def _sandbox_errors() -> Iterator[None]:
    from grader.sandbox.host import Unavailable
    from grader.sandbox.remote import Broken

    try:
        yield
    except Unavailable as error:
        raise Refusal(error.text) from None
    except Broken as error:
        raise Failure(words.BROKEN_SANDBOX.format(error=error)) from None


def exit_code(report: Report, fail_under: float | None) -> int:
    """3 if a check is ungraded, else 1 below `fail_under` percent, else 0."""
    rulings = {verdict.ruling for one in report.exercises for verdict in one.verdicts}
    if Ruling.UNGRADED in rulings:
        return OUR_FAULT
    share = 100 * report.score.earned / max(1, report.score.possible)
    return BELOW if fail_under is not None and share < fail_under else GRADED


def _list(options: argparse.Namespace, lang: str) -> int:
    course = _course(options)
    for week in course.weeks:
        points = words.POINTS_ALONE[lang].format(points=week.points)
        print(f"{week.name}  {week.title[lang]}  ({points})")
        for exercise in week.exercises:
            points = words.POINTS_ALONE[lang].format(points=exercise.points)
            print(f"  {exercise.name:<24}  {exercise.title[lang]}  ({points})")
    return GRADED


def _hint(options: argparse.Namespace, lang: str) -> int:
    (exercise,) = _chosen(_course(options), [options.name])
    hints = exercise.hints
    number = min(max(1, options.number), max(1, len(hints)))
    if not hints:
        print(words.NO_HINT[lang].format(name=exercise.name))
        return GRADED
    print(
        words.HINT_NUMBER[lang].format(
            number=number, count=len(hints), hint=hints[number - 1][lang]
        )
    )
    if number < len(hints):
        print(words.NEXT_HINT[lang].format(command=f"grader hint {exercise.name} {number + 1}"))
    return GRADED


def _doctor(options: argparse.Namespace, lang: str) -> int:
    from grader.sandbox.host import Sandbox

    course = _course(options)
    exercises = _chosen(course, options.exercise)
    with _sandbox_errors(), Sandbox(options.isolation, course.root) as sandbox:
        with _progress(lang) as progress:
            from grader import doctor

            findings = doctor.examine(course, sandbox, exercises, options.seeds, progress)
    for exercise in exercises:
        found = [finding for finding in findings if finding.exercise == exercise.key]
        ill = words.FINDINGS[lang].format(count=len(found))
        print(f"{exercise.key:<36}  {ill if found else words.HEALTHY[lang]}")
    for finding in findings:
        print(f"- {finding.text[lang]}")
    return BELOW if findings else GRADED


def _sandbox(options: argparse.Namespace, lang: str) -> int:
    from grader.render import json, terminal
    from grader.sandbox.host import Sandbox, Unavailable

    lacking = None
    with _sandbox_errors():
        try:
            with Sandbox() as sandbox:
                isolation = sandbox.isolation
        except Unavailable as error:
            isolation, lacking = error.isolation, error.text
    sys.stdout.write(
        json.render_isolation(isolation)
        if options.json
        else terminal.render_isolation(isolation, lang)
    )
    if lacking:
        raise Refusal(lacking)
    return GRADED


def _course(options: argparse.Namespace) -> catalogue.Course:
    start = Path(options.course) if options.course else Path.cwd()
    beside = Path(__file__).resolve().parent.parent
    root = catalogue.find_root(start) or (None if options.course else catalogue.find_root(beside))
    if root is None:
        raise Refusal(words.NO_COURSE.format(place=start))
    return catalogue.load(root)


def _chosen(course: catalogue.Course, names: Sequence[str] | None) -> tuple[Exercise, ...]:
    """The exercises of these names, or all, in the order of the course."""
    if not names:
        return course.exercises
    found = set()
    for name in names:
        exercise = course.find(name)
        if exercise is None:
            known = [word for one in course.exercises for word in (one.name, one.key)]
            close = difflib.get_close_matches(name, known, n=1)
            guess = close[0] if close else ", ".join(one.key for one in course.exercises)
            raise Refusal(words.NO_EXERCISE.format(name=name, guess=guess))
        found.add(exercise.key)
    return tuple(exercise for exercise in course.exercises if exercise.key in found)


@contextlib.contextmanager
def _progress(lang: str) -> Iterator[Callable[[int, int, str], None]]:
    """A line on a terminal that says what is being graded; nothing anywhere else.

    Libraries swallow a Ctrl-C that comes while they are imported: it is raised again here.
    """
    shown = sys.stderr.isatty()
    interrupted = threading.Event()

    def interrupt(*_: object) -> None:
        interrupted.set()
        raise KeyboardInterrupt

    def show(done: int, planned: int, name: str) -> None:
        if interrupted.is_set():
            raise KeyboardInterrupt
        if shown:
            line = words.PROGRESS[lang].format(done=done + 1, planned=planned, name=name)
            sys.stderr.write(f"\r\x1b[2K{line}")
            sys.stderr.flush()

    if shown:
        sys.stderr.write(words.STARTING[lang])
        sys.stderr.flush()
    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield show
    finally:
        signal.signal(signal.SIGINT, before)
        if shown:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()


def _say(line: str) -> None:
    print(f"grader: {line}", file=sys.stderr)


def _parser(lang: str) -> argparse.ArgumentParser:
    def say(text: Text) -> str:
        return text[lang].replace("%", "%%")

    # before the command or after it: the second parser must not undo what the first has read
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--lang", choices=("zh", "en"), help=say(words.HELP_LANG))
    common.add_argument("--course", metavar="DIR", help=say(words.HELP_COURSE))
    parser = argparse.ArgumentParser("grader", description=say(words.HELP_GRADER), parents=[common])
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, does: Text, run: Callable[..., int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=say(does), description=say(does), parents=[common])
        added.set_defaults(command=run)
        return added

    submit = command("submit", words.HELP_SUBMIT, _submit)
    submit.add_argument("folder", metavar="DIR", help=say(words.HELP_FOLDER))
    submit.add_argument(
        "--exercise", action="append", metavar="NAME", help=say(words.HELP_EXERCISE)
    )
    submit.add_argument("--student", metavar="ID", help=say(words.HELP_STUDENT))
    submit.add_argument("--seed", type=int, help=say(words.HELP_SEED))
    submit.add_argument("--json", action="store_true", help=say(words.HELP_JSON))
    submit.add_argument(
        "--fail-under", type=_percent, metavar="PERCENT", help=say(words.HELP_FAIL_UNDER)
    )
    _add_isolation(submit, say(words.HELP_ISOLATION))
    doctor = command("doctor", words.HELP_DOCTOR, _doctor)
    doctor.add_argument(
        "--exercise", action="append", metavar="NAME", help=say(words.HELP_EXERCISE)
    )
    doctor.add_argument("--seeds", type=int, default=5, help=say(words.HELP_SEEDS))
    _add_isolation(doctor, say(words.HELP_ISOLATION))
    command("list", words.HELP_LIST, _list)
    sandbox = command("sandbox", words.HELP_SANDBOX, _sandbox)
    sandbox.add_argument("--json", action="store_true", help=say(words.HELP_SANDBOX_JSON))
    hint = command("hint", words.HELP_HINT, _hint)
    hint.add_argument("name", metavar="NAME", help=say(words.HELP_EXERCISE))
    hint.add_argument("number", nargs="?", type=int, default=1, help=say(words.HELP_HINT_NUMBER))
    return parser


def _add_isolation(command: argparse.ArgumentParser, text: str) -> None:
    """The tiers can be forced by name, which only tests need."""
    names = ("full", "process", "A", "B")
    command.add_argument(
        "--isolation", default="full", choices=names, metavar="{full,process}", help=text
    )


def _percent(word: str) -> float:
    value = float(word)
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError("0 … 100")
    return value


def _version() -> str:
    from importlib import metadata

    return f"grader {metadata.version('pytorch-grader')}"


if __name__ == "__main__":
    sys.exit(main())
