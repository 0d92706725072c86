"""What is said about a comparison: control totals, causes, classes, the newest breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from addin.commands.common import wan
from addin.commands.feed_answers import feed_name
from addin.commands.reconcile_content import reconciled_content
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract.reconciliation import BreakClass, System
from backend.money import from_minor, grouped
from backend.queries import reference
from backend.queries.breaks.listing import break_rows, cause_rows
from backend.queries.breaks.rows import BreakRow, CauseRow, ProductTotals
from backend.queries.breaks.sentences import cause_words
from backend.services.reconciliation.reconciling import Reconciled

#: How many breaks a terminal shows; `--json` and the sheet show all.
_SHOWN = 20
_DASH = "-"


def show_reconciled(terminal: Terminal, house: House, done: Reconciled) -> None:
    """Show what a comparison found, and what is open after it."""
    with house.reading() as connection:
        rows = break_rows(connection)
        products = reference.products(connection)
    totals = done.totals
    key = "said.reconciled_same" if done.repeated else "said.reconciled"
    terminal.say(key, run=totals.run, day=totals.business_date)
    if totals.missing:
        feeds = ", ".join(feed_name(terminal, one) for one in totals.missing)
        terminal.say("said.reconcile_missing", feeds=feeds)
    names = {code: terminal.name(label.zh, label.en) for code, label in products.items()}
    _show_totals(terminal, totals.products, names)
    causes = cause_rows(rows)
    if rows:
        _show_causes(terminal, causes)
        _show_classes(terminal, rows)
        _show_breaks(terminal, rows)
    else:
        terminal.say("said.reconcile_equal")
    terminal.say(
        "said.reconcile_strip",
        carried=totals.carried,
        added=totals.added,
        cleared=totals.cleared,
        left=totals.left,
    )
    terminal.answer(reconciled_content(done, causes, rows))


def _headings(terminal: Terminal, *names: str) -> list[str]:
    return [terminal.text(f"reconcile_heading.{one}") for one in names]


def _show_totals(
    terminal: Terminal, products: Sequence[ProductTotals], names: dict[str, str]
) -> None:
    """Show ours, the limit system's, treasury's; each with what it differs by."""

    def figures(one: ProductTotals) -> list[int | None]:
        return [
            one.ours_minor,
            one.limit_minor,
            one.limit_difference_minor,
            one.ours_at_treasury_minor,
            one.treasury_minor,
            one.treasury_difference_minor,
        ]

    lines = [figures(one) for one in products]
    whole = [
        None if any(one is None for one in column) else sum(filter(None, column))
        for column in zip(*lines, strict=True)
    ]
    shown = [
        [name, *(_DASH if one is None else wan(one) for one in line)]
        for name, line in zip(
            [
                *(names.get(one.product, one.product) for one in products),
                terminal.text("reconcile_heading.total"),
            ],
            [*lines, whole],
            strict=True,
        )
    ]
    columns = ("product", "ours", "limit", "limit_difference")
    rest = ("ours_at_treasury", "treasury", "treasury_difference")
    headings = _headings(terminal, *columns, *rest)
    terminal.table(terminal.text("said.reconcile_totals"), headings, shown, numbers=6)


def _show_causes(terminal: Terminal, causes: Sequence[CauseRow]) -> None:
    shown = [
        (
            cause_words(one.cause, terminal.language),
            _systems(terminal, one.systems),
            ", ".join(terminal.text(f"break_class.{kind}") for kind in one.kinds),
            f"{one.count:,}",
            f"{one.untreated:,}",
            wan(one.use_difference_minor),
        )
        for one in causes
    ]
    headings = _headings(terminal, "cause", "system", "kind", "count", "untreated", "difference")
    terminal.table(terminal.text("said.reconcile_causes"), headings, shown, numbers=3)


def _show_classes(terminal: Terminal, rows: Sequence[BreakRow]) -> None:
    counted = Counter(row.kind for row in rows)
    shown = [
        (terminal.text(f"break_class.{kind}"), f"{counted[kind]:,}")
        for kind in BreakClass
        if counted[kind]
    ]
    headings = _headings(terminal, "kind", "count")
    terminal.table(terminal.text("said.reconcile_classes"), headings, shown, numbers=1)


def _show_breaks(terminal: Terminal, rows: Sequence[BreakRow]) -> None:
    shown = [
        (
            row.number,
            terminal.text(f"break_class.{row.kind}"),
            _institution(terminal, row),
            row.our_reference or row.their_reference,
            terminal.name(row.evidence_zh, row.evidence_en),
            terminal.text(f"break_state.{row.state}"),
            str(row.age_days),
            _amount(row),
            wan(row.use_difference_minor),
        )
        for row in rows[:_SHOWN]
    ]
    names = ("number", "kind", "institution", "reference", "cause", "state", "age")
    amounts = ("own_difference", "difference")
    title = terminal.text("said.reconcile_breaks")
    terminal.table(title, _headings(terminal, *names, *amounts), shown, numbers=3)
    if len(rows) > _SHOWN:
        terminal.say("said.reconcile_more", count=len(rows) - _SHOWN)


def _amount(row: BreakRow) -> str:
    places = row.minor_units
    return f"{row.currency} {grouped(from_minor(row.difference_minor, places), places)}"


def _institution(terminal: Terminal, row: BreakRow) -> str:
    if row.institution is None:
        return _DASH
    return terminal.name(row.institution.short_zh, row.institution.short_en)


def _systems(terminal: Terminal, systems: Sequence[System]) -> str:
    return " + ".join(terminal.text(f"break_system.{one}") for one in systems)
