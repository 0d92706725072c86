"""The rows of 额度台账 and 部门分配, from a book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, select

from backend.contract import Binding, Dimension
from backend.ledger.state import Book, NodeState
from backend.ledger.verdict import available_minor, binding_node
from backend.queries.evaluation.grades import grades
from backend.queries.excess.excesses import Excess, by_node, excesses
from backend.queries.managers import NOBODY, managers
from backend.queries.parameters import Parameters, read_parameters
from backend.queries.rows import AllocationRow, InstitutionName, Label, LedgerRow, UnitShare
from backend.queries.sheets.versions import Mark, line_marks
from backend.store.tables import ledger
from backend.store.tables.institutions import institution_group

Names = Mapping[int, InstitutionName]
_LINES = (Dimension.ENTITY, Dimension.PRODUCT)


def ledger_rows(connection: Connection, book: Book, names: Names) -> Iterator[LedgerRow]:
    """Yield a row for every legal entity's total and every product line that is approved."""
    marks, people = line_marks(connection, "approve"), managers(connection)
    own = {row.id: row for row in connection.execute(select(ledger.node))}
    groups, known = _groups(connection), grades(connection, book.day)
    over = by_node(excesses(connection, book.day, _LINES))
    parameters = read_parameters(connection, lambda _days: book.day)
    for state in book.nodes.values():
        if state.dimension not in {Dimension.ENTITY, Dimension.PRODUCT} or not state.limited:
            continue
        assert state.institution_id is not None
        assert state.row_id is not None
        institution = names[state.institution_id]
        row = own[state.row_id]
        available, binding = _room(book, state, _exposure(parameters, state))
        active, passive = _excess(state, book.day, over.get(state.key))
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
            available_minor=available,
            binding=binding,
            excess_active_minor=active,
            excess_passive_minor=passive,
            max_tenor_days=state.max_tenor_days,
            expiry_date=state.expiry_date,
            days_left=(state.expiry_date - book.day).days if state.expiry_date else None,
            approval_number=row.approval_number,
            relationship_manager_zh=people.get(state.institution_id, NOBODY).zh,
            relationship_manager_en=people.get(state.institution_id, NOBODY).en,
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
    """Return when the last temporary change of a node ends: a loan's leg, or an increase."""
    ends = [
        due.last_date
        for due in book.dues.values()
        if due.open_minor > 0
        and (
            any(key == state.key for key, _sign in due.legs)
            or (due.kind == "revert" and due.node_key == state.key)
        )
    ]
    return max(ends, default=None)


def _excess(state: NodeState, day: date, explained: Excess | None) -> tuple[int, int]:
    """Return what is over a line: active, passive. One that has expired carries nothing."""
    expired = state.expiry_date is not None and state.expiry_date < day
    in_use = state.used_minor + state.reserved_minor
    over = max(0, -state.room_minor, in_use if expired else 0)
    active = min(over, explained.active_minor if explained is not None else 0)
    return active, over - active


def allocation_rows(connection: Connection, book: Book, names: Names) -> Iterator[AllocationRow]:
    """Yield a row for every approved product line, with the share of every unit."""
    marks = line_marks(connection, "allocate")
    parameters = read_parameters(connection, lambda _days: book.day)
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
            shares={unit.unit: _share(book, unit, _exposure(parameters, unit)) for unit in units},
            lent_minor=sum(
                due.open_minor
                for due in book.dues.values()
                if due.kind == "return" and due.node_key in {unit.key for unit in units}
            ),
        )


def _room(book: Book, state: NodeState, exposure: Fraction) -> tuple[int, Binding | None]:
    """Return what is available at a line, and the node that decides it."""
    path = book.path(state.key)
    node = binding_node(path, book.day, exposure)
    if node is None:
        return 0, None
    binding = node.binding(min(node.room_minor, node.usable_minor(book.day)))
    return available_minor(path, book.day, exposure), binding


def _exposure(parameters: Parameters, state: NodeState) -> Fraction:
    """Return what one of use at a line adds to regulatory exposure; of a total line, all of it."""
    if not state.product or state.institution_id is None:
        return Fraction(1)
    return parameters.exposure_ratio(state.institution_id, state.product)


def _share(book: Book, unit: NodeState, exposure: Fraction) -> UnitShare:
    return UnitShare(
        allocated_minor=unit.approved_minor,
        used_minor=unit.used_minor,
        reserved_minor=unit.reserved_minor,
        available_minor=available_minor(book.path(unit.key), book.day, exposure),
    )
