"""Reports become rows, and rows the same reports again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, Table, select

from grader.gradebook.tables import DOCUMENTS, PARTS, RESULTS, VERDICTS
from grader.model import (
    Diagnosis,
    Exercise,
    Graded,
    Isolation,
    Observation,
    Ruling,
    Score,
    Text,
    Verdict,
)

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

CHUNK = 500
"""Identifiers in one query."""

_ELSEWHERE: dict[str, Any] = {
    "exercise": Exercise("", "", Text("", ""), (), ()),
    "verdicts": (),
    "score": Score(0, 0),
}
"""What a result keeps in columns and rows of their own."""

RULINGS = {ruling.value: ruling for ruling in Ruling}
"""Faster than `Ruling(value)`, which a class of students needs some 100,000 times."""

_Shape = TypeVar("_Shape")


class Context(Struct, frozen=True):
    """What a report says beside its exercises that depends on the run of the scripts."""

    isolation: Isolation
    notes: tuple[Text, ...]


class Known(Struct, frozen=True):
    """A result of an earlier grading."""

    number: int
    graded: Graded
    context: Context


class _Evidence(Struct, frozen=True, gc=False):
    observation: Observation
    diagnosis: Diagnosis | None


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The database's own INSERT, which knows what to do about a row that is there."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


def packed(value: object) -> str:
    """JSON in ASCII."""
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":"))


def unpacked(text: str, shape: type[_Shape]) -> _Shape:
    """The value that `packed` was given."""
    try:
        return msgspec.json.decode(text, type=shape)
    except msgspec.DecodeError:  # a lone surrogate or an infinite number, which JSON has not
        return msgspec.convert(json.loads(text), shape)


def store_documents(connection: Connection, values: Iterable[object]) -> list[str]:
    """Keep values under their digests, each once."""
    bodies = [packed(value) for value in values]
    digests = [hashlib.sha256(body.encode()).hexdigest() for body in bodies]
    found = [{"digest": digest, "body": body} for digest, body in zip(digests, bodies, strict=True)]
    connection.execute(insert(connection, DOCUMENTS).on_conflict_do_nothing(), found)
    return digests


def store(
    connection: Connection, graded: Graded, fingerprint: str, definition: str, context: str
) -> int:
    """One result with its verdicts; its number."""
    row = {
        "fingerprint": fingerprint,
        "week": graded.exercise.week,
        "exercise": graded.exercise.name,
        "form": graded.form,
        "earned": graded.score.earned,
        "possible": graded.score.possible,
        "withheld": graded.score.withheld,
        "rest": packed(msgspec.structs.replace(graded, **_ELSEWHERE)),
        "definition": definition,
        "context": context,
    }
    statement = RESULTS.insert().returning(RESULTS.c.id)
    number = int(connection.execute(statement, row).scalar_one())
    verdicts = [
        {
            "result": number,
            "place": place,
            "name": verdict.check.name,
            "points": verdict.check.points,
            "ruling": verdict.ruling,
            "outcome": verdict.observation.outcome,
            "seconds": verdict.observation.seconds,
            "evidence": packed(_Evidence(verdict.observation, verdict.diagnosis)),
        }
        for place, verdict in enumerate(graded.verdicts)
    ]
    connection.execute(VERDICTS.insert(), verdicts)
    return number


def results(connection: Connection, numbers: Iterable[int]) -> dict[int, Known]:
    """Results by their numbers."""
    wanted = sorted(set(numbers))
    verdicts: dict[int, list[tuple[str, str]]] = {}
    rows: list[Row[Any]] = []
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        rows += connection.execute(select(RESULTS).where(RESULTS.c.id.in_(chunk)))
        ruled = select(VERDICTS.c.result, VERDICTS.c.ruling, VERDICTS.c.evidence)
        ruled = ruled.where(VERDICTS.c.result.in_(chunk))
        order = (VERDICTS.c.result, VERDICTS.c.place)
        for number, ruling, evidence in connection.execute(ruled.order_by(*order)):
            verdicts.setdefault(number, []).append((ruling, evidence))
    definitions = _documents(connection, {row.definition for row in rows}, Exercise)
    contexts = _documents(connection, {row.context for row in rows}, Context)
    return {
        row.id: Known(
            row.id, _graded(row, definitions[row.definition], verdicts), contexts[row.context]
        )
        for row in rows
    }


def parts(connection: Connection, submissions: Iterable[int]) -> dict[int, list[int]]:
    """The numbers of each submission's results, in order."""
    wanted = list(submissions)
    found: dict[int, list[int]] = {number: [] for number in wanted}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        query = select(PARTS).where(PARTS.c.submission.in_(chunk)).order_by(PARTS.c.place)
        for row in connection.execute(query):
            found[row.submission].append(row.result)
    return found


def _documents(
    connection: Connection, digests: Iterable[str], shape: type[_Shape]
) -> dict[str, _Shape]:
    wanted = list(digests)
    found = {}
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        query = select(DOCUMENTS).where(DOCUMENTS.c.digest.in_(chunk))
        found.update({row.digest: unpacked(row.body, shape) for row in connection.execute(query)})
    return found


def _graded(
    row: Row[Any], exercise: Exercise, verdicts: Mapping[int, list[tuple[str, str]]]
) -> Graded:
    found = []
    for check, (ruling, text) in zip(exercise.checks, verdicts[row.id], strict=True):
        evidence = unpacked(text, _Evidence)
        found.append(Verdict(check, RULINGS[ruling], evidence.observation, evidence.diagnosis))
    return msgspec.structs.replace(
        unpacked(row.rest, Graded),
        exercise=exercise,
        verdicts=tuple(found),
        score=Score(row.earned, row.possible, row.withheld),
    )
