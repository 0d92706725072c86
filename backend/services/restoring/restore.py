"""Restore a backup into an empty database: replayed, compared, verified; or nothing at all.

Facts are written as they are. Audited rows arise through their versions; balances, edges, paths
and due rows through the triggers of nodes, days and entries. The trail itself is evidence: it
comes along unchanged, numbers and all, so that its chain still holds; its triggers are withheld
meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, Table, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.contract.progress import Progress
from backend.errors import InputError
from backend.queries.backup.compare import first_difference
from backend.queries.backup.tables import key_of, table_names
from backend.queries.chain import BATCH, Head
from backend.queries.discrepancy import Discrepancy
from backend.queries.verification.verify import verify
from backend.services.restoring.ledger import LedgerReplay
from backend.services.restoring.order import DERIVED, facts_first, parents_first, the_rest
from backend.services.restoring.values import bound_row
from backend.services.restoring.versions import Versions
from backend.services.transaction import LostRaceError, translated
from backend.store.migrate import newest_schema, present_schema, upgrade
from backend.store.server import said, take_turn
from backend.store.tables import metadata
from backend.store.triggers import install_triggers, withhold_trail
from backend.store.triggers.generated import audited_tables

Row = Mapping[str, Any]


class Source(Protocol):
    """What a restore reads: a backup that was checked."""

    @property
    def schema(self) -> str:
        """The schema that the rows are of."""

    @property
    def dialect(self) -> str:
        """The database that they come from: `sqlite` or `mssql`."""

    @property
    def heads(self) -> Iterable[Head]:
        """Where the chains ended."""

    def count(self, table: str) -> int:
        """Return how many rows a table has."""

    def rows(self, table: str) -> Iterator[Row]:
        """Yield a table's rows by primary key."""


def restore(engine: Engine, source: Source, moved: Progress) -> None:
    """Bring a backup into the empty database of `engine`, whole or not at all.

    Raises `InputError` `backup_schema`, `restore_not_empty`, `restore_refused` when a trigger or a
    constraint refuses a row, `restore_differs` naming table, key and column, `restore_unsound`;
    `OutageError` when the database cannot be reached or written.
    """
    if source.schema != newest_schema():
        raise InputError("backup_schema", schema=source.schema, expected=newest_schema())
    try:
        _refuse_other_schema(engine)
        upgrade(engine)
        with engine.begin() as connection:
            take_turn(connection)
            _refuse_used(connection)
            _Restoring(connection, source, moved).run()
    except DBAPIError as error:
        meant = translated(error)
        if isinstance(meant, LostRaceError):  # nobody races here: a trigger refused a row
            raise InputError("restore_refused", cause=meant.rule) from error
        if isinstance(error, IntegrityError) or meant is error:
            raise InputError("restore_refused", cause=said(error)) from error
        raise meant from error


def _refuse_other_schema(engine: Engine) -> None:
    """Refuse a database that stands already, before anything would bring its schema up to date."""
    with engine.connect() as connection:
        schema = present_schema(connection)
    if schema not in {"", newest_schema()}:
        raise InputError("restore_not_empty", table="alembic_version")


def _refuse_used(connection: Connection) -> None:
    for name in table_names():
        table = metadata.tables[name]
        if connection.execute(select(*table.primary_key.columns).limit(1)).first() is not None:
            raise InputError("restore_not_empty", table=name)


class _Restoring:
    """The steps of one restore, inside its transaction."""

    def __init__(self, connection: Connection, source: Source, moved: Progress) -> None:
        self.connection = connection
        self.source = source
        self.moved = moved

    def run(self) -> None:
        withhold_trail(self.connection)
        before, after = facts_first(), the_rest()
        total = len(before) + len(after)
        for done, table in enumerate(before, start=1):
            self._write_facts(table)
            self.moved("restore_facts", done, total)
        replay = LedgerReplay(self.connection, self.source.rows)
        images = self.source.count("audit")
        replay.run(lambda done: self._ledger_moved(done, images))
        versioned = {table.name for table in audited_tables()}
        versions = Versions(self.connection, self.source.rows)
        for done, table in enumerate(after, start=len(before) + 1):
            if table.name in versioned:
                versions.write_all(table)
            else:
                self._write_facts(table)
            self.moved("restore_facts", done, total)
        install_triggers(self.connection)
        self._compare()
        self._verify()

    def _ledger_moved(self, done: int, images: int) -> None:
        if done % BATCH == 0 or done == images:
            self.moved("restore_ledger", done, images)

    def _write_facts(self, table: Table) -> None:
        ready: list[dict[str, Any]] = []
        for row in parents_first(table, self.source.rows(table.name)):
            ready.append(bound_row(table, row, key_of(table.name, row)))
            if len(ready) >= BATCH:
                self.connection.execute(insert(table), ready)
                ready = []
        if ready:
            self.connection.execute(insert(table), ready)

    def _compare(self) -> None:
        # What follows from other rows comes last: so the cause is named, not its consequence.
        names = sorted(table_names(), key=lambda name: name in DERIVED)
        for done, name in enumerate(names, start=1):
            found = first_difference(self.connection, name, self.source.rows(name))
            if found is not None:
                raise InputError(
                    "restore_differs",
                    table=found.table,
                    row=found.key,
                    column=found.column,
                    expected=found.expected,
                    found=found.found,
                )
            self.moved("restore_compare", done, len(names))

    def _verify(self) -> None:
        found = [
            one for one in verify(self.connection, self.source.heads) if not self._honest_gap(one)
        ]
        if found:
            first = found[0]
            raise InputError(
                "restore_unsound",
                count=len(found),
                discrepancy=first.code,
                table=first.table,
                row=first.key,
            )

    def _honest_gap(self, one: Discrepancy) -> bool:
        """Whether it is a gap that SQL Server left in its numbers, brought into a file."""
        return one.code == "number_missing" and self.source.dialect == "mssql"
