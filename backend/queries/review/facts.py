"""What the campaign shows but nobody types there: statements entered, year-ends, grades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from backend.contract.evaluation import EvaluationState
from backend.queries.reference import Person
from backend.queries.review.rows import EnteredStatement, PersonName, YearGrade
from backend.store.tables.evaluation import evaluation, statement, statement_item

_WHOLE_YEAR = 12
_BALANCING = ("total_assets", "total_liabilities", "equity")


def entered_statements(
    connection: Connection, day: date, year: int, persons: Mapping[str, Person]
) -> Mapping[int, EnteredStatement]:
    """Return the full-year statement of `year` that counts, by institution; two statements.

    Consolidated counts before solo, the newest revision before older ones.
    """
    wanted = (
        (statement.c.months == _WHOLE_YEAR)
        & (statement.c.period_end >= date(year, 1, 1))
        & (statement.c.period_end <= min(day, date(year, 12, 31)))
    )
    rows = connection.execute(
        select(statement)
        .where(wanted)
        .order_by(statement.c.period_end, statement.c.consolidated, statement.c.revision)
    )
    counting = {row.institution_id: row for row in rows}
    items: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for item in connection.execute(
        select(statement_item)
        .join(statement, statement.c.id == statement_item.c.statement_id)
        .where(wanted, statement_item.c.item_code.in_(_BALANCING))
    ):
        items[item.statement_id][item.item_code] = item.amount_minor
    return {
        owner: EnteredStatement(
            period_end=row.period_end,
            consolidated=bool(row.consolidated),
            audited=bool(row.audited),
            standard=row.standard,
            currency=row.currency_code,
            source=row.source,
            difference_minor=_difference(items[row.id]),
            entered_by=_name(row.loaded_by, persons),
            entered_at=row.loaded_at,
        )
        for owner, row in counting.items()
    }


def _difference(items: Mapping[str, int | None]) -> int | None:
    """Return assets less liabilities and equity; `None` where one of them is missing."""
    assets, liabilities, equity = (items.get(code) for code in _BALANCING)
    if assets is None or liabilities is None or equity is None:
        return None
    return assets - liabilities - equity


def expected_year_ends(connection: Connection, year: int) -> Mapping[int, date]:
    """Return the day on which `year` ends, as the newest full year before it lets expect."""
    rows = connection.execute(
        select(statement.c.institution_id, func.max(statement.c.period_end))
        .where(statement.c.months == _WHOLE_YEAR, statement.c.period_end < date(year, 1, 1))
        .group_by(statement.c.institution_id)
    )
    return {owner: _in_year(newest, year) for owner, newest in rows}


def _in_year(day: date, year: int) -> date:
    """Return the same day of another year; the end of February stays its end."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def year_grades(
    connection: Connection, day: date, years: Collection[int], persons: Mapping[str, Person]
) -> Mapping[tuple[int, int], YearGrade]:
    """Return the evaluation that counts by institution and year: confirmed before proposed."""
    table = evaluation
    rows = connection.execute(
        select(
            table.c.institution_id,
            table.c.fiscal_year,
            table.c.score_e6,
            table.c.grade,
            table.c.state,
            table.c.proposed_minor,
            table.c.proposed_tenor_days,
            table.c.checker,
            table.c.changed_at,
        )
        .where(
            table.c.fiscal_year.in_(years),
            table.c.business_date <= day,
            table.c.state != EvaluationState.WITHDRAWN.value,
        )
        .order_by(table.c.business_date, table.c.changed_at)
    )
    found: dict[tuple[int, int], YearGrade] = {}
    for row in rows:
        place = (row.institution_id, row.fiscal_year)
        confirmed = row.state == EvaluationState.CONFIRMED
        if confirmed or place not in found or not found[place].confirmed:
            found[place] = YearGrade(
                fiscal_year=row.fiscal_year,
                score_e6=row.score_e6,
                grade=row.grade,
                confirmed=confirmed,
                proposed_minor=row.proposed_minor,
                proposed_tenor_days=row.proposed_tenor_days,
                checker=_name(row.checker, persons) if row.checker else None,
                changed_at=row.changed_at,
            )
    return found


def _name(login: str, persons: Mapping[str, Person]) -> PersonName:
    person = persons.get(login)
    return PersonName(
        zh=person.name_zh if person else login, en=person.name_en if person else login
    )
