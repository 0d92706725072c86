"""历史查询: a line on a past day, as known then and as known today, and who changed it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import click
from sqlalchemy import Connection

from addin.commands import common
from addin.commands.houses import house_of
from addin.commands.past import moments_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.dates import SHANGHAI
from backend.ledger.state import NodeState
from backend.money import from_minor
from backend.queries import reference
from backend.queries.nodes import open_date
from backend.queries.past.history import line_changes
from backend.queries.past.history_rows import LineChange
from backend.queries.past.ladder import ladder_of
from backend.queries.reference import Person

_ITEMS = ("approved", "temporary", "frozen", "used", "reserved", "available")
_MONEY = frozenset(_ITEMS)


@command("history")
@click.argument("institution")
@option("--product")
@option("--unit")
@option("--as-of", required=True)
@option("--known-at")
@click.pass_context
def history_command(
    context: click.Context,
    /,
    institution: str,
    product: str | None,
    unit: str | None,
    as_of: str,
    known_at: str | None,
) -> int:
    """Show a line on a past day, and who changed it."""
    terminal, house = common.terminal_of(context), house_of(context)
    with house.reading() as connection:
        named = common.institution_named(connection, institution)
        code = common.product_named(connection, product) if product else ""
        unit_code = common.unit_named(connection, unit) if unit else ""
        opened = open_date(connection)
        day, known = moments_of(connection, as_of, known_at, opened)
        place = (named.bic8, code, unit_code)
        then = _own(connection, place, day, known)
        now = _own(connection, place, day, None)
        own = now or then
        changes = line_changes(connection, own.key, day, opened) if own is not None else []
        persons = reference.persons(connection)
    title = terminal.text(
        "said.history",
        institution=terminal.name(named.short_zh, named.short_en),
        line=terminal.name(own.label_zh, own.label_en) if own is not None else "-",
        day=day,
    )
    _show_values(terminal, title, then, now, known or opened)
    _show_changes(terminal, changes, persons)
    days = {"as_of": day, "known_at": known or opened}
    terminal.answer({"institution": named.bic8, **days, **_answer(own, then, now, changes)})
    return 0


def _answer(
    own: NodeState | None,
    then: NodeState | None,
    now: NodeState | None,
    changes: Sequence[LineChange],
) -> dict[str, object]:
    return {
        "node": own.key if own is not None else None,
        "as_known_then": _values(then),
        "as_known_today": _values(now),
        "changes": [_content(one) for one in changes],
    }


def _own(
    connection: Connection, place: tuple[str, str, str], day: date, known: date | None
) -> NodeState | None:
    """Return the node asked about: the unit's, the product's, else the legal entity's."""
    bic8, product, unit = place
    wanted = "unit" if unit else "product" if product else "entity"
    for node in ladder_of(connection, bic8, product, unit, day, known_at=known):
        if node.dimension == wanted and node.unit == unit and node.product == product:
            return node
    return None


def _values(node: NodeState | None) -> dict[str, str] | None:
    if node is None:
        return None
    figures = {**{name: getattr(node, f"{name}_minor") for name in _ITEMS[:-1]}}
    figures["available"] = max(0, node.room_minor)
    return {f"{name}_usd": str(from_minor(value)) for name, value in figures.items()}


def _show_values(
    terminal: Terminal,
    title: str,
    then: NodeState | None,
    now: NodeState | None,
    known: date,
) -> None:
    headings = [
        terminal.text("heading.item"),
        terminal.text("heading.known_then", known=known),
        terminal.text("heading.known_now"),
    ]
    rows = [
        (terminal.text(f"history_item.{name}"), _figure(then, name), _figure(now, name))
        for name in _ITEMS
    ]
    terminal.table(title, headings, rows, numbers=2)


def _figure(node: NodeState | None, name: str) -> str:
    if node is None:
        return "-"
    return common.wan(
        max(0, node.room_minor) if name == "available" else getattr(node, f"{name}_minor")
    )


def _show_changes(
    terminal: Terminal, changes: Sequence[LineChange], persons: Mapping[str, Person]
) -> None:
    columns = ("when", "item", "from_to", "three_hands", "order", "document", "reason")
    headings = [terminal.text(f"heading.{one}") for one in columns]
    rows = [
        (
            f"{one.recorded_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            terminal.text(f"history_item.{one.item}"),
            _changed(terminal, one),
            _hands(terminal, one, persons),
            " ".join(word for word in (one.order, one.entry if one.item == "used" else "") if word),
            one.document,
            one.reason,
        )
        for one in changes
    ]
    terminal.table(terminal.text("said.changes", count=len(rows)), headings, rows)


def _changed(terminal: Terminal, one: LineChange) -> str:
    mark = f" {terminal.text('said.retroactive')}" if one.retroactive else ""
    if one.item == "used":
        sign = "+" if isinstance(one.after, int) and one.after > 0 else ""
        effect = terminal.text("said.for_day", day=one.effect_date or "-")
        return f"{sign}{common.wan(int(one.after or 0))} {effect}{mark}"
    if one.item in _MONEY:
        return f"{common.wan(int(one.before or 0))} → {common.wan(int(one.after or 0))}"
    return f"{one.before if one.before is not None else '-'} → {one.after}"


def _hands(terminal: Terminal, one: LineChange, persons: Mapping[str, Person]) -> str:
    names = []
    for login in (one.hands.maker, one.hands.checker, one.hands.approver):
        person = persons.get(login)
        if login:
            names.append(terminal.name(person.name_zh, person.name_en) if person else login)
    return " / ".join(names) or terminal.text("said.calendar")


def _content(one: LineChange) -> dict[str, object]:
    money = one.item in _MONEY
    return {
        "item": one.item,
        "from": str(from_minor(int(one.before)))
        if money and one.before is not None
        else one.before,
        "to": str(from_minor(int(one.after or 0))) if money else one.after,
        "kind": one.kind,
        "business_date": one.business_date,
        "recorded_at": one.recorded_at,
        "maker": one.hands.maker,
        "checker": one.hands.checker,
        "approver": one.hands.approver,
        "order": one.order,
        "document": one.document,
        "entry": one.entry,
        "reason": one.reason,
        "effect_date": one.effect_date,
        "retroactive": one.retroactive,
    }
