"""Five key figures of three years, as a meeting paper shows them."""

from __future__ import annotations

from backend.language import Language, text
from backend.money import LEDGER_MINOR_UNITS, line_use_minor
from backend.queries.meeting_paper.rows import FigureYear, PublicFacts
from workbooks.letters.paper import Block, Cell, Look, Row
from workbooks.letters.profile import heads, nothing
from workbooks.letters.words import Unit, rate_said, ratio_said, unit_for

_AMOUNTS = ("total_assets", "equity", "net_profit")
_RATIOS = ("cet1", "npl")


def figures_block(facts: PublicFacts, language: Language) -> Block:
    """Return five key figures of three years; amounts in dollars at one rate for all years."""
    years = facts.figures
    heading = text("brief.figures", language)
    if not years:
        return Block(
            heading=heading, widths=(100,), rows=[nothing(language, "no_figures", 1)], least=1
        )
    rate = _common_rate(facts)
    unit, said = _amounts(facts, rate, language)
    said |= {key: [ratio_said(getattr(one, f"{key}_e6")) for one in years] for key in _RATIOS}
    rows: list[Row] = [
        [Cell(text(f"brief.{key}", language)), *(Cell(one, Look.NUMBER) for one in figures)]
        for key, figures in said.items()
    ]
    return Block(
        heading=heading,
        note=_basis(years[-1], unit, rate, language),
        widths=(40, *(20 for _ in years)),
        head=[
            *heads(language, ("item",)),
            *(
                Cell(text("brief.year_end", language, year=one.period_end.year), Look.HEAD_RIGHT)
                for one in years
            ),
        ],
        rows=rows,
        count=len(rows),
        least=len(rows),
    )


def _amounts(
    facts: PublicFacts, rate: int | None, language: Language
) -> tuple[Unit, dict[str, list[str]]]:
    """Return the unit that suits, and each row of amounts said in it."""
    minors = {
        key: [_amount(one, f"{key}_minor", facts, rate) for one in facts.figures]
        for key in _AMOUNTS
    }
    currency = facts.figures[-1].currency
    places = LEDGER_MINOR_UNITS if rate is not None else facts.minor_units[currency]
    known = [minor for row in minors.values() for minor in row]
    unit = unit_for(known, language, "" if rate is not None else currency, places)
    return unit, {key: [unit.said(one, places) for one in row] for key, row in minors.items()}


def _common_rate(facts: PublicFacts) -> int | None:
    """Return the rate for all years; `None` when the years differ in currency or none is known."""
    currencies = {one.currency for one in facts.figures}
    return facts.rates_e12.get(currencies.pop()) if len(currencies) == 1 else None


def _amount(year: FigureYear, name: str, facts: PublicFacts, rate: int | None) -> int | None:
    minor: int | None = getattr(year, name)
    if minor is None:
        return None
    if rate is not None:
        return line_use_minor(minor, facts.minor_units[year.currency], rate)
    return minor if year.currency == facts.figures[-1].currency else None


def _basis(newest: FigureYear, unit: Unit, rate: int | None, language: Language) -> str:
    key = "consolidated" if newest.consolidated else "solo"
    said = text(f"brief.{key}", language)
    if rate is None:
        said += text("brief.unconverted", language)
    elif newest.currency != "USD":
        said += text("brief.converted", language, currency=newest.currency, rate=rate_said(rate))
    return text("brief.figures_note", language, unit=unit.label, basis=said)
