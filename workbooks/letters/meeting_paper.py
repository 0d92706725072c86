"""会谈材料: the internal paper from everything, the visitors' paper from public facts alone.

`external_paper` takes `PublicFacts`, which hold no grade, score, line, target, fee or text of ours:
what it isn't given it cannot say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from backend.dates import SHANGHAI
from backend.language import Language, text
from backend.queries.meeting_paper.rows import BriefFacts, PublicFacts
from workbooks.letters.figures import figures_block
from workbooks.letters.happenings import events_block, meetings_block, rating_said
from workbooks.letters.inside import lines_block, profile_block
from workbooks.letters.missing import missing
from workbooks.letters.paper import Block, Cell, Paper, Row
from workbooks.letters.points import points_block
from workbooks.letters.profile import (
    PAIRS,
    dealings_block,
    heads,
    nothing,
    profile_rows,
    ratings_block,
)
from workbooks.letters.visitors import visitors_block
from workbooks.letters.words import day_said, months_said

_NAME_LETTERS = 40


@dataclass(frozen=True)
class Occasion:
    """The meeting: its day, who comes, and the moment at which the facts were read."""

    day: date
    visitors: tuple[str, ...]
    read_at: datetime


def internal_paper(facts: BriefFacts, occasion: Occasion, language: Language) -> Paper:
    """Return the paper for our own hands."""
    inside = facts.internal
    lacking = missing(facts, occasion.visitors, language)
    closing = text("brief.complete", language)
    if lacking:
        listed = text("brief.comma", language).join(lacking)
        closing = text("brief.closing", language, missing=listed)
    return Paper(
        language=language,
        title=_title(facts.public, language),
        subtitle=_subtitle(
            facts.public, occasion, language, text("brief.version_internal", language)
        ),
        footer="",
        file_name=_file_name("brief.file_internal", facts.public, occasion, language),
        pages=(
            [
                profile_block(facts, language),
                ratings_block(facts.public, language),
                figures_block(facts.public, language),
                dealings_block(facts.public, language),
                lines_block(inside.lines, language),
            ],
            [
                events_block(inside.events, language),
                meetings_block(inside.meetings, facts.public.as_of, language),
                points_block(facts, language),
                visitors_block(occasion.visitors, language),
            ],
        ),
        closing=closing,
    )


def external_paper(facts: PublicFacts, occasion: Occasion, language: Language) -> Paper:
    """Return the paper that may lie on the table."""
    rows = profile_rows(facts, language)
    profile = Block(
        heading=text("brief.profile", language),
        widths=PAIRS[language],
        rows=rows,
        count=len(rows),
        least=len(rows),
        most_lines=2,
    )
    return Paper(
        language=language,
        title=_title(facts, language),
        subtitle=_subtitle(facts, occasion, language),
        footer="",
        file_name=_file_name("brief.file_external", facts, occasion, language),
        pages=(
            [
                profile,
                ratings_block(facts, language),
                figures_block(facts, language),
                dealings_block(facts, language, outside=True),
            ],
            [
                _topics_block(facts, language),
                _actions_block(facts, language),
                visitors_block(occasion.visitors, language),
            ],
        ),
    )


def _topics_block(facts: PublicFacts, language: Language) -> Block:
    """Return what to talk about: standing topics, with the years and days that apply."""
    flows = facts.dealings
    topics = [text("brief.topic_business", language)]
    if flows.inward.count or flows.outward.count:
        period = months_said(flows.year, flows.last_month, language)
        topics.insert(0, text("brief.topic_dealings", language, period=period))
    if facts.figures:
        year = facts.figures[-1].period_end.year
        topics.append(text("brief.topic_figures", language, year=year))
    else:
        topics.append(text("brief.topic_outlook", language))
    if facts.meeting_days:
        last = day_said(facts.meeting_days[0], language)
        topics.append(text("brief.topic_meeting", language, day=last))
    topics.append(text("brief.topic_next", language))
    rows: list[Row] = [[Cell(str(place)), Cell(one)] for place, one in enumerate(topics, 1)]
    heading = text("brief.topics", language)
    return Block(heading=heading, widths=(5, 95), rows=rows, count=len(rows), least=len(rows))


def _actions_block(facts: PublicFacts, language: Language) -> Block:
    rows: list[Row] = [
        [Cell(one.day.isoformat()), Cell(rating_said(one, language))]
        for one in facts.rating_actions
    ]
    return Block(
        heading=text("brief.rating_actions", language),
        note=text("brief.events_note", language),
        widths=(14, 86),
        head=heads(language, ("date", "matter")),
        rows=rows or [nothing(language, "no_actions", 2)],
        count=len(rows),
        more=text("brief.more", language),
    )


def _title(facts: PublicFacts, language: Language) -> str:
    return text("brief.title", language, institution=_named(facts, language))


def _named(facts: PublicFacts, language: Language) -> str:
    """Return the institution's name as its paper bears it, without what a legal form adds."""
    one = facts.institution
    if language is Language.CHINESE:
        return one.name_zh or one.short_zh or one.name_en
    return one.short_en or one.name_en


def _subtitle(facts: PublicFacts, occasion: Occasion, language: Language, version: str = "") -> str:
    said = text(
        "brief.subtitle",
        language,
        day=day_said(occasion.day, language),
        as_of=f"{occasion.read_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
    )
    sample = text("brief.sample", language) if facts.is_sample else ""
    return " · ".join(one for one in (said, version, sample) if one)


def _file_name(key: str, facts: PublicFacts, occasion: Occasion, language: Language) -> str:
    """Return the file's name without its ending: no blanks, an eight-digit day."""
    name = _named(facts, language)[:_NAME_LETTERS]
    joined = "-".join("".join(one if one.isalnum() else " " for one in name).split())
    return text(key, language, name=joined, day=f"{occasion.day:%Y%m%d}")
