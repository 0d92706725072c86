"""Show what stands, stood or will stand: an institution's lines, and its open loans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from addin.commands import common
from addin.commands.houses import house_of
from addin.commands.past import moments_of, title_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.ledger.state import Due, NodeState
from backend.money import from_minor
from backend.queries.holds import Hold, open_holds
from backend.queries.loans import open_loans
from backend.queries.nodes import open_date
from backend.queries.past.ladder import ladder_of
from backend.queries.reference import working_days
from backend.queries.totals import totals
from backend.services.days import business_date_of


@command("show")
@click.argument("institution", required=False)
@option("--product")
@option("--unit")
@option("--as-of")
@option("--known-at")
@click.pass_context
def show_command(
    context: click.Context,
    /,
    institution: str | None,
    product: str | None,
    unit: str | None,
    as_of: str | None,
    known_at: str | None,
) -> int:
    """Show who holds what."""
    terminal, house = common.terminal_of(context), house_of(context)
    if institution is None:
        return _show_totals(terminal, house)
    with house.reading() as connection:
        named = common.institution_named(connection, institution)
        code = common.product_named(connection, product) if product else ""
        unit_code = common.unit_named(connection, unit) if unit else ""
        opened = open_date(connection)
        today = max(opened, business_date_of(house.clock(), working_days(connection)))
        day, known = moments_of(connection, as_of, known_at, today)
        levels = ladder_of(connection, named.bic8, code, unit_code, day, known_at=known)
        past = day < opened  # what was held and lent then stands in its history
        loans = [] if past else open_loans(connection, named.bic8, day)
        holds = [] if past else open_holds(connection, [node.key for node in levels], day)
    name = terminal.name(named.short_zh, named.short_en)
    words = {"institution": name, "day": day, "known": known or ""}
    _show_nodes(terminal, terminal.text(title_of(day, opened, known), **words), levels, day)
    _show_holds(terminal, levels, holds)
    _show_loans(terminal, loans)
    content = {"nodes": [_content(node, day) for node in levels]}
    content["holds"] = [_hold_content(hold) for hold in holds]
    terminal.answer({"institution": named.bic8, "as_of": day, "known_at": known, **content})
    return 0


def _show_loans(terminal: Terminal, loans: Sequence[Due]) -> None:
    for loan in loans:
        terminal.say(
            "said.loan",
            number=loan.request,
            amount=common.wan(loan.open_minor),
            drawn=common.wan(loan.drawn_minor),
            last_date=loan.last_date,
        )


def _show_nodes(terminal: Terminal, title: str, levels: Sequence[NodeState], day: date) -> None:
    columns = (
        *("level", "product", "approved", "temporary", "frozen", "used", "reserved", "available"),
    )
    headings = [terminal.text(f"heading.{one}") for one in columns]
    rows = [
        (
            terminal.name(node.label_zh, node.label_en) + _closed(terminal, node, day),
            node.product,
            *(common.wan(value) for value in _figures(node, day)),
        )
        for node in levels
        if node.limited
    ]
    terminal.table(title, headings, rows, numbers=6)


def _closed(terminal: Terminal, node: NodeState, day: date) -> str:
    """Return what keeps new use out of a node besides its figures, as words behind its name."""
    if node.suspended:
        return f" [{terminal.text('said.node_suspended')}]"
    if node.expiry_date is not None and node.expiry_date < day:
        return f" [{terminal.text('said.node_expired', day=node.expiry_date)}]"
    if node.effective_date is not None and node.effective_date > day:
        return f" [{terminal.text('said.node_not_effective', day=node.effective_date)}]"
    return ""


def _show_holds(terminal: Terminal, levels: Sequence[NodeState], holds: Sequence[Hold]) -> None:
    names = {node.key: terminal.name(node.label_zh, node.label_en) for node in levels}
    for hold in holds:
        terminal.say(
            f"said.hold_{hold.kind}",
            number=hold.number,
            node=names[hold.node_key],
            amount=common.wan(hold.open_minor),
            until=hold.last_date or terminal.text("said.line_no_end"),
            reason=hold.reason,
        )


def _hold_content(hold: Hold) -> dict[str, object]:
    return {
        "number": hold.number,
        "kind": hold.kind,
        "node": hold.node_key,
        "open_usd": str(from_minor(hold.open_minor)),
        "last_date": hold.last_date,
        "reason": hold.reason,
        "login": hold.login,
    }


def _content(node: NodeState, day: date) -> dict[str, object]:
    figures = zip(_NAMES, _figures(node, day), strict=True)
    return {
        "node": node.key,
        "label_zh": node.label_zh,
        "label_en": node.label_en,
        "product": node.product,
        "unit": node.unit,
        **{name: str(from_minor(value)) for name, value in figures},
        "suspended": node.suspended,
        "expiry_date": node.expiry_date,
    }


_NAMES = tuple(
    f"{name}_usd" for name in ("approved", "temporary", "frozen", "used", "reserved", "available")
)


def _figures(node: NodeState, day: date) -> tuple[int, ...]:
    return (
        node.approved_minor,
        node.temporary_minor,
        node.frozen_minor,
        node.used_minor,
        node.reserved_minor,
        node.usable_minor(day),
    )


def _show_totals(terminal: Terminal, house: House) -> int:
    with house.reading() as connection:
        found = totals(connection)
    headings = [terminal.text(f"heading.{one}") for one in ("matter", "count")]
    rows = [(terminal.text(f"total.{name}"), f"{count:,}") for name, count in found.items()]
    terminal.table(terminal.text("said.totals"), headings, rows, numbers=1)
    terminal.answer(found)
    return 0
