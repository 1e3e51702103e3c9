"""The tables of the gradebook.

A result is one exercise as one answer did it; unchanged answers share it, whoever hands
them in. What is long and the same for many (an exercise, an isolation) is a document, kept
once under its digest. Times are ISO 8601 in UTC; texts in JSON are ASCII, which holds
whatever a submission printed, NUL and lone surrogates included.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = "0001"
"""The newest revision in `migrations/versions`."""

METADATA = MetaData()

RUNS = Table(
    "runs",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("folder", Text, nullable=False),
    Column("conditions", String(64), nullable=False),
    Column("fresh", Boolean, nullable=False),
    Column("begun", String(32), nullable=False),
    Column("ended", String(32)),
)

SUBMISSIONS = Table(
    "submissions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("run", ForeignKey("runs.id")),
    Column("student", Text, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("submitted", String(32), nullable=False),
    Column("told_by", String(16), nullable=False),
    Column("graded", String(32), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("head", Text),
    Column("problem", Text),
    Column("ours", Boolean, nullable=False),
    UniqueConstraint("run", "student", name="one_in_a_run"),
)

DOCUMENTS = Table(
    "documents",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("body", Text, nullable=False),
)

RESULTS = Table(
    "results",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False, index=True),
    Column("week", Text, nullable=False),
    Column("exercise", Text, nullable=False),
    Column("form", String(16)),
    Column("earned", Integer, nullable=False),
    Column("possible", Integer, nullable=False),
    Column("withheld", Integer, nullable=False),
    Column("rest", Text, nullable=False),
    Column("definition", ForeignKey("documents.digest"), nullable=False),
    Column("context", ForeignKey("documents.digest"), nullable=False),
)

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("result", ForeignKey("results.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("ruling", String(16), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("evidence", Text, nullable=False),
)

PARTS = Table(
    "parts",
    METADATA,
    Column("submission", ForeignKey("submissions.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("result", ForeignKey("results.id"), nullable=False, index=True),
)
