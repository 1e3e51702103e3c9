"""The gradebook: what goes in comes out again, whoever writes and whatever the database."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from grader import catalogue, judge, tally
from grader.gradebook import book, tables, upgrade
from grader.gradebook.book import Entry, Gradebook, Unusable
from grader.model import (
    Chart,
    Clock,
    Curve,
    Diagnosis,
    Form,
    HandedIn,
    Isolation,
    Layer,
    Observation,
    Outcome,
    Owner,
    Pictures,
    Report,
    Text,
    Verdict,
)

COURSE = catalogue.load(Path(__file__).parent / "course")
AT = HandedIn(datetime(2026, 3, 1, 12, tzinfo=UTC), Clock.ROSTER)
ISOLATION = Isolation("A", (Layer("seccomp", True, Text("阻止", "stops"), None),))
EVIDENCE = (
    Chart((Curve("y = 2x", ((0.0, 1.5), (1.0, float("inf")))), Curve("", (), True)), True),
    Pictures(b"\x89PNG\0\xff", b"\x89PNG"),
)
NASTY = "\0 \ud800 \x1b[31m 你好 𝕏 'quoted' \"twice\" \\ %s :name {x}"


def report(student="li_lei", outcome=Outcome.BROKE, owner=Owner.SUBMISSION, said=NASTY) -> Report:
    """A report over the miniature course in which every check went the same way."""
    exercises = []
    for exercise in COURSE.exercises:
        verdicts = []
        for check in exercise.checks:
            seen = Observation(
                check.name, outcome, owner, False, said, said, said, said, said,
                (Text(said, said),), 0.1234567890123, EVIDENCE,
            )  # fmt: skip
            diagnosis = Diagnosis("square", Text(said, "en"), Text("zh", said))
            verdicts.append(Verdict(check, judge.rule(seen), seen, diagnosis))
        notes = (Text("说明", said),)
        graded = tally.tally(exercise, Form.FUNCTIONS, verdicts, notes)
        exercises.append(msgspec.structs.replace(graded, file=said, line=7))
    graded = tuple(exercises)
    versions = {"grader": "0.1.0", "torch": "2.9"}
    notes = (Text("整份", said),)
    return Report(student, 7, versions, ISOLATION, graded, tally.total(graded), notes, handed_in=AT)


def entry(student="li_lei", digest="d1", **values) -> Entry:
    graded = report(student, **values)
    fingerprints = {one.exercise.key: f"{digest} {one.exercise.key}" for one in graded.exercises}
    return Entry(student, f"class/{student}", digest, AT, graded, fingerprints, seconds=1.5)


# PostgreSQL: a server of the tests' own


def _program(name):
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(versions[-1]) if versions else shutil.which(name)


@pytest.fixture(scope="session")
def postgres():
    """The URL of an empty PostgreSQL server on a socket of its own, started as an ordinary user."""
    initdb, server = _program("initdb"), _program("postgres")
    if not (initdb and server):
        reason = "no PostgreSQL server is installed on this machine"
        if os.environ.get("GRADER_POSTGRES") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    # a socket's path has to be short, and /tmp may be closed to all but root
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/var/tmp"))
    nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
    if nobody:
        shutil.chown(folder, "nobody", "nogroup")
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-U", "grader", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True, stdout=subprocess.DEVNULL, cwd=folder, **nobody,
    )  # fmt: skip
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            [server, "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=log, stderr=log, cwd=folder, **nobody,
        )  # fmt: skip
    ready = [_program("pg_isready"), "-h", folder, "-t", "1"]
    try:
        while subprocess.run(ready, capture_output=True, check=False).returncode:
            assert process.poll() is None, (folder / "log").read_text()
        yield f"postgresql://grader@/postgres?host={folder}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a new gradebook may be made."""
    if request.param == "sqlite":
        return str(tmp_path / "new" / "gradebook.db")
    url = request.getfixturevalue("postgres")
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return url


# What is kept


def test_a_report_comes_back_exactly(place):
    """The whole report is the same again, whatever the submission printed."""
    kept = entry()
    with Gradebook(place) as gradebook:
        gradebook.keep(kept)
    with Gradebook(place) as gradebook:
        (found,) = gradebook.submissions("li_lei")

    assert found.report == kept.report
    assert (found.handed_in, found.seconds, found.digest) == (AT, 1.5, "d1")


def test_a_name_that_is_no_text_is_kept(place):
    """A student's id may hold anything that a file's name may."""
    with Gradebook(place) as gradebook:
        gradebook.keep(entry("李\udcff雷"))

        assert [one.report.student for one in gradebook.submissions("李\udcff雷")] == ["李\udcff雷"]


def test_a_problem_is_kept(place):
    """A submission that could not be read is there with its reason."""
    why = Text("压缩包已损坏", "the archive is damaged")
    with Gradebook(place) as gradebook:
        gradebook.keep(Entry("li_lei", "li.zip", "d", AT, problem=why, ours=True))
        (found,) = gradebook.submissions("li_lei")

    assert (found.report, found.problem, found.ours) == (None, why, True)


def test_a_result_is_known_by_its_fingerprint(place):
    """The newest of the same fingerprint is found, and one that waits for a person; none of ours."""
    with Gradebook(place) as gradebook:
        gradebook.keep(entry(digest="a", outcome=Outcome.HELD))
        gradebook.keep(entry(digest="a", outcome=Outcome.BROKE))
        gradebook.keep(entry(digest="b", owner=Owner.ORACLE))
        gradebook.keep(entry(digest="p", outcome=Outcome.UNDECIDED))
        known = gradebook.known([f"{name} w1/double" for name in "abcp"])

    assert sorted(known) == ["a w1/double", "p w1/double"]
    only = known["a w1/double"]
    assert only.graded == report().exercises[0]
    assert (only.context.isolation, only.context.notes) == (ISOLATION, report().notes)


def test_a_reused_result_is_kept_once(place):
    """A submission that shows earlier results again refers to them and adds no verdicts."""
    with Gradebook(place) as gradebook:
        gradebook.keep(entry())
        known = gradebook.known(entry().fingerprints.values())
        reused = {one.graded.exercise.key: one.number for one in known.values()}
        gradebook.keep(msgspec.structs.replace(entry("han"), reused=reused))
        first, second = (gradebook.submissions(name)[0] for name in ("li_lei", "han"))
        with gradebook.engine.begin() as connection:
            count = len(connection.execute(tables.VERDICTS.select()).all())

    assert count == sum(len(one.checks) for one in COURSE.exercises)
    assert first.report.exercises == second.report.exercises
    assert first.reused == second.reused


# Runs


def test_a_run_that_has_not_ended_goes_on(place):
    """The same folder under the same conditions; else, or once it has ended, a new run begins."""
    with Gradebook(place) as gradebook:
        first, _ = gradebook.begin("class", "c1", False)
        again = gradebook.begin("class", "c1", False)
        other = [
            gradebook.begin(*words)[0].number
            for words in [("class", "c1", True), ("class", "c2", True), ("other", "c2", True)]
        ]
        gradebook.end(other[-1])
        after, _ = gradebook.begin("other", "c2", True)
        listed = [one.number for one in gradebook.runs()]

    assert again == (first, True)
    assert len({first.number, *other, after.number}) == 5
    assert listed == [first.number, *other, after.number]


def test_a_student_stands_once_in_a_run(place):
    """What is graded again within a run takes the place of what was there."""
    with Gradebook(place) as gradebook:
        run = gradebook.begin("class", "c1", False)[0].number
        gradebook.keep(entry(digest="a"), run)
        gradebook.keep(entry(digest="b", outcome=Outcome.HELD), run)
        gradebook.keep(entry("han"), run)
        found = gradebook.entries(run)

    assert [(one.student, one.digest) for one in found] == [("han", "d1"), ("li_lei", "b")]
    assert found[1].report == report(outcome=Outcome.HELD)


def write_many(place, name):
    """In a process of its own."""
    with Gradebook(place) as gradebook:
        for number in range(20):
            gradebook.keep(entry(f"{name}{number}"))


def test_two_writers_lose_nothing(place):
    """Two processes that open a new gradebook and write at once both find all they wrote."""
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(place, name)) for name in "ab"]
    for one in writers:
        one.start()
    for one in writers:
        one.join(60)

    with Gradebook(place) as gradebook:
        found = [len(gradebook.submissions(f"{name}{n}")) for name in "ab" for n in range(20)]
    assert [one.exitcode for one in writers] == [0, 0]
    assert found == [1] * 40


# Versions


def test_the_tables_are_those_of_the_migrations(place):
    """Alembic finds nothing to add, and VERSION is its newest revision."""
    with Gradebook(place) as gradebook, gradebook.engine.begin() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, tables.METADATA) == []
        assert context.get_current_revision() == tables.VERSION


@pytest.fixture
def later(tmp_path, monkeypatch):
    """A newer program, whose gradebook has one more column."""
    migrations = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, migrations)
    (migrations / "versions" / "v9999_later.py").write_text(
        textwrap.dedent(f"""
            import sqlalchemy as sa
            from alembic import op
            revision = "9999"
            down_revision = "{tables.VERSION}"

            def upgrade():
                op.add_column("runs", sa.Column("title", sa.Text))
        """)
    )
    with monkeypatch.context() as newer:
        newer.setattr(upgrade, "MIGRATIONS", migrations)
        newer.setattr(book, "VERSION", "9999")
        yield newer


def test_an_older_gradebook_is_migrated(place, later):
    """A newer program brings the tables up to date and finds all that was there."""
    with pytest.MonkeyPatch.context() as older:
        older.setattr(upgrade, "MIGRATIONS", Path(book.__file__).with_name("migrations"))
        older.setattr(book, "VERSION", tables.VERSION)
        with Gradebook(place) as gradebook:
            gradebook.keep(entry())

    with Gradebook(place) as gradebook:
        assert gradebook.submissions("li_lei")[0].report == report()
        with gradebook.engine.begin() as connection:
            connection.exec_driver_sql("SELECT title FROM runs")


def test_a_newer_gradebook_is_refused(place, later):
    """An older program says so and leaves it as it is."""
    with Gradebook(place) as gradebook:
        gradebook.keep(entry())
    later.undo()

    with pytest.raises(Unusable, match="a newer version wrote"):
        Gradebook(place)


def test_a_database_of_others_is_refused(tmp_path):
    """It is no gradebook, and not a byte of it changes."""
    file = tmp_path / "other.db"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE marks (x)")
    connection.commit()
    connection.close()
    before = file.read_bytes()

    with pytest.raises(Unusable, match="no gradebook of this program"):
        Gradebook(str(file))
    assert file.read_bytes() == before


# Trouble


def test_a_file_that_is_no_database_is_said(tmp_path):
    """The sentence names the file, in both languages, and what to do."""
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to look like one" * 100)

    with pytest.raises(Unusable) as caught:
        Gradebook(str(file))

    assert all(
        str(file) in one and "--gradebook" in one
        for one in (caught.value.text.zh, caught.value.text.en)
    )


def test_a_locked_file_is_said(tmp_path, monkeypatch):
    """Who cannot write for long is told that another program has the lock."""
    monkeypatch.setattr(book, "WAIT_SECONDS", 0.1)
    file = str(tmp_path / "gradebook.db")
    with Gradebook(file) as gradebook:
        other = sqlite3.connect(file)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(Unusable, match="locked by another program"):
            gradebook.keep(entry())
        other.close()
        gradebook.keep(entry())


def test_a_full_disk_is_said(tmp_path):
    """What does not fit is not kept, what was there stays, and the sentence says why."""
    with Gradebook(str(tmp_path / "gradebook.db")) as gradebook:
        gradebook.keep(entry("first"))
        with gradebook.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(Unusable, match="full"):
            gradebook.keep(entry("second", said="x" * 100_000))

        assert gradebook.submissions("first")[0].report == report("first")
        assert gradebook.submissions("second") == []


@pytest.mark.parametrize(
    "place",
    ["mysql://nobody@nowhere/x", "://", "postgresql://nobody@127.0.0.1:1/none", "/proc/x/y"],
)
def test_a_place_that_cannot_be_had_is_said(place):
    """Other databases, servers that do not answer, folders that cannot be made."""
    with pytest.raises(Unusable) as caught:
        Gradebook(place)

    assert caught.value.text.en != caught.value.text.zh


def test_a_password_is_not_shown():
    """Sentences about a server name it without the password."""
    with pytest.raises(Unusable) as caught:
        Gradebook("postgresql://nobody:secret@127.0.0.1:1/none")

    assert "secret" not in caught.value.text.en


def test_writing_needs_no_alembic(tmp_path):
    """Only a new gradebook, or an older one, pays for the import of Alembic."""
    file = str(tmp_path / "gradebook.db")
    Gradebook(file).close()
    code = (
        "import sys; from grader.gradebook.book import Gradebook; Gradebook(sys.argv[1]).runs();"
        "sys.exit(any(one in sys.modules for one in ('alembic', 'torch', 'sqlalchemy.orm')))"
    )

    finished = subprocess.run([sys.executable, "-c", code, file], check=False)

    assert finished.returncode == 0


def test_revisions_form_one_line():
    """No two revisions follow the same one."""
    config = Config()
    config.set_main_option("script_location", str(upgrade.MIGRATIONS))

    assert ScriptDirectory.from_config(config).get_heads() == [tables.VERSION]


def test_whose_fault_it_is_stands_in_the_line(place):
    """A check that the course could not grade is the course's; one that waits for a person is not."""
    with Gradebook(place) as gradebook:
        run = gradebook.begin("class", "c1", False)[0].number
        gradebook.keep(entry("a", owner=Owner.ORACLE), run)
        gradebook.keep(entry("b", outcome=Outcome.UNDECIDED), run)
        lines = gradebook.lines(run)

    assert [line.ours for line in lines] == [True, False]
    assert all(line.weeks["w1"].withheld == 10 for line in lines)
