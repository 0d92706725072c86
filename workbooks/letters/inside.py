"""What only the internal paper says of the institution: grade, accounts, our lines."""

from __future__ import annotations

from decimal import Decimal

from backend.language import Language, text
from backend.money import grouped
from backend.queries.meeting_paper.rows import AccountRow, BriefFacts, Grade, Lines, ProductLine
from workbooks.letters.paper import Block, Cell, Look, Row
from workbooks.letters.profile import (
    PAIRS,
    heads,
    nothing,
    pair,
    profile_rows,
)
from workbooks.letters.words import (
    Unit,
    month_said,
    named,
    share_said,
    unit_for,
)

_E6 = 6


def profile_block(facts: BriefFacts, language: Language) -> Block:
    """Return the institution with what nobody keeps yet, the grade, and since when we deal."""
    absent = text("brief.to_be_added", language)
    since = facts.public.dealings.since
    rows = profile_rows(facts.public, language)
    rows += [
        [
            *pair(text("brief.owners", language), absent),
            *pair(text("brief.ranking", language), absent),
        ],
        [
            *pair(text("brief.grade", language), _grade(facts.internal.grade, language) or absent),
            *pair(text("brief.score", language), _score(facts.internal.grade) or absent),
        ],
        [
            *pair(
                text("brief.relation", language), month_said(since, language) if since else absent
            ),
            *pair(text("brief.accounts", language), _accounts(facts, language) or absent),
        ],
    ]
    return Block(
        heading=text("brief.profile", language),
        widths=PAIRS[language],
        rows=rows,
        count=len(rows),
        least=len(rows),
        most_lines=2,
    )


def _grade(grade: Grade | None, language: Language) -> str:
    if grade is None or grade.grade is None:
        return ""
    state = text("brief.confirmed" if grade.confirmed else "brief.proposed", language)
    return text(
        "brief.grade_said", language, grade=grade.grade, year=grade.fiscal_year, state=state
    )


def _score(grade: Grade | None) -> str:
    if grade is None or grade.score_e6 is None:
        return ""
    return grouped(Decimal(grade.score_e6).scaleb(-_E6), 1)


def _accounts(facts: BriefFacts, language: Language) -> str:
    said = [_account(one, facts, language) for one in facts.internal.accounts]
    return text("brief.separator", language).join(said)


def _account(account: AccountRow, facts: BriefFacts, language: Language) -> str:
    places = facts.public.minor_units[account.currency]
    unit = unit_for([account.average_minor], language, account.currency, places)
    large = unit.digits > (_E6 if language is Language.ENGLISH else 4)
    key = "brief.currency_unit_large" if large else "brief.currency_unit_small"
    amount = text(key, language, amount=unit.said(account.average_minor, places))
    return text(f"brief.{account.kind}", language, currency=account.currency, amount=amount)


def lines_block(lines: Lines | None, language: Language) -> Block:
    """Return the legal entity's line and its products', approved and used."""
    heading = text("brief.lines", language)
    if lines is None:
        return Block(heading=heading, widths=(100,), rows=[nothing(language, "no_lines", 1)])
    figures = [(one.approved_minor, one.used_minor) for one in lines.products]
    unit = unit_for(
        [lines.approved_minor, lines.used_minor, *(one for one, _ in figures)], language
    )
    rows = [_line(text("brief.entity_line", language), lines, unit, language)]
    rows += [_line(named(one.product, language), one, unit, language) for one in lines.products]
    return Block(
        heading=heading,
        note=unit.label,
        widths=(34, 18, 18, 12, 18),
        head=heads(language, ("line",), ("approved", "used", "use_ratio", "expiry")),
        rows=rows,
        count=len(rows),
        more=text("brief.more", language),
    )


def _line(label: str, line: Lines | ProductLine, unit: Unit, language: Language) -> Row:
    approved, used = line.approved_minor, line.used_minor
    until = line.expiry_date.isoformat() if line.expiry_date else text("brief.none", language)
    if line.suspended:
        until = text("brief.suspended", language)
    said = (unit.said(approved), unit.said(used), share_said(used, approved), until)
    return [Cell(label), *(Cell(one, Look.NUMBER) for one in said)]
