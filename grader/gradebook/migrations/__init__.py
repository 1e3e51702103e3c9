"""How a gradebook came to its tables: Alembic's revisions, in order."""
