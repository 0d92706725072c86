"""A year's reciprocity by group: what the legal entities of one group come to together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from backend.queries.reciprocity.rows import ReciprocityRow, Sums
from backend.queries.reciprocity.year import total_of
from backend.queries.rows import Label
from backend.store.tables.institutions import institution_group


@dataclass(frozen=True)
class GroupRow:
    """One group, or one legal entity that belongs to none; `members` are its entities' BIC8s."""

    name: Label
    members: Sequence[str]
    sums: Sums


def group_rows(connection: Connection, rows: Sequence[ReciprocityRow]) -> Sequence[GroupRow]:
    """Return the groups of these rows, the lowest difference first; ratios are of their sums."""
    labels = {
        row.code: Label(code=row.code, zh=row.name_zh, en=row.name_en)
        for row in connection.execute(select(institution_group))
    }
    members: dict[str, list[ReciprocityRow]] = defaultdict(list)
    for row in rows:
        members[row.institution.group or row.institution.bic8].append(row)
    found = [
        GroupRow(
            name=labels.get(code) or _alone(own[0]),
            members=[row.institution.bic8 for row in own],
            sums=total_of(row.sums for row in own),
        )
        for code, own in members.items()
    ]
    return sorted(found, key=lambda one: (one.sums.difference_minor, one.name.code))


def _alone(row: ReciprocityRow) -> Label:
    name = row.institution
    return Label(code=name.bic8, zh=name.short_zh, en=name.short_en)
