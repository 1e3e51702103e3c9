"""The gradebook, opened and closed: what was graded is kept and found again.

Every change is one transaction, so that two graders writing at once lose nothing; SQLite
takes the lock when a transaction begins, since one that asks for it later may be refused.
"""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
from msgspec import Struct
from sqlalchemy import (
    URL,
    Connection,
    Row,
    and_,
    create_engine,
    event,
    exists,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError

from grader import words
from grader.difference import Ruled
from grader.gradebook import rows
from grader.gradebook.rows import Context, Known
from grader.gradebook.tables import PARTS, RESULTS, RUNS, SUBMISSIONS, VERDICTS, VERSION
from grader.model import Clock, HandedIn, Line, Outcome, Report, Ruling, Score, Text

WAIT_SECONDS = 30
"""For another grader that is writing."""
LOCK = 0x67726164
"""PostgreSQL's advisory lock while the tables are made or changed."""

FAULT = and_(VERDICTS.c.ruling == Ruling.UNGRADED, VERDICTS.c.outcome != Outcome.UNDECIDED)
"""A check that the course could not grade; one that waits for a person is none."""

UNSURE = VERDICTS.c.outcome.in_((Outcome.TIMED_OUT, Outcome.OUT_OF_MEMORY, Outcome.DIED))
"""A check that may have ended so by the machine's doing."""


class Unusable(Exception):
    """The gradebook cannot be opened, read or written; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Entry(Struct, frozen=True):
    """One submission in the gradebook: its report, or the reason why there is none."""

    student: str
    source: str
    digest: str
    """Of all files of the submission."""
    handed_in: HandedIn
    report: Report | None = None
    fingerprints: Mapping[str, str] = {}
    """By exercise key: of everything that its verdicts depend on."""
    reused: Mapping[str, int] = {}
    """By exercise key: the number of the earlier result that is shown again."""
    problem: Text | None = None
    ours: bool = False
    """The problem is the grader's, not the submission's."""
    seconds: float = 0.0


class Run(Struct, frozen=True):
    """One `grader batch`: of a folder, under certain conditions."""

    number: int
    folder: str
    begun: str
    ended: str | None

    @property
    def day(self) -> str:
        """The local date when it began."""
        return f"{datetime.fromisoformat(self.begun).astimezone():%Y-%m-%d}"


class Gradebook:
    """A gradebook at a path (SQLite) or a URL (SQLite, PostgreSQL); a context manager.

    Raises:
        Unusable: here and in every method, with a sentence that names the place.
    """

    def __init__(self, place: str) -> None:
        self.place = place
        with self._said():
            url = _url(place)
            self.place = str(url) if "://" in place else place  # without a password
            self.sqlite = url.get_backend_name() == "sqlite"
            options = {"timeout": WAIT_SECONDS} if self.sqlite else {}
            self.engine = create_engine(url, connect_args=options)
            if self.sqlite:
                event.listen(self.engine, "connect", _prepare)
                event.listen(self.engine, "begin", _lock)
            try:
                self._settle()
            except BaseException:
                self.engine.dispose()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or the server."""
        self.engine.dispose()

    def keep(self, entry: Entry, run: int | None = None) -> int:
        """Keep a submission; within a run it takes the place of the student's earlier one."""
        with self._changing() as connection:
            number = self._keep_head(connection, entry, run)
            if entry.report is not None:
                self._keep_parts(connection, entry, entry.report, number)
        return number

    def known(self, fingerprints: Iterable[str]) -> dict[str, Known]:
        """The newest result of each fingerprint that only the code and the course have decided."""
        newest = (
            select(func.max(RESULTS.c.id))
            .where(RESULTS.c.fingerprint.in_(set(fingerprints)))
            .where(~exists().where(VERDICTS.c.result == RESULTS.c.id, FAULT | UNSURE))
            .group_by(RESULTS.c.fingerprint)
        )
        query = select(RESULTS.c.id, RESULTS.c.fingerprint).where(RESULTS.c.id.in_(newest))
        with self._changing() as connection:
            numbers = {row.id: row.fingerprint for row in connection.execute(query)}
            found = rows.results(connection, numbers)
        return {numbers[number]: known for number, known in found.items()}

    def begin(self, folder: str, conditions: str, fresh: bool) -> tuple[Run, bool]:
        """A new run; or the folder's last, and True, if it was alike and has not ended."""
        with self._changing() as connection:
            query = select(RUNS).where(RUNS.c.folder == plain(folder)).order_by(RUNS.c.id.desc())
            last = connection.execute(query.limit(1)).first()
            alike = last is not None and (last.conditions, last.fresh) == (conditions, fresh)
            if last is not None and alike and last.ended is None:
                return _run(last), True
            row = {
                "folder": plain(folder),
                "conditions": conditions,
                "fresh": fresh,
                "begun": now(),
            }
            insert = RUNS.insert().returning(RUNS)
            return _run(connection.execute(insert, row).one()), False

    def end(self, run: int) -> None:
        """The run is complete."""
        with self._changing() as connection:
            connection.execute(RUNS.update().where(RUNS.c.id == run), {"ended": now()})

    def runs(self) -> list[Run]:
        """All runs, oldest first."""
        with self._changing() as connection:
            return [_run(row) for row in connection.execute(select(RUNS).order_by(RUNS.c.id))]

    def entries(self, run: int) -> list[Entry]:
        """What a run has graded, by student."""
        query = select(SUBMISSIONS).where(SUBMISSIONS.c.run == run)
        return self._entries(query.order_by(SUBMISSIONS.c.student))

    def digests(self, run: int) -> dict[str, str]:
        """What a run has done: by student the digest of the files that were graded."""
        columns = (SUBMISSIONS.c.student, SUBMISSIONS.c.digest)
        query = select(*columns).where(SUBMISSIONS.c.run == run, SUBMISSIONS.c.head.is_not(None))
        with self._changing() as connection:
            return {row.student: row.digest for row in connection.execute(query)}

    def lines(self, run: int) -> list[Line]:
        """What a run has graded, by student, in short."""
        heads = select(SUBMISSIONS).where(SUBMISSIONS.c.run == run)
        points = [func.sum(RESULTS.c[name]) for name in ("earned", "possible", "withheld")]
        sums = (
            select(PARTS.c.submission, RESULTS.c.week, *points)
            .join_from(PARTS, RESULTS)
            .join(SUBMISSIONS)
            .where(SUBMISSIONS.c.run == run)
            .group_by(PARTS.c.submission, RESULTS.c.week)
        )
        faults = select(PARTS.c.submission).join(SUBMISSIONS)
        faulty = exists().where(VERDICTS.c.result == PARTS.c.result, FAULT)
        faults = faults.where(SUBMISSIONS.c.run == run, faulty)
        weeks: dict[int, dict[str, Score]] = {}
        with self._changing() as connection:
            ungraded = set(connection.execute(faults).scalars())
            for number, week, *score in connection.execute(sums):
                weeks.setdefault(number, {})[week] = Score(*map(int, score))
            found = connection.execute(heads.order_by(SUBMISSIONS.c.student)).all()
        return [_line(row, weeks.get(row.id, {}), row.ours or row.id in ungraded) for row in found]

    def rulings(self, run: int) -> dict[str, dict[str, Ruled]]:
        """What a run has ruled: by student, by week/exercise/check."""
        columns = (
            SUBMISSIONS.c.student,
            RESULTS.c.week,
            RESULTS.c.exercise,
            VERDICTS.c.name,
            VERDICTS.c.ruling,
            VERDICTS.c.points,
        )
        query = select(*columns).select_from(PARTS).join(RESULTS).join(SUBMISSIONS).join(VERDICTS)
        query = query.where(SUBMISSIONS.c.run == run)
        everybody = select(SUBMISSIONS.c.student).where(SUBMISSIONS.c.run == run)
        with self._changing() as connection:
            found: dict[str, dict[str, Ruled]] = {
                student: {} for student in connection.execute(everybody).scalars()
            }
            order = (PARTS.c.submission, PARTS.c.place, VERDICTS.c.place)
            kept = connection.execute(query.order_by(*order)).all()
        for student, week, exercise, name, ruling, points in kept:
            found[student][f"{week}/{exercise}/{name}"] = Ruled(rows.RULINGS[ruling], points)
        return found

    def first_seen(self, student: str, digest: str) -> HandedIn | None:
        """When these files of a student were first graded, if nothing told another time."""
        query = select(func.min(SUBMISSIONS.c.submitted)).where(
            SUBMISSIONS.c.student == plain(student),
            SUBMISSIONS.c.digest == digest,
            SUBMISSIONS.c.told_by == Clock.NOW,
        )
        with self._changing() as connection:
            found = connection.execute(query).scalar()
        return found and HandedIn(datetime.fromisoformat(found), Clock.NOW)

    def attempts(self) -> dict[tuple[str, str], list[tuple[datetime, Score]]]:
        """By student and week: when each attempt was handed in, and its points.

        Different files are another attempt; of several gradings of one the newest holds.
        """
        figures = [
            RESULTS.c[name] for name in ("week", "exercise", "earned", "possible", "withheld")
        ]
        heads = [SUBMISSIONS.c[name] for name in ("student", "digest", "submitted")]
        query = select(*heads, *figures).select_from(PARTS).join(RESULTS).join(SUBMISSIONS)
        newest: dict[tuple[str, str, str], dict[str, Score]] = {}
        times: dict[tuple[str, str], str] = {}
        with self._changing() as connection:
            for row in connection.execute(query.order_by(SUBMISSIONS.c.id)):
                student, digest, submitted, week, exercise, *score = row
                newest.setdefault((student, digest, week), {})[exercise] = Score(*score)
                times[student, digest] = submitted
        found: dict[tuple[str, str], list[tuple[datetime, Score]]] = {}
        for (student, digest, week), scores in newest.items():
            at = datetime.fromisoformat(times[student, digest])
            whole = sum(scores.values(), Score(0, 0))
            found.setdefault((student, week), []).append((at, whole))
        return found

    def submissions(self, student: str) -> list[Entry]:
        """All that was ever graded of a student, oldest first."""
        query = select(SUBMISSIONS).where(SUBMISSIONS.c.student == plain(student))
        return self._entries(query.order_by(SUBMISSIONS.c.id))

    def _entries(self, query: Any) -> list[Entry]:
        with self._changing() as connection:
            found = connection.execute(query).all()
            parts = rows.parts(connection, [row.id for row in found])
            numbers = [number for of_one in parts.values() for number in of_one]
            results = rows.results(connection, numbers)
        return [_entry(row, [results[number] for number in parts[row.id]]) for row in found]

    def _keep_head(self, connection: Connection, entry: Entry, run: int | None) -> int:
        head = entry.report and msgspec.structs.replace(entry.report, exercises=())
        row = {
            "run": run,
            "student": plain(entry.student),
            "source": plain(entry.source),
            "digest": entry.digest,
            "submitted": entry.handed_in.at.astimezone(UTC).isoformat(),
            "told_by": entry.handed_in.told_by,
            "graded": now(),
            "seconds": entry.seconds,
            "head": head and rows.packed(head),
            "problem": entry.problem and rows.packed(entry.problem),
            "ours": entry.ours,
        }
        same = ["run", "student"]
        insert = rows.insert(connection, SUBMISSIONS).values(row)
        insert = insert.on_conflict_do_update(index_elements=same, set_=row)
        number = connection.execute(insert.returning(SUBMISSIONS.c.id)).scalar_one()
        connection.execute(PARTS.delete().where(PARTS.c.submission == number))
        return int(number)

    def _keep_parts(
        self, connection: Connection, entry: Entry, report: Report, number: int
    ) -> None:
        definitions = rows.store_documents(
            connection, [graded.exercise for graded in report.exercises]
        )
        (context,) = rows.store_documents(connection, [Context(report.isolation, report.notes)])
        parts = []
        for place, graded in enumerate(report.exercises):
            key = graded.exercise.key
            result = entry.reused.get(key)
            if result is None:
                result = rows.store(
                    connection, graded, entry.fingerprints[key], definitions[place], context
                )
            parts.append({"submission": number, "place": place, "result": result})
        connection.execute(PARTS.insert(), parts)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[Connection]:
        with self._said(), self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """What a database says of its trouble, as a sentence that names the place."""
        try:
            yield
        except (SQLAlchemyError, OSError) as error:
            raise Unusable(_trouble(error).format(place=self.place, error=_first(error))) from None

    def _settle(self) -> None:
        """Make the tables, or bring those of an older gradebook up to date."""
        with self.engine.connect() as connection:
            version = _version(connection)
        if version == VERSION:
            return
        if version is None and self.sqlite:
            with contextlib.closing(self.engine.raw_connection()) as raw:
                # readers do not wait for writers; the file remembers it
                raw.cursor().execute("PRAGMA journal_mode = WAL")
        from grader.gradebook.upgrade import upgrade

        with self._changing() as connection:
            if not self.sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            version = _version(connection)
            if version != VERSION and not upgrade(connection, version):
                raise Unusable(words.GRADEBOOK_FOREIGN.format(place=self.place))


def now() -> str:
    """ISO 8601, UTC."""
    return datetime.now(UTC).isoformat()


def plain(name: str) -> str:
    """A name that any database takes: what is no text is spelt out."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _url(place: str) -> URL:
    if "://" not in place:
        path = Path(place).expanduser().absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        return URL.create("sqlite", database=str(path))
    try:
        url = make_url(place)
        if url.drivername in {"postgresql", "postgres"}:
            url = url.set(drivername="postgresql+psycopg")
        if url.get_backend_name() not in {"sqlite", "postgresql"}:
            raise Unusable(words.GRADEBOOK_URL.format(place=url.render_as_string()))
        url.get_dialect().import_dbapi()
    except ArgumentError:
        raise Unusable(words.GRADEBOOK_URL.format(place=place)) from None
    except ImportError:
        raise Unusable(words.GRADEBOOK_EXTRA) from None
    return url


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """References hold."""
    connection.execute("PRAGMA foreign_keys = ON")


def _lock(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _version(connection: Connection) -> str | None:
    """The revision of the tables; None where there is none, "" where the tables are not ours."""
    names = set(inspect(connection).get_table_names())
    if "alembic_version" not in names:
        return "" if names else None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")


def _trouble(error: Exception) -> Text:
    cause = getattr(error, "orig", error)
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return words.GRADEBOOK_LOCKED
    if code == sqlite3.SQLITE_FULL or getattr(cause, "errno", 0) == errno.ENOSPC:
        return words.GRADEBOOK_FULL
    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return words.GRADEBOOK_NO_DATABASE
    return words.GRADEBOOK_TROUBLE


def _first(error: Exception) -> str:
    cause = getattr(error, "orig", None) if isinstance(error, DatabaseError) else error
    return str(cause).strip().partition("\n")[0]


def _run(row: Row[Any]) -> Run:
    return Run(row.id, row.folder, row.begun, row.ended)


def _handed_in(row: Row[Any]) -> HandedIn:
    return HandedIn(datetime.fromisoformat(row.submitted), Clock(row.told_by))


def _problem(row: Row[Any]) -> Text | None:
    return None if row.problem is None else rows.unpacked(row.problem, Text)


def _line(row: Row[Any], weeks: dict[str, Score], ours: bool) -> Line:
    return Line(row.student, _handed_in(row), weeks, _problem(row), ours)


def _entry(row: Row[Any], results: list[Known]) -> Entry:
    report = None
    if row.head is not None:
        exercises = tuple(known.graded for known in results)
        report = msgspec.structs.replace(rows.unpacked(row.head, Report), exercises=exercises)
    return Entry(
        student=row.student,
        source=row.source,
        digest=row.digest,
        handed_in=_handed_in(row),
        report=report,
        reused={known.graded.exercise.key: known.number for known in results},
        problem=_problem(row),
        ours=row.ours,
        seconds=row.seconds,
    )
