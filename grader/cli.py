"""The command `grader`: reads the command line, calls a command, sets the exit code.

Data go to stdout and talk goes to stderr. Heavy imports wait until a command needs them.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import sys
from collections.abc import Callable, Sequence

from grader import catalogue, words
from grader.commands import (
    batch,
    diff,
    doctor,
    gradescope,
    handout,
    hint,
    list,
    next,
    report,
    reset,
    sandbox,
    similar,
    submit,
    watch,
)
from grader.commands.exits import GRADED, INTERRUPTED, OUR_FAULT, USAGE, Failure, Refusal, tell
from grader.model import Text

COMMANDS = (
    submit,
    batch,
    diff,
    report,
    list,
    next,
    watch,
    hint,
    reset,
    handout,
    similar,
    gradescope,
    doctor,
    sandbox,
)


NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Where there is none for the gradebook or for a file, that has been said before."""


def program() -> None:
    """The command as a process, which ends at once: Python would take a second to put torch away.

    Nor does it always end with the exit code: where a Ctrl-C has met some library's `exec`, Python
    ends by SIGINT in the end, whatever was made of the exception.
    """
    code = main()
    with contextlib.suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code (docs/json.md lists them)."""
    words_of_command = [*(sys.argv[1:] if arguments is None else arguments)]
    lang = _language(words_of_command)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    own = words.ARGPARSE_ZH if lang == "zh" else {}
    # argparse asks this name for every text of its own
    argparse._ = lambda text: own.get(text, text)  # type: ignore[attr-defined]
    options = _parser(lang).parse_args(words_of_command, argparse.Namespace(course=None))
    try:
        run: Callable[[argparse.Namespace, str], int] = options.run
        try:
            return run(options, lang)
        finally:
            sys.stdout.flush()
    except (Refusal, catalogue.CourseError) as error:
        tell(error.text[lang])
        return OUR_FAULT if isinstance(error, (Failure, catalogue.CourseError)) else USAGE
    except KeyboardInterrupt:
        tell(words.INTERRUPTED[lang])
        return INTERRUPTED
    except BrokenPipeError:
        # the reader of stdout has gone; Python would complain again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GRADED
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        tell(words.NOT_PRINTED[lang].format(error=error.strerror))
        return OUR_FAULT


def _language(arguments: Sequence[str]) -> str:
    """`--lang`, else the locale's."""
    for at, word in enumerate(arguments):
        name, _, value = word.partition("=")
        if name == "--lang":
            chosen = value or (arguments[at + 1] if at + 1 < len(arguments) else "")
            return chosen if chosen in {"zh", "en"} else "zh"
    return words.language(os.environ)


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

    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        command = commands.add_parser(
            name, help=say(module.HELP), description=say(module.HELP), parents=[common]
        )
        module.add_arguments(command, say)
        command.set_defaults(run=module.run)
    return parser


def _version() -> str:
    from importlib import metadata

    return f"grader {metadata.version('pytorch-grader')}"


if __name__ == "__main__":
    program()
