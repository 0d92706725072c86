"""Page one of a meeting paper, from public facts: who they are, how they stand, what flows."""

from __future__ import annotations

from collections.abc import Sequence

from backend.language import Language, text
from backend.queries.meeting_paper.rows import FlowPair, PublicFacts
from workbooks.letters.paper import Block, Cell, Look, Row
from workbooks.letters.words import (
    Unit,
    code_said,
    growth_said,
    months_said,
    named,
    unit_for,
)

#: Label, value, label, value: English labels are longer.
PAIRS = {Language.CHINESE: (15, 35, 15, 35), Language.ENGLISH: (17, 35, 13, 35)}
_RATINGS = {Language.CHINESE: (22, 32, 14, 16, 16), Language.ENGLISH: (14, 42, 13, 15, 16)}
AGENCIES = ("rating_agency",)
RATING_TYPES = ("rating_type", "paper_rating_type")
OUTLOOKS = ("outlook", "paper_outlook")


def pair(label: str, value: str) -> list[Cell]:
    """Return a label with what stands beside it."""
    return [Cell(label, Look.LABEL), Cell(value)]


def wide_pair(label: str, value: str) -> Row:
    """Return a label with a value that takes the rest of the line."""
    return [Cell(label, Look.LABEL), Cell(value, span=3)]


def heads(language: Language, texts: Sequence[str], figures: Sequence[str] = ()) -> Row:
    """Return the head of a table: columns of text by their keys, then columns of figures."""
    left = [Cell(text(f"brief.{key}", language), Look.HEAD) for key in texts]
    return [*left, *(Cell(text(f"brief.{key}", language), Look.HEAD_RIGHT) for key in figures)]


def nothing(language: Language, key: str, columns: int) -> Row:
    """Return the row that says that there is nothing."""
    return [Cell(text(f"brief.{key}", language), span=columns)]


def profile_rows(facts: PublicFacts, language: Language) -> list[Row]:
    """Return names, seat, country or region, group and head office."""
    one = facts.institution
    dash = text("brief.none", language)
    label = {
        key: text(f"brief.{key}", language)
        for key in ("name_zh", "name_en", "seat", "country", "group", "head_office")
    }
    rows: list[Row] = [
        wide_pair(label["name_zh"], one.name_zh or dash),
        wide_pair(label["name_en"], one.name_en or dash),
        [
            *pair(label["country"], named(facts.country, language)),
            *pair(label["seat"], one.city or dash),
        ],
        [*pair("BIC", one.bic8), *pair(label["group"], named(facts.group, language) or dash)],
    ]
    if facts.head_office is not None:
        rows.append(wide_pair(label["head_office"], named(facts.head_office, language)))
    return rows


def ratings_block(facts: PublicFacts, language: Language) -> Block:
    """Return each agency's ratings as they stand."""
    rows: list[Row] = [
        [
            Cell(code_said(one.agency, language, *AGENCIES)),
            Cell(code_said(one.rating_type, language, *RATING_TYPES)),
            Cell(one.value),
            Cell(code_said(one.outlook, language, *OUTLOOKS) or text("brief.none", language)),
            Cell(one.valid_from.isoformat()),
        ]
        for one in facts.ratings
    ]
    return Block(
        heading=text("brief.ratings", language),
        widths=_RATINGS[language],
        head=heads(language, ("agency", "rating_type", "rating", "outlook", "since")),
        rows=rows or [nothing(language, "no_ratings", 5)],
        count=len(rows),
        more=text("brief.more", language),
    )


def dealings_block(facts: PublicFacts, language: Language, *, outside: bool = False) -> Block:
    """Return 来委 and 去委 of this year beside the same months of last year.

    `outside` says it to the visitors: your bank, our bank.
    """
    one = facts.dealings
    pairs = (one.inward, one.outward)
    suffix = "_outside" if outside else ""
    heading = text(f"brief.dealings{suffix}", language)
    if not any(flow.count or flow.count_before for flow in pairs):
        rows = [nothing(language, "no_dealings", 1)]
        return Block(heading=heading, widths=(100,), rows=rows)
    amounts = [value for flow in pairs for value in (flow.amount_minor, flow.amount_before_minor)]
    unit = unit_for(amounts, language)
    flows: list[Row] = [
        _flow(text(f"brief.{key}{suffix}", language), flow, unit)
        for key, flow in zip(("inward", "outward"), pairs, strict=True)
    ]
    key = "dealings_note_partly" if one.unconverted else "dealings_note"
    return Block(
        heading=heading,
        note=text(
            f"brief.{key}",
            language,
            period=months_said(one.year, one.last_month, language),
            unit=unit.label,
            **({"currencies": ", ".join(one.unconverted)} if one.unconverted else {}),
        ),
        widths=(32, 11, 18, 24, 15),
        head=[
            *heads(language, ("direction",), ("count", "amount")),
            Cell(text("brief.amount_before", language, year=one.year - 1), Look.HEAD_RIGHT),
            Cell(text("brief.growth", language), Look.HEAD_RIGHT),
        ],
        rows=flows,
        count=2,
        least=2,
    )


def _flow(label: str, flow: FlowPair, unit: Unit) -> Row:
    figures = (
        f"{flow.count:,}",
        unit.said(flow.amount_minor),
        unit.said(flow.amount_before_minor),
        growth_said(flow.amount_minor, flow.amount_before_minor),
    )
    return [Cell(label), *(Cell(one, Look.NUMBER) for one in figures)]
