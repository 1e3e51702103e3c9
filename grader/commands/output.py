"""Reports in the formats that were asked for, each to a file or to standard output."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from grader import words
from grader.commands.choices import Say
from grader.commands.exits import Refusal
from grader.model import Report


class Output(NamedTuple):
    """One format, and where it goes: a file, or standard output."""

    name: str
    file: Path | None


def add_format(command: argparse.ArgumentParser, say: Say) -> None:
    """The option that names formats, and `--json` for one of them."""
    from grader.render.formats import FORMATS

    names = ", ".join(FORMATS)

    def chosen(word: str) -> Output:
        name, equals, file = word.partition("=")
        if name not in FORMATS or (equals and not file):
            raise argparse.ArgumentTypeError(say(words.UNKNOWN_FORMAT.format(names=names)))
        return Output(name, Path(file).absolute() if file else None)

    command.add_argument(
        "--format",
        action="append",
        type=chosen,
        default=[],
        dest="outputs",
        metavar="NAME[=FILE]",
        help=say(words.HELP_FORMAT.format(names=names)),
    )
    command.add_argument(
        "--json",
        action="append_const",
        const=Output("json", None),
        dest="outputs",
        help=say(words.HELP_JSON),
    )


def refuse_unwritable(outputs: Sequence[Output]) -> None:
    """Find out before anything is graded.

    Raises:
        Refusal: two formats want standard output, a file cannot be, or a format lacks something.
    """
    from grader.render.formats import missing

    if sum(output.file is None for output in outputs) > 1:
        raise Refusal(words.ONE_ON_STDOUT)
    for name, file in outputs:
        if variables := missing(name, os.environ):
            raise Refusal(words.FORMAT_NEEDS.format(name=name, variables=", ".join(variables)))
        if file:
            refuse_no_file(file)


def refuse_no_file(file: Path) -> None:
    """Before anything is graded.

    Raises:
        Refusal: nothing can be written there.
    """
    if not file.parent.is_dir() or (file.exists() and not file.is_file()):
        raise Refusal(words.NOT_A_FILE.format(file=file))


def write(report: Report, outputs: Sequence[Output], lang: str) -> None:
    """Each format to its place; the terminal's to standard output if none was asked for.

    Raises:
        Refusal: a file could not be written; what was there before is still there.
    """
    from grader.render.formats import FORMATS

    for name, file in outputs or [Output("terminal", None)]:
        text = FORMATS[name](report, lang)
        if file is None:
            sys.stdout.write(text)
        else:
            write_file(file, text.encode())


def write_file(file: Path, content: bytes) -> None:
    """A file whole or not at all.

    Raises:
        Refusal: it could not be written.
    """
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(file)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Refusal(words.NOT_WRITTEN.format(file=file, error=error.strerror)) from None
