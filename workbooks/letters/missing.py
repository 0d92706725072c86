"""待补: what a meeting paper lacks, found by looking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backend.language import Language, text
from backend.queries.meeting_paper.rows import BriefFacts, InternalFacts, PublicFacts
from workbooks.letters.words import lacks_translation

_YEARS = 3
_FIGURES = ("total_assets_minor", "equity_minor", "net_profit_minor", "cet1_e6", "npl_e6")


def missing(facts: BriefFacts, visitors: Sequence[str], language: Language) -> list[str]:
    """Return what somebody should still add, for both languages, said in `language`."""
    return [
        *_of_the_public(facts.public, language),
        *_of_the_inside(facts.internal, language),
        *([] if visitors else [text("missing.visitors", language)]),
    ]


def _of_the_public(facts: PublicFacts, language: Language) -> Iterator[str]:
    one = facts.institution
    if not one.name_zh:
        yield text("missing.name_zh", language)
    if not one.city:
        yield text("missing.seat", language)
    # Nothing in the house keeps these yet.
    for key in ("owners", "ranking", "contact"):
        yield text(f"missing.{key}", language)
    if not facts.ratings:
        yield text("missing.ratings", language)
    yield from _figures(facts, language)
    if facts.dealings.since is None:
        yield text("missing.dealings", language)
    if facts.dealings.unconverted:
        yield text("missing.rates", language, currencies=", ".join(facts.dealings.unconverted))


def _figures(facts: PublicFacts, language: Language) -> Iterator[str]:
    if not facts.figures:
        yield text("missing.figures", language)
    elif len(facts.figures) < _YEARS:
        yield text("missing.figures_years", language, count=len(facts.figures))
    for year in facts.figures:
        for name in _FIGURES:
            if getattr(year, name) is None:
                key = name.rpartition("_")[0]
                item = text(f"brief.{key}", language)
                yield text("missing.figure", language, item=item, year=year.period_end.year)


def _of_the_inside(facts: InternalFacts, language: Language) -> Iterator[str]:
    if not facts.accounts:
        yield text("missing.accounts", language)
    if facts.lines is None:
        yield text("missing.lines", language)
    if facts.grade is None or facts.grade.grade is None:
        yield text("missing.grade", language)
    if not facts.meetings:
        yield text("missing.meetings", language)
    points = facts.plan.points.splitlines() if facts.plan is not None else []
    if any(lacks_translation(one, "", Language.ENGLISH) for one in points):
        yield text("missing.points_en", language)
    yield from _translations(facts, language)


def _translations(facts: InternalFacts, language: Language) -> Iterator[str]:
    for event in facts.events:
        for wanted in Language:
            if lacks_translation(event.summary_zh, event.summary_en, wanted):
                key = f"missing.event_{wanted.value}"
                yield text(key, language, number=event.number)
    for meeting in facts.meetings:
        pairs = (
            (meeting.summary_zh, meeting.summary_en),
            (meeting.follow_up_zh, meeting.follow_up_en),
            (meeting.done_zh, meeting.done_en),
        )
        if any(lacks_translation(*pair, Language.ENGLISH) for pair in pairs):
            yield text("missing.meeting_en", language, number=meeting.number)
