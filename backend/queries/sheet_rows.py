"""The rows of 额度台账 and 部门分配, from a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from backend.contract import Dimension
from backend.ledger.state import Book, NodeState
from backend.ledger.verdict import available_minor, binding_node
from backend.queries.evaluation_grades import grades
from backend.queries.rows import AllocationRow, InstitutionName, Label, LedgerRow, UnitShare
from backend.queries.versions import Mark, line_marks
from backend.store.tables import ledger
from backend.store.tables.institutions import institution_group

Names = Mapping[int, InstitutionName]


def ledger_rows(connection: Connection, book: Book, names: Names) -> Iterator[LedgerRow]:
    """Yield a row for every legal entity's total and every product line that is approved."""
    marks = line_marks(connection, "approve")
    own = {row.id: row for row in connection.execute(select(ledger.node))}
    groups, known = _groups(connection), grades(connection, book.day)
    active = _active_excess(connection, book)
    for state in book.nodes.values():
        if state.dimension not in {Dimension.ENTITY, Dimension.PRODUCT} or not state.limited:
            continue
        assert state.institution_id is not None
        assert state.row_id is not None
        institution = names[state.institution_id]
        row = own[state.row_id]
        path = book.path(state.key)
        binding = binding_node(path, book.day)
        excess = max(0, -state.room_minor)
        group = groups.get(institution.group, Label(code="", zh="", en=""))
        yield LedgerRow(
            key=institution.bic8 + (f"/{state.product}" if state.product else ""),
            version=f"{state.version}.{marks.get(state.row_id, Mark())}",
            country=institution.country,
            group_zh=group.zh,
            group_en=group.en,
            institution=institution,
            grade=known[state.institution_id].text if state.institution_id in known else "",
            product=state.product,
            line_type=state.line_type,
            currency="USD",
            approved_minor=state.approved_minor,
            temporary_minor=state.temporary_minor,
            temporary_until=_until(book, state),
            used_minor=state.used_minor,
            reserved_minor=state.reserved_minor,
            frozen_minor=state.frozen_minor,
            suspended=state.suspended,
            available_minor=available_minor(path, book.day),
            binding=binding.binding(min(binding.room_minor, binding.usable_minor(book.day)))
            if binding is not None
            else None,
            excess_active_minor=excess if state.key in active else 0,
            excess_passive_minor=0 if state.key in active else excess,
            max_tenor_days=state.max_tenor_days,
            expiry_date=state.expiry_date,
            days_left=(state.expiry_date - book.day).days if state.expiry_date else None,
            approval_number=row.approval_number,
            relationship_manager_zh="",
            relationship_manager_en="",
            source=state.source,
            source_time=row.source_time,
            is_sample=bool(row.is_sample),
            note=state.note,
        )


def _groups(connection: Connection) -> Mapping[str, Label]:
    return {
        row.code: Label(code=row.code, zh=row.name_zh, en=row.name_en)
        for row in connection.execute(select(institution_group))
    }


def _until(book: Book, state: NodeState) -> date | None:
    """Return when the last temporary change of a node ends."""
    ends = [
        due.last_date
        for due in book.dues.values()
        if due.open_minor > 0 and any(key == state.key for key, _sign in due.legs)
    ]
    return max(ends, default=None)


def _active_excess(connection: Connection, book: Book) -> set[str]:
    """Return the nodes whose excess came from a deal that was told, not from a lowered line.

    Of two causes the later one names the excess.
    """
    over = {
        state.row_id: state.key
        for state in book.nodes.values()
        if state.limited and state.room_minor < 0 and state.row_id is not None
    }
    entry, path = ledger.entry, ledger.path
    told = _numbers(
        connection.execute(
            select(path.c.ancestor_id, func.max(entry.c.number))
            .join(path, path.c.node_id == entry.c.node_id)
            .where(
                entry.c.kind == "draw",
                entry.c.mode == "tell",
                path.c.valid_to.is_(None),
                path.c.ancestor_id.in_(list(over)),
            )
            .group_by(path.c.ancestor_id)
        )
    )
    lowered = _numbers(
        connection.execute(
            select(entry.c.node_id, func.max(entry.c.number))
            .where(
                entry.c.node_id.in_(list(over)),
                entry.c.approved_delta_minor + entry.c.temporary_delta_minor < 0,
            )
            .group_by(entry.c.node_id)
        )
    )
    return {key for row_id, key in over.items() if told.get(row_id, 0) > lowered.get(row_id, 0)}


def _numbers(rows: Iterable[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in rows}


def allocation_rows(connection: Connection, book: Book, names: Names) -> Iterator[AllocationRow]:
    """Yield a row for every approved product line, with the share of every unit."""
    marks = line_marks(connection, "allocate")
    shares: dict[tuple[int | None, str], list[NodeState]] = defaultdict(list)
    for state in book.nodes.values():
        if state.dimension is Dimension.UNIT:
            shares[(state.institution_id, state.product)].append(state)
    for state in book.nodes.values():
        if state.dimension is not Dimension.PRODUCT or not state.limited:
            continue
        assert state.institution_id is not None
        institution = names[state.institution_id]
        units = shares[(state.institution_id, state.product)]
        own = [marks[unit.row_id] for unit in units if unit.row_id and unit.row_id in marks]
        mark = Mark(max((one.newest for one in own), default=0), sum(one.count for one in own))
        yield AllocationRow(
            key=f"{institution.bic8}/{state.product}",
            version=str(mark),
            country=institution.country,
            institution=institution,
            product=state.product,
            approved_minor=state.approved_minor,
            allocated_minor=state.allocated_minor,
            shares={unit.unit: _share(book, unit) for unit in units},
            lent_minor=sum(
                due.open_minor
                for due in book.dues.values()
                if due.kind == "return" and due.node_key in {unit.key for unit in units}
            ),
        )


def _share(book: Book, unit: NodeState) -> UnitShare:
    return UnitShare(
        allocated_minor=unit.approved_minor,
        used_minor=unit.used_minor,
        reserved_minor=unit.reserved_minor,
        available_minor=available_minor(book.path(unit.key), book.day),
    )
