"""历史查询 as a sheet: an institution's lines on a past day, then and by now, and their changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from backend.contract import Dimension
from backend.ledger.state import NodeState
from backend.queries import reference
from backend.queries.nodes import open_date
from backend.queries.past.history import line_changes
from backend.queries.past.history_rows import LineChange
from backend.queries.past.ladder import ladder_of
from backend.queries.rows import InstitutionName, Label

#: What is told of a line on a day, in ledger minor units.
ITEMS = ("approved", "temporary", "frozen", "used", "reserved", "available")


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """A value of a line as it was known, or a change of it.

    `product` is empty for the legal entity's total. `value_minor` is ledger minor units, `None` for
    a change and for a line that was not there. Of a value `change` is `None`; `known_at` is the day
    by whose close it was known. `hands` are those who took part, in the order of their signing.
    """

    key: str
    institution: InstitutionName
    product: str
    item: str
    as_of: date
    known_at: date
    value_minor: int | None
    change: LineChange | None
    hands: Mapping[str, Label]

    @property
    def recorded_at(self) -> datetime | None:
        """When the change was recorded."""
        return self.change.recorded_at if self.change else None


def history_rows(
    connection: Connection,
    institution: InstitutionName,
    as_of: date,
    known_at: date | None,
    product: str = "",
) -> Sequence[HistoryRow]:
    """Return the values of `as_of`, as known at the close of `known_at` and now; then the changes.

    Of the legal entity and every product line, or of one product.
    """
    opened = open_date(connection)
    moments = [(known_at, known_at)] if known_at is not None else []
    lines: dict[str, NodeState] = {}
    found: list[HistoryRow] = []
    for said, asked in [*moments, (opened, None)]:
        assert said is not None
        for node in _lines(connection, institution.bic8, product, as_of, asked):
            lines.setdefault(node.key, node)
            found += _values(institution, node, as_of, said)
    people = {
        login: Label(code=login, zh=person.name_zh, en=person.name_en)
        for login, person in reference.persons(connection).items()
    }
    for node in lines.values():
        for place, change in enumerate(line_changes(connection, node.key, as_of, opened), 1):
            found.append(
                HistoryRow(
                    key=f"{node.key}#{place}",
                    institution=institution,
                    product=node.product,
                    item=change.item,
                    as_of=change.effect_date or change.business_date,
                    known_at=change.business_date,
                    value_minor=None,
                    change=change,
                    hands=people,
                )
            )
    return found


def _lines(
    connection: Connection, bic8: str, product: str, day: date, known_at: date | None
) -> Sequence[NodeState]:
    wanted = {Dimension.PRODUCT} if product else {Dimension.ENTITY, Dimension.PRODUCT}
    ladder = ladder_of(connection, bic8, product, "", day, known_at=known_at)
    return [node for node in ladder if node.dimension in wanted]


def _values(
    institution: InstitutionName, node: NodeState, as_of: date, known_at: date
) -> Iterator[HistoryRow]:
    for item in ITEMS:
        room = max(0, node.room_minor)
        yield HistoryRow(
            key=f"{node.key}/{item}@{known_at}",
            institution=institution,
            product=node.product,
            item=item,
            as_of=as_of,
            known_at=known_at,
            value_minor=room if item == "available" else getattr(node, f"{item}_minor"),
            change=None,
            hands={},
        )
