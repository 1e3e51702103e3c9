"""A folder of a class: which of its entries are whose. `docs/batch.md` gives the rule.

Li Lei_1234567_assignsubmission_file_           Moodle: Li Lei
lilei_LATE_4321_98765_homework.zip              Canvas: lilei_4321
hw5-submissions/hw5-li-lei                      GitHub Classroom: li-lei
submission_314159                               Gradescope: submission_314159, see `roster`
李雷.zip, 李雷/, 李雷.ipynb                       李雷
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from grader.catalogue import Course
from grader.classroom import unpack
from grader.intake import NOT_THERE, SUFFIXES, Unreadable
from grader.model import Text

_MOODLE = re.compile(
    r"(?P<student>.+?)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)_?(?P<rest>.*)"
)
_CANVAS = re.compile(r"(?P<student>[^_]+)(?:_LATE)?_(?P<number>\d+)_\d+_(?P<rest>.+)")
_UPLOADED_AGAIN = re.compile(r"-\d+(?=\.\w+$)")
_ANSWERS = (*unpack.SUFFIXES, *unpack.FOREIGN, *SUFFIXES)
MAX_DEPTH = 4


class Entrant(Struct, frozen=True):
    """One student's entries: a folder, or files with the names under which they were handed in."""

    student: str
    paths: tuple[Path, ...]
    names: tuple[str, ...]


class Gathered(Struct, frozen=True):
    """Where an entrant's files lie, and what their archive told."""

    folder: Path
    packed: datetime | None
    notes: tuple[Text, ...]


class _Entry(Struct, frozen=True):
    path: Path
    student: str
    number: str
    """What tells two people of one name apart."""
    name: str


def find(folder: Path, passed_over: Iterable[Path] = ()) -> tuple[list[Entrant], list[Path]]:
    """The students of a class folder, by id, and the entries that are none.

    Raises:
        Unreadable: no such folder.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "__")))
    except OSError:
        raise Unreadable(NOT_THERE.format(path=folder)) from None
    others = {path.absolute() for path in passed_over}
    entries = [
        entry
        for path in paths
        if path.absolute() not in others and (entry := _entry(path)) is not None
    ]
    people: dict[tuple[str, str], list[_Entry]] = {}
    for entry in entries:
        people.setdefault((entry.student, entry.number), []).append(entry)
    names = [student for student, _ in people]
    found = [
        Entrant(
            student if names.count(student) == 1 else number,
            tuple(entry.path for entry in own),
            tuple(entry.name for entry in own),
        )
        for (student, number), own in people.items()
    ]
    taken = {entry.path for entry in entries}
    left = [path for path in paths if path not in taken and path.absolute() not in others]
    return sorted(found, key=lambda one: one.student), left


def gather(entrant: Entrant, course: Course, room: Path) -> Gathered:
    """Bring an entrant's files together, unpacked in the empty folder `room` where need be.

    Raises:
        Unreadable: an archive cannot be unpacked.
    """
    times: list[datetime] = []
    notes: list[Text] = []

    def unpacked(archive: Path, into: Path) -> None:
        into.mkdir(exist_ok=True)
        newest, said = unpack.unpack(archive, into)
        times.extend([newest] if newest else [])
        notes.extend(said)

    folder = entrant.paths[0]
    if not folder.is_dir():
        folder = room / "files"
        folder.mkdir()
        for path, name in zip(entrant.paths, entrant.names, strict=True):
            if _is_archive(name):
                unpacked(path, folder)
            elif path.is_file():
                shutil.copyfile(path, folder / name)
    for depth in range(MAX_DEPTH):
        inner = _only(folder, course)
        if inner is None:
            break
        if inner.is_dir():
            folder = inner
        else:
            folder = room / f"inner{depth}"
            unpacked(inner, folder)
    return Gathered(folder, max(times, default=None), tuple(notes))


def _entry(path: Path) -> _Entry | None:
    whole = path.name
    if path.is_dir():
        if found := _MOODLE.fullmatch(whole):
            return _Entry(path, found["student"], found[0], "") if found["kind"] == "file" else None
        assignment = path.absolute().parent.name.removesuffix("-submissions") + "-"
        cloned = path.absolute().parent.name.endswith("-submissions")
        student = whole.removeprefix(assignment) if cloned else whole
        return _Entry(path, student, whole, "")
    if found := _MOODLE.fullmatch(whole) or _CANVAS.fullmatch(whole):
        name = _UPLOADED_AGAIN.sub("", found["rest"])
        if "kind" not in found.groupdict():
            student = f"{found['student']}_{found['number']}"
            return _Entry(path, student, student, name)
        if found["kind"] == "file":
            return _Entry(path, found["student"], f"{found['student']}_{found['number']}", name)
        return None
    ending = next((one for one in _ANSWERS if whole.lower().endswith(one)), None)
    if ending is None or not path.is_file():
        return None
    return _Entry(path, whole[: -len(ending)], whole, whole)


def _only(folder: Path, course: Course) -> Path | None:
    """The one folder or archive that all the rest is in, if there is nothing else to grade."""
    weeks = {"exercises", *(week.name for week in course.weeks)}
    found = [path for path in folder.iterdir() if not path.name.startswith((".", "__"))]
    if any(path.name in weeks or path.name.endswith(SUFFIXES) for path in found):
        return None
    inner = [path for path in found if path.is_dir() or _is_archive(path.name)]
    return inner[0] if len(inner) == 1 and not inner[0].is_symlink() else None


def _is_archive(name: str) -> bool:
    return name.lower().endswith((*unpack.SUFFIXES, *unpack.FOREIGN))
