"""会谈要点建议: what we ask, what they may raise, what we answer, in standing sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from backend.contract.events import OF_RATINGS
from backend.language import Language, text
from backend.queries.meeting_paper.rows import BriefFacts, EventRow, Lines, ProductLine
from workbooks.letters.happenings import KINDS
from workbooks.letters.paper import Block, Cell, Look, Row
from workbooks.letters.words import (
    code_said,
    day_said,
    in_language,
    months_said,
    named,
    share_said,
    unit_for,
)

#: A line that ends within so many days is worth a word.
_SOON = timedelta(days=90)
_HIGH_USE_PERCENT = 90
_OPEN_EVENTS = 3

Point = tuple[str, str]


def points_block(facts: BriefFacts, language: Language) -> Block:
    """Return the points: 我方诉求, 对方关注, 口径, in this order."""
    points = (
        *_we_ask(facts, language),
        *_they_ask(facts, language),
        *_answers(facts, language),
    )
    rows: list[Row] = []
    before = ""
    for kind, said in points:
        label = text(f"brief.{kind}", language) if kind != before else ""
        rows.append([Cell(label, Look.LABEL), Cell(said)])
        before = kind
    return Block(
        heading=text("brief.points", language),
        widths=(16, 84),
        rows=rows,
        count=len(rows),
        more=text("brief.more", language),
        least=4,
    )


def _we_ask(facts: BriefFacts, language: Language) -> Iterator[Point]:
    plan, flows = facts.internal.plan, facts.public.dealings
    if plan is not None:
        for one in plan.points.splitlines():  # they are written in Chinese
            if one.strip():
                yield "we_ask", in_language(one, "", language)
    inward, outward = flows.inward.amount_minor, flows.outward.amount_minor
    target = plan.target_minor if plan is not None else None
    period = months_said(flows.year, flows.last_month, language)
    unit = unit_for([target, inward, outward], language)
    if target:
        yield (
            "we_ask",
            text(
                "brief.point_target",
                language,
                target=unit.said(target),
                unit=unit.label,
                period=period,
                done=unit.said(inward),
                share=share_said(inward, target),
            ),
        )
    if inward < outward:
        yield (
            "we_ask",
            text(
                "brief.point_balance",
                language,
                period=period,
                inward=unit.said(inward),
                outward=unit.said(outward),
                unit=unit.label,
            ),
        )
    yield from _promises(facts, language)


def _promises(facts: BriefFacts, language: Language) -> Iterator[Point]:
    today = facts.public.as_of
    for one in facts.internal.meetings:
        if not one.is_open:
            continue
        matter = in_language(one.follow_up_zh, one.follow_up_en, language)
        day, due = day_said(one.day, language), one.follow_up_date
        if due is not None and one.is_overdue(today):
            said = text(
                "brief.point_overdue", language, day=day, matter=matter, due=day_said(due, language)
            )
        else:
            said = text("brief.point_follow_up", language, day=day, matter=matter)
        yield "we_ask", said


def _they_ask(facts: BriefFacts, language: Language) -> Iterator[Point]:
    for one in _open_events(facts):
        if one.kind in OF_RATINGS:
            said = text("brief.point_rating", language, day=day_said(one.day, language))
            yield "they_ask", said
    lines = facts.internal.lines
    if lines is None:
        return
    yield from _line_point(text("brief.entity_line", language), lines, facts.public.as_of, language)
    for line in lines.products:
        yield from _line_point(named(line.product, language), line, facts.public.as_of, language)


def _line_point(
    label: str, line: Lines | ProductLine, today: date, language: Language
) -> Iterator[Point]:
    """Yield what they may raise about one line: its end, its use, its suspension."""
    if not line.approved_minor:
        return
    end = line.expiry_date
    if end is not None and end <= today + _SOON:
        key = "brief.point_expired" if end < today else "brief.point_expiring"
        yield "they_ask", text(key, language, line=label, day=day_said(end, language))
    if line.used_minor * 100 >= line.approved_minor * _HIGH_USE_PERCENT:
        share = share_said(line.used_minor, line.approved_minor)
        yield "they_ask", text("brief.point_high_use", language, line=label, share=share)
    if line.suspended:
        yield "they_ask", text("brief.point_suspended", language, line=label)


def _open_events(facts: BriefFacts) -> list[EventRow]:
    """Return the newest events of the institution itself that nobody has closed."""
    found = [one for one in facts.internal.events if one.is_open and one.is_own]
    return found[:_OPEN_EVENTS]


def _answers(facts: BriefFacts, language: Language) -> Iterator[Point]:
    for one in _open_events(facts):
        key = "brief.answer_rating" if one.kind in OF_RATINGS else "brief.point_event"
        yield (
            "wording",
            text(
                key,
                language,
                day=day_said(one.day, language),
                kind=code_said(one.kind, language, *KINDS),
            ),
        )
    yield "wording", text("brief.answer_lines", language)
    yield "wording", text("brief.answer_inside", language)
