"""Tables are made, and those of an older gradebook brought up to date, by Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(connection: Connection, version: str | None) -> bool:
    """Bring the tables to the newest revision; False where `version` is none of ours.

    All of it happens in the connection's transaction, or none.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if version is not None and version not in {one.revision for one in scripts.walk_revisions()}:
        return False
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True
