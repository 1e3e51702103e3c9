"""Run by Alembic, on the connection and in the transaction of `book.Gradebook`."""

from alembic import context

from grader.gradebook.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
