"""What is said about reciprocity: tables for people, exact figures for machines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from addin.commands.common import wan
from addin.commands.reciprocity_content import (
    flows_content,
    row_content,
    steering_content,
    sums_content,
)
from addin.terminal import Terminal
from backend.money import grouped
from backend.queries.reciprocity_rows import ReciprocityRow, ReciprocityYear, Sums
from backend.queries.reciprocity_steering import SteeringRow
from backend.queries.rows import Label

_DASH = "—"


def show_year(
    terminal: Terminal, year: ReciprocityYear, rows: Sequence[ReciprocityRow], most: int
) -> None:
    """Show the lowest differences first, and the total of all rows."""
    names = ("institution", "inward", "inward_growth", "outward", "difference", "ratio", "balance")
    headings = [terminal.text(f"column.reciprocity.{one}") for one in (*names, "score")]
    shown = [[_name(terminal, row), *_figures(row.sums), _score(row)] for row in rows[:most]]
    total = sum((row.sums for row in rows), Sums())
    shown.append([terminal.text("said.reciprocity_total", count=len(rows)), *_figures(total), ""])
    title = _title(terminal, year)
    terminal.table(title, headings, shown, numbers=7)
    if len(rows) > most:
        terminal.say("said.reciprocity_more", count=len(rows) - most)
    _say_gaps(terminal, year)
    terminal.answer(
        {
            "year": year.period.year,
            "months": year.period.months,
            "total": sums_content(total),
            "missing_returns": {gap.unit: len(gap.months) for gap in year.gaps},
            "institutions": [row_content(row) for row in rows[:most]],
        }
    )


def show_one(terminal: Terminal, year: ReciprocityYear, row: ReciprocityRow) -> None:
    """Show one correspondent by product, with its score in parts."""
    labels = {one.code: one for one in year.products}
    lines = [one for one in year.flow_rows if one.institution.bic8 == row.institution.bic8]
    names = ("direction", "product", "count", "amount", "growth", "fees", "amount_before")
    headings = [terminal.text(f"column.reciprocity_products.{one}") for one in names]
    shown = [
        (
            terminal.text(f"direction.{one.direction}"),
            terminal.name(labels[one.product].zh, labels[one.product].en),
            f"{one.now.count:,}",
            wan(one.now.amount_minor),
            _percent(one.growth),
            wan(one.now.fee_fen),
            wan(one.before.amount_minor),
        )
        for one in sorted(lines, key=lambda one: one.direction)
    ]
    title = f"{_name(terminal, row)} · {_title(terminal, year)}"
    terminal.table(title, headings, shown, numbers=5)
    _say_one(terminal, row)
    terminal.answer(
        {"year": year.period.year, **row_content(row), "products": flows_content(lines)}
    )


def _say_one(terminal: Terminal, row: ReciprocityRow) -> None:
    """Say the sums, and how the score came about."""
    terminal.say(
        "said.reciprocity_one",
        inward=wan(row.sums.inward.amount_minor),
        outward=wan(row.sums.outward.amount_minor),
        difference=wan(row.sums.difference_minor),
        balance=_ratio(row.sums.balance),
        achieved=_percent(row.achieved),
        value_in=_yuan(row.value_in_fen),
        value_out=_yuan(row.value_out_fen),
        score=_score(row),
    )
    for part in row.score.parts:
        terminal.say(
            "said.reciprocity_part",
            part=terminal.text(f"score_part.{part.name}"),
            points=_ratio(part.points, 1),
            weight=_ratio(part.weight, 0),
        )
    if row.gaps:
        terminal.say("said.reciprocity_gaps", branches=", ".join(gap.unit for gap in row.gaps))


def show_steering(
    terminal: Terminal, product: Label, country: Label, rows: Sequence[SteeringRow], most: int
) -> None:
    """Show whom to send a product's business to, the first choice first."""
    names = ("institution", "available", "fee_share", "balance", "sent")
    headings = [terminal.text(f"steering.{one}") for one in names]
    shown = [
        (
            terminal.name(one.institution.short_zh, one.institution.short_en),
            _DASH if one.available_minor is None else wan(max(0, one.available_minor)),
            _fee_share(one),
            _ratio(one.balance),
            wan(one.sent_minor),
        )
        for one in rows[:most]
    ]
    title = terminal.text(
        "said.steering",
        product=terminal.name(product.zh, product.en),
        country=terminal.name(country.zh, country.en),
    )
    terminal.table(title, headings, shown, numbers=4)
    if len(rows) > most:
        terminal.say("said.reciprocity_more", count=len(rows) - most)
    terminal.say("said.steering_rma")
    terminal.answer(
        {
            "product": product.code,
            "country": country.code,
            "correspondents": [steering_content(one) for one in rows[:most]],
        }
    )


def _title(terminal: Terminal, year: ReciprocityYear) -> str:
    period = year.period
    scope = terminal.text("phrase.reciprocity_scope", year=period.year, months=period.months)
    return f"{scope} · {terminal.text('unit.reciprocity')}"


def _say_gaps(terminal: Terminal, year: ReciprocityYear) -> None:
    if year.gaps:
        units = ", ".join(f"{gap.unit} ({len(gap.months)})" for gap in year.gaps)
        terminal.say("said.reciprocity_gaps", branches=units)


def _name(terminal: Terminal, row: ReciprocityRow) -> str:
    name = row.institution
    return f"{terminal.name(name.short_zh, name.short_en)} {name.bic8}"


def _figures(sums: Sums) -> tuple[str, ...]:
    return (
        wan(sums.inward.amount_minor),
        _percent(sums.inward_growth),
        wan(sums.outward.amount_minor),
        wan(sums.difference_minor),
        _ratio(sums.ratio),
        _ratio(sums.balance),
    )


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _ratio(value: Fraction | None, places: int = 2) -> str:
    return _DASH if value is None else grouped(_decimal(value), places)


def _percent(value: Fraction | None) -> str:
    return _DASH if value is None else f"{grouped(_decimal(value) * 100, 1)}%"


def _score(row: ReciprocityRow) -> str:
    return _DASH if row.score.points is None else f"{_ratio(row.score.points, 1)} / {row.rank}"


def _yuan(fen: int | None) -> str:
    return _DASH if fen is None else wan(fen)


def _fee_share(row: SteeringRow) -> str:
    """Return yuan of fees for ten thousand dollars."""
    return _DASH if row.fee_yield is None else grouped(_decimal(row.fee_yield * 10_000), 2)
