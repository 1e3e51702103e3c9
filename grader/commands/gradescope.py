"""`grader gradescope`: the zip that Gradescope takes, with setup.sh and run_autograder."""

from __future__ import annotations

import argparse
import io
import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path

from grader import catalogue, words
from grader.commands import choices, output
from grader.commands.exits import GRADED, Refusal
from grader.render.gradescope import VISIBILITIES

HELP = words.HELP_GRADESCOPE
PROGRAM = ("pyproject.toml", "README.md", "LICENSE", "grader")
COURSE = ("course.toml", "exercises", "reference", "solutions")

SETUP = """#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image.
set -euo pipefail
root=$(cd "$(dirname "$0")" && pwd)
if [ ! -d "$root/source" ]; then root=$(dirname "$root"); fi

apt-get update -qq
apt-get install -y -qq bubblewrap libseccomp2
for version in 3.13 3.12 3.11; do
  if apt-get install -y -qq "python$version" "python$version-venv"; then break; fi
done
"python$version" -m venv "$root/venv"
"$root/venv/bin/pip" install --quiet --editable "$root/source/course"
"""

RUN = """#!/usr/bin/env bash
# Gradescope runs this for each submission.
set -uo pipefail
root=$(cd "$(dirname "$0")" && pwd)
python="$root/venv/bin/python"
results="$root/results/results.json"

student=$("$python" - "$root/submission_metadata.json" <<'END'
import json, sys
print(", ".join(user["email"] for user in json.load(open(sys.argv[1], encoding="utf-8"))["users"]))
END
)
said=$("$python" -m grader.cli submit "$root/submission" --course "$root/source/course" \\
  --student "${{student:-student}}" --format {format}="$results" {options} 2>&1)
code=$?
printf '%s\\n' "$said"
# a submission that cannot be read gets a sentence; a fault of ours leaves no result: staff see it
if [ "$code" = 2 ]; then
  "$python" -c 'import json, sys; print(json.dumps({{"score": 0, "output": sys.argv[1]}}))' \\
    "$said" > "$results"
fi
"""


def add_arguments(command: argparse.ArgumentParser, say: choices.Say) -> None:
    """Where the zip goes, which exercises it grades, and when students see results."""
    command.add_argument("zip", metavar="OUT.zip", help=say(words.HELP_GRADESCOPE_ZIP))
    choices.add_exercise(command, say)
    command.add_argument(
        "--visibility",
        choices=VISIBILITIES,
        default=VISIBILITIES[0],
        help=say(words.HELP_VISIBILITY),
    )


def run(options: argparse.Namespace, lang: str) -> int:
    file = Path(options.zip).absolute()
    output.refuse_unwritable([output.Output("gradescope", file)])
    course = choices.course(options)
    names = [one.key for one in choices.exercises(course, options.exercise)]
    chosen = names if options.exercise else []
    output.write_file(file, _zip(course, _script(options.visibility, chosen, lang)))
    print(file)
    return GRADED


def _script(visibility: str, exercises: list[str], lang: str) -> str:
    form = "gradescope" if visibility == VISIBILITIES[0] else f"gradescope:{visibility}"
    words_ = ["--lang", lang, *(word for name in exercises for word in ("--exercise", name))]
    return RUN.format(format=form, options=shlex.join(words_))


def _zip(course: catalogue.Course, script: str) -> bytes:
    """The zip's bytes, the same for the same course."""
    program = Path(__file__).resolve().parents[2]
    if not (program / PROGRAM[0]).is_file():
        raise Refusal(words.NO_SOURCE.format(place=program))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("setup.sh", SETUP), ("run_autograder", script)):
            _add(archive, name, text.encode(), 0o755)
        for root, tops in ((program, PROGRAM), (course.root, COURSE)):
            for path in _files(root, tops):
                name = path.relative_to(root).as_posix()
                _add(archive, f"course/{name}", path.read_bytes(), 0o644)
    return packed.getvalue()


def _files(root: Path, tops: tuple[str, ...]) -> Iterator[Path]:
    for top in tops:
        for path in [root / top, *sorted((root / top).rglob("*"))]:
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


def _add(archive: zipfile.ZipFile, name: str, content: bytes, mode: int) -> None:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = mode << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
