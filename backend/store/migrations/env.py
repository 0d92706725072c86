"""Run migrations on the connection that `backend.store.migrate` hands over."""

from alembic import context

from backend.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    compare_type=False,
)
context.run_migrations()
