"""变更明细: the fields of each order that waits, before, now and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from addin.approval_words import MEASURES
from addin.books.approval_rows import RowMaker
from backend.money import wan_text
from backend.queries.approval_rows import line_terms, line_then
from backend.queries.rows import InstitutionName
from backend.services.hands.preview import ApprovalPreview
from workbooks.sheets.approval_changes import ChangeRow

#: These stand among the figures of the line, or say which line it is, where there is one.
_FIGURES = frozenset({"base_minor", "target_minor", "product", "unit", "country", "group"})


def change_rows(
    connection: Connection, maker: RowMaker, orders: Sequence[ApprovalPreview]
) -> Sequence[ChangeRow]:
    """Return one row for each field of each order that waits."""
    rows: list[ChangeRow] = []
    for seen in orders:
        if seen.outcome is None:
            continue
        found = [*_figures(connection, maker, seen), *_ordered(connection, maker, seen)]
        rows += [_numbered(maker, seen, place, one) for place, one in enumerate(found, 1)]
    return rows


#: Field, before, now, after, unit, whether it moved meanwhile.
_Said = tuple[str, str, str, str, str, bool]


def _numbered(maker: RowMaker, seen: ApprovalPreview, place: int, said: _Said) -> ChangeRow:
    bank: InstitutionName | None = maker.names.get(seen.row["institution_id"] or 0)
    field, before, now, after, unit, moved = said
    return ChangeRow(
        number=seen.row["number"],
        version=seen.row["version"],
        place=place,
        institution=bank,
        kind=maker.words.operation(seen.row["operation"]),
        field=field,
        before=before,
        now=now,
        after=after,
        unit=unit,
        moved=moved,
    )


def _figures(connection: Connection, maker: RowMaker, seen: ApprovalPreview) -> Iterator[_Said]:
    """Yield the figures of the order's line that it changes, or that changed meanwhile."""
    if seen.before is None and seen.after is None:
        return
    unit = maker.terminal.text("unit.ledger")
    then = line_then(connection, seen.row["node_key"], seen.row["made_at"])
    for measure in MEASURES:
        name = f"{measure}_minor"
        before, now, after = (
            getattr(one, name) if one is not None else None
            for one in (then, seen.before, seen.after)
        )
        moved = now is not None and before != now
        if moved or (after is not None and after != (now or 0)) or measure == MEASURES[0]:
            label = maker.terminal.text(f"said.approval_line.{measure}")
            yield label, _wan(before), _wan(now), _wan(after), unit, moved
    now, after = (
        one.available_minor if one is not None else None for one in (seen.before, seen.after)
    )
    label = maker.terminal.text("said.approval_line.available")
    yield label, "", _wan(now), _wan(after), unit, False
    suspended = [one.suspended if one else None for one in (seen.before, seen.after)]
    if any(suspended):
        label = maker.terminal.text("said.approval_line.suspended")
        now_said, after_said = (_flag(maker, one) for one in suspended)
        yield label, "", now_said, after_said, "", False


def _ordered(connection: Connection, maker: RowMaker, seen: ApprovalPreview) -> Iterator[_Said]:
    """Yield what was ordered besides: terms of the line that change, reasons, numbers."""
    has_line = seen.before is not None or seen.after is not None
    node_key, made_at = seen.row["node_key"], seen.row["made_at"]
    then, now = line_terms(connection, node_key, made_at) if has_line else ({}, {})
    for name, label, after in maker.words.fields(seen.row):
        if has_line and name in _FIGURES:
            continue
        terms = [maker.words.value(seen.row, name, one.get(name)) for one in (then, now)]
        if terms == [after, after]:
            continue  # it stays as it is
        unit = maker.terminal.text("unit.ledger") if name.endswith("_minor") else ""
        yield label, terms[0], terms[1], after, unit, terms[0] != terms[1]


def _wan(amount_minor: int | None) -> str:
    return "" if amount_minor is None else wan_text(amount_minor)


def _flag(maker: RowMaker, value: bool | None) -> str:
    if value is None:
        return ""
    return maker.terminal.text("parameter_flag.yes" if value else "parameter_flag.no")
