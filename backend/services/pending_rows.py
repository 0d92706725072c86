"""Audited rows that wait to be written, as a batch leaves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table


class PendingRow:
    """A row that waits to be written: as it stands, and what of it changes."""

    def __init__(self, table: Table, standing: Mapping[str, Any] | None) -> None:
        """Begin with the row that the database holds, or with none."""
        self.table = table
        self.is_new = standing is None
        self.before: Mapping[str, Any] = dict(standing or {})
        self.values: dict[str, Any] = dict(standing or {})
        self.changed: dict[str, Any] = {}


#: (table, key) → the whole row as it will stand, with its version; `changed` names what to write.
PendingRows = dict[tuple[str, str], PendingRow]
#: Rows of tables that only grow, to be inserted with the batch: (table, row).
Facts = list[tuple[Table, dict[str, Any]]]
