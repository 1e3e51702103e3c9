"""`grader sandbox`: the layers of isolation on this machine."""

from __future__ import annotations

import argparse
import sys

from grader import words
from grader.commands import choices
from grader.commands.exits import GRADED, Refusal, sandbox_errors

HELP = words.HELP_SANDBOX


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """For people or for machines."""
    command.add_argument("--json", action="store_true", help=say(words.HELP_SANDBOX_JSON))


def run(options: argparse.Namespace, lang: str) -> int:
    from grader.render import json, terminal
    from grader.sandbox.host import Sandbox, Unavailable

    lacking = None
    with sandbox_errors():
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
