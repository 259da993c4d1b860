"""Runs the migrations on the connection, and in the transaction, that `store` hands over."""

from alembic import context

from communique.mailing.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
