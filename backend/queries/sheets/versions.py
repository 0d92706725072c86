"""What a row's version means, and how the cells of an older version are rebuilt from the trail.

An amount is rebuilt from the append-only entries, text from the audit images. A version names the
newest entry and how many there were: should an older entry have been committed later, the count
betrays it, and the row has no base.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, func, select

from backend.ledger.state import Book
from backend.queries.rows import Bases, InstitutionName, Versions
from backend.store.tables.ledger import entry
from backend.store.tables.trail import audit, request

_REQUEST_FIELDS = {
    "consent": "consent",
    "granted": "granted_minor",
    "decision_note": "decision_note",
}


@dataclass(frozen=True)
class Mark:
    """The newest entry of a set, and how many there are."""

    newest: int = 0
    count: int = 0

    def __str__(self) -> str:
        """Return the mark as a version carries it."""
        return f"{self.newest}/{self.count}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """Return the mark that a version carries; `None` when somebody changed it."""
        newest, _, count = text.partition("/")
        if newest.isdigit() and count.isdigit():
            return cls(int(newest), int(count))
        return None


def line_marks(connection: Connection, kind: str) -> Mapping[int, Mark]:
    """Return the mark of the entries of one kind (`approve`, `allocate`) by node."""
    rows = connection.execute(
        select(entry.c.node_id, func.max(entry.c.number), func.count())
        .where(entry.c.kind == kind)
        .group_by(entry.c.node_id)
    )
    return {node_id: Mark(newest, count) for node_id, newest, count in rows}


def base_cells(
    connection: Connection,
    book: Book,
    names: Mapping[int, InstitutionName],
    versions: Versions,
) -> Bases:
    """Return the editable cells of the named rows of the limits book at the versions named."""
    ids = {name.bic8: number for number, name in names.items()}
    return {
        "limits_ledger": _ledger(connection, book, ids, versions.get("limits_ledger", {})),
        "allocation": _allocation(connection, book, ids, versions.get("allocation", {})),
        "requests": _requests(connection, versions.get("requests", {})),
    }


def image_cells(
    connection: Connection,
    table_name: str,
    versions: Mapping[str, str],
    fields: Mapping[str, str],
    row_keys: Mapping[str, str] | None = None,
) -> dict[tuple[str, str], object]:
    """Return the cells of rows that are each one audited row, as those versions held them.

    `versions` maps a sheet's key to the row's audit version, `""` where there was no row yet (its
    cells were empty); `fields` maps a column's identifier to the image's field. `row_keys` maps
    the sheet's keys to the audit's where they differ. A version that left no image has no cells.
    """
    cells: dict[tuple[str, str], object] = {}
    for key, version in versions.items():
        row_key = (row_keys or {}).get(key, key)
        image = _image(connection, table_name, row_key, version)
        if image or not version:
            cells |= {(key, column): image.get(name) for column, name in fields.items()}
    return cells


def _ledger(
    connection: Connection, book: Book, ids: Mapping[str, int], versions: Mapping[str, str]
) -> dict[tuple[str, str], object]:
    cells: dict[tuple[str, str], object] = {}
    for key, version in versions.items():
        bic8, _, product = key.partition("/")
        node_key = f"product:{ids.get(bic8)}/{product}" if product else f"entity:{ids.get(bic8)}"
        state = book.nodes.get(node_key)
        row_version, _, marked = version.partition(".")
        mark = Mark.read(marked)
        if state is None or state.row_id is None or mark is None:
            continue
        approved = _amounts_at(connection, [state.row_id], "approve", mark)
        note = _image(connection, "node", str(state.row_id), row_version).get("note")
        if approved is not None and note is not None:
            cells[(key, "approved")] = approved.get(state.row_id, 0)
            cells[(key, "note")] = note
    return cells


def _allocation(
    connection: Connection, book: Book, ids: Mapping[str, int], versions: Mapping[str, str]
) -> dict[tuple[str, str], object]:
    shares: dict[tuple[int | None, str], dict[int, str]] = defaultdict(dict)
    for state in book.nodes.values():
        if state.unit and state.row_id is not None:
            shares[(state.institution_id, state.product)][state.row_id] = state.unit
    cells: dict[tuple[str, str], object] = {}
    for key, version in versions.items():
        bic8, _, product = key.partition("/")
        units = shares.get((ids.get(bic8), product), {})
        mark = Mark.read(version)
        amounts = (
            _amounts_at(connection, list(units), "allocate", mark) if mark is not None else None
        )
        if amounts is None:
            continue
        for row_id, unit in units.items():
            cells[(key, f"allocated.{unit}")] = amounts.get(row_id, 0)
    return cells


def _amounts_at(
    connection: Connection, node_ids: Sequence[int], kind: str, mark: Mark
) -> dict[int, int] | None:
    """Return approved amounts by node as of a mark; `None` when the mark no longer counts."""
    rows = connection.execute(
        select(entry.c.node_id, func.sum(entry.c.approved_delta_minor), func.count())
        .where(
            and_(
                entry.c.node_id.in_(node_ids),
                entry.c.kind == kind,
                entry.c.number <= mark.newest,
            )
        )
        .group_by(entry.c.node_id)
    ).all()
    if sum(count for _node_id, _amount, count in rows) != mark.count:
        return None
    return {node_id: int(amount) for node_id, amount, _count in rows}


def _requests(connection: Connection, versions: Mapping[str, str]) -> dict[tuple[str, str], object]:
    # A request is there before its row is: without a version nothing is known of it.
    known = {key: version for key, version in versions.items() if version}
    return image_cells(connection, request.name, known, _REQUEST_FIELDS)


def _image(connection: Connection, table: str, key: str, version: str) -> dict[str, object]:
    if not version.isdigit():
        return {}
    image = connection.scalar(
        select(audit.c.image).where(
            audit.c.table_name == table,
            audit.c.row_key == key,
            audit.c.version == int(version),
        )
    )
    return dict(json.loads(image)) if image is not None else {}
