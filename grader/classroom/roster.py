"""Who is in the class: a table of students, with the names of their entries and times.

A CSV file, UTF-8 or GBK as Excel writes it, with a header. Gradescope's
`submission_metadata.yml` beside the submissions is one too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from grader import words
from grader.intake import Unreadable

GRADESCOPE = "submission_metadata.yml"
COLUMNS: Mapping[str, frozenset[str]] = {
    "student": frozenset({"student", "id", "identifier", "学号", "学生"}),
    "file": frozenset({"file", "folder", "submission", "github_username", "文件", "文件夹"}),
    "time": frozenset({"time", "submitted", "submitted_at", "时间", "提交时间"}),
}


class Row(Struct, frozen=True):
    """One student: the id, the name of the entry if it is another, the time if it is known."""

    student: str
    file: str
    time: datetime | None = None


def read(file: Path) -> list[Row]:
    """The rows of a CSV file.

    Raises:
        Unreadable: no such file, no column of students, a student twice, no time; the line.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Unreadable(words.ROSTER_FILE.format(file=file, error=error.strerror)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    table = csv.reader(io.StringIO(text, newline=""))
    columns = _columns([name.strip().lower() for name in next(table, [])])
    if "student" not in columns:
        raise Unreadable(words.ROSTER_COLUMNS.format(file=file))
    rows: dict[str, Row] = {}
    for cells in table:
        values = {
            name: cells[place].strip() if place < len(cells) else ""
            for name, place in columns.items()
        }
        student = values["student"]
        if not student:
            continue
        if student in rows:
            raise Unreadable(
                words.ROSTER_TWICE.format(file=file, line=table.line_num, student=student)
            )
        try:
            time = _time(values.get("time", ""))
        except ValueError:
            raise Unreadable(
                words.ROSTER_TIME.format(file=file, line=table.line_num, time=values["time"])
            ) from None
        rows[student] = Row(student, values.get("file") or student, time)
    return list(rows.values())


def of_gradescope(folder: Path) -> list[Row]:
    """The rows that an export of Gradescope holds; none where this is none.

    Raises:
        Unreadable: its metadata cannot be read.
    """
    file = folder / GRADESCOPE
    if not file.is_file():
        return []
    import yaml

    try:
        found: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        return [_gradescope_row(name, entry) for name, entry in found.items()]
    except (OSError, ValueError, TypeError, AttributeError, LookupError, yaml.YAMLError) as error:
        reason = str(error).partition("\n")[0]
        raise Unreadable(words.ROSTER_FILE.format(file=file, error=reason)) from None


def _gradescope_row(name: str, entry: dict[str, Any]) -> Row:
    person = entry[":submitters"][0]
    student = person.get(":sid") or person.get(":email") or person[":name"]
    time = entry.get(":created_at")
    return Row(str(student), name, time.astimezone() if isinstance(time, datetime) else None)


def _columns(header: list[str]) -> dict[str, int]:
    found = {}
    for name, known in COLUMNS.items():
        places = [place for place, word in enumerate(header) if word in known]
        if places:
            found[name] = places[0]
    return found


def _time(text: str) -> datetime | None:
    """Without a zone it is the machine's own."""
    return datetime.fromisoformat(text.replace("/", "-")).astimezone() if text else None
