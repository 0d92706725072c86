"""What an evaluation rests on: statements, ratings, events, judgements, room. A few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from backend.contract.evaluation import RatingType
from backend.evaluation.climbing import AgencyRating, Circumstances
from backend.evaluation.conduct import Event
from backend.evaluation.evaluate import Material
from backend.evaluation.scoring import Judged
from backend.evaluation.template import Template
from backend.ledger.state import Book
from backend.queries import reference
from backend.queries.evaluation.events import read_conduct
from backend.queries.evaluation.means import means_of
from backend.queries.evaluation.rows import StatementRow
from backend.queries.evaluation.statements import full_years, read_statements, year_before
from backend.queries.evaluation.template import read_template
from backend.queries.rows import Label
from backend.store.tables.evaluation import judgement, rating
from backend.store.tables.institutions import institution

_MOST_BY_NUMBER = 500

Judgements = Mapping[tuple[int, int], Mapping[str, Judged]]


@dataclass(frozen=True, kw_only=True)
class EvaluationFacts:
    """The facts about some institutions, by their number; nothing is computed yet."""

    day: date
    template: Template
    statements: Mapping[int, Sequence[StatementRow]]
    ratings: Mapping[int, Sequence[AgencyRating]]
    events: Mapping[int, Sequence[Event]]
    judgements: Judgements
    places: Mapping[int, Label]
    bic8s: Mapping[int, str]
    rates: Mapping[str, int]
    minor_units: Mapping[str, int]

    def material(self, institution_id: int, fiscal_year: int, book: Book) -> Material:
        """Return the material of a full year that stands, with the room in `book`."""
        years = full_years(self.statements[institution_id])
        own = years[fiscal_year]
        place = self.places[institution_id]
        return Material(
            items=own.items,
            before=year_before(years, fiscal_year),
            circumstances=Circumstances(
                day=self.day,
                period_end=own.period_end,
                country=place.code,
                country_zh=place.zh,
                country_en=place.en,
                judged=self.judgements.get((institution_id, fiscal_year), {}),
                ratings=self.ratings.get(institution_id, ()),
                events=self.events.get(institution_id, ()),
            ),
            means=means_of(self.template, own, book, institution_id, self.rates, self.minor_units),
        )


def read_facts(
    connection: Connection, day: date, institutions: Collection[int] | None = None
) -> EvaluationFacts:
    """Return the facts of these institutions (all when `None`) as they stand on `day`."""
    template = read_template(connection, day)
    return EvaluationFacts(
        day=day,
        template=template,
        statements=read_statements(connection, day, institutions),
        ratings=_ratings(connection, day, institutions, template),
        events=read_conduct(connection, day, institutions),
        judgements=_judgements(connection, institutions),
        places=_places(connection, institutions),
        bic8s=_bic8s(connection, institutions),
        rates=reference.rates(connection, day),
        minor_units=reference.minor_units(connection),
    )


def _only(question: Select[Any], column: Any, institutions: Collection[int] | None) -> Select[Any]:
    if institutions is None or len(institutions) > _MOST_BY_NUMBER:
        return question
    return question.where(column.in_(institutions))


def _ratings(
    connection: Connection, day: date, institutions: Collection[int] | None, template: Template
) -> Mapping[int, Sequence[AgencyRating]]:
    """Return each agency's issuer rating of the day, where our scale knows it."""
    question = (
        select(rating)
        .where(rating.c.rating_type == RatingType.ISSUER.value, rating.c.valid_from <= day)
        .order_by(rating.c.valid_from)
    )
    rows = connection.execute(_only(question, rating.c.institution_id, institutions))
    newest = {(row.institution_id, row.agency): row.value for row in rows}
    found: defaultdict[int, list[AgencyRating]] = defaultdict(list)
    for (owner, agency), value in sorted(newest.items()):
        notch = template.scale.get((agency, value))
        if notch is not None:  # a rating that was withdrawn is none
            found[owner].append(AgencyRating(agency, value, notch))
    return found


def _judgements(connection: Connection, institutions: Collection[int] | None) -> Judgements:
    rows = connection.execute(_only(select(judgement), judgement.c.institution_id, institutions))
    found: defaultdict[tuple[int, int], dict[str, Judged]] = defaultdict(dict)
    for row in rows:
        judged = Judged(row.level, row.reason)
        found[row.institution_id, row.fiscal_year][row.factor_code] = judged
    return found


def _bic8s(connection: Connection, institutions: Collection[int] | None) -> Mapping[int, str]:
    question = select(institution.c.id, institution.c.bic8)
    rows = connection.execute(_only(question, institution.c.id, institutions))
    return {row.id: row.bic8 for row in rows}


def _places(connection: Connection, institutions: Collection[int] | None) -> Mapping[int, Label]:
    """Return the country or region of ultimate risk of each institution."""
    names = reference.countries(connection)
    question = select(institution.c.id, institution.c.risk_country_code)
    rows = connection.execute(_only(question, institution.c.id, institutions))
    return {owner: names[code] for owner, code in rows}
