"""The first gradebook."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("conditions", sa.String(64), nullable=False),
        sa.Column("fresh", sa.Boolean, nullable=False),
        sa.Column("begun", sa.String(32), nullable=False),
        sa.Column("ended", sa.String(32)),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.id")),
        sa.Column("student", sa.Text, nullable=False, index=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("submitted", sa.String(32), nullable=False),
        sa.Column("told_by", sa.String(16), nullable=False),
        sa.Column("graded", sa.String(32), nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("head", sa.Text),
        sa.Column("problem", sa.Text),
        sa.Column("ours", sa.Boolean, nullable=False),
        sa.UniqueConstraint("run", "student", name="one_in_a_run"),
    )
    op.create_table(
        "documents",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "results",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False, index=True),
        sa.Column("week", sa.Text, nullable=False),
        sa.Column("exercise", sa.Text, nullable=False),
        sa.Column("form", sa.String(16)),
        sa.Column("earned", sa.Integer, nullable=False),
        sa.Column("possible", sa.Integer, nullable=False),
        sa.Column("withheld", sa.Integer, nullable=False),
        sa.Column("rest", sa.Text, nullable=False),
        sa.Column("definition", sa.String(64), sa.ForeignKey("documents.digest"), nullable=False),
        sa.Column("context", sa.String(64), sa.ForeignKey("documents.digest"), nullable=False),
    )
    op.create_table(
        "verdicts",
        sa.Column("result", sa.Integer, sa.ForeignKey("results.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("ruling", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
    )
    op.create_table(
        "parts",
        sa.Column("submission", sa.Integer, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("result", sa.Integer, sa.ForeignKey("results.id"), nullable=False, index=True),
    )
