"""What is said about reciprocity: tables for people, exact figures for machines."""

from __future__ import annotations

from collections.abc import Sequence

from addin.commands.common import wan
from addin.commands.reciprocity_content import (
    flows_content,
    row_content,
    steering_content,
    sums_content,
)
from addin.commands.reciprocity_words import DASH, fee_text, percent_text, ratio_text
from addin.terminal import Terminal
from backend.queries.reciprocity.groups import GroupRow
from backend.queries.reciprocity.rows import ReciprocityRow, ReciprocityYear, Sums
from backend.queries.reciprocity.steering import SteeringRow
from backend.queries.rows import Label


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


def show_groups(
    terminal: Terminal, year: ReciprocityYear, rows: Sequence[GroupRow], most: int
) -> None:
    """Show the groups with the lowest differences; who belongs to none stands alone."""
    names = ("inward", "inward_growth", "outward", "difference", "ratio", "balance")
    headings = [terminal.text(f"column.reciprocity.{one}") for one in names]
    shown = [
        (terminal.name(one.name.zh, one.name.en), str(len(one.members)), *_figures(one.sums))
        for one in rows[:most]
    ]
    first = [terminal.text("steering.group"), terminal.text("steering.members")]
    terminal.table(_title(terminal, year), [*first, *headings], shown, numbers=7)
    groups = [
        {"group": one.name.code, "members": list(one.members), **sums_content(one.sums)}
        for one in rows[:most]
    ]
    terminal.answer({"year": year.period.year, "groups": groups})


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
            percent_text(one.growth),
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
        balance=ratio_text(row.sums.balance),
        achieved=percent_text(row.achieved),
        value_in=_yuan(row.value_in_fen),
        value_out=_yuan(row.value_out_fen),
        score=_score(row),
    )
    for part in row.score.parts:
        terminal.say(
            "said.reciprocity_part",
            part=terminal.text(f"score_part.{part.name}"),
            points=ratio_text(part.points, 1),
            weight=ratio_text(part.weight, 0),
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
            DASH if one.available_minor is None else wan(max(0, one.available_minor)),
            fee_text(one),
            ratio_text(one.balance),
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
        percent_text(sums.inward_growth),
        wan(sums.outward.amount_minor),
        wan(sums.difference_minor),
        ratio_text(sums.ratio),
        ratio_text(sums.balance),
    )


def _score(row: ReciprocityRow) -> str:
    return DASH if row.score.points is None else f"{ratio_text(row.score.points, 1)} / {row.rank}"


def _yuan(fen: int | None) -> str:
    return DASH if fen is None else wan(fen)
