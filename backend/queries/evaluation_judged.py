"""What people and agencies say of the institutions: judgements and ratings, all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from backend.contract.evaluation import RatingType
from backend.queries.evaluation_rows import JudgementRow, RatingRow
from backend.queries.evaluation_template import read_template
from backend.store.tables.evaluation import judgement, rating


def read_judgements(
    connection: Connection,
) -> Mapping[tuple[int, int], Mapping[str, JudgementRow]]:
    """Return every judgement by institution and year, then by factor; one statement."""
    found: defaultdict[tuple[int, int], dict[str, JudgementRow]] = defaultdict(dict)
    for row in connection.execute(select(judgement)):
        found[row.institution_id, row.fiscal_year][row.factor_code] = JudgementRow(
            factor=row.factor_code,
            fiscal_year=row.fiscal_year,
            level=row.level,
            reason=row.reason,
            version=row.version,
            changed_by=row.changed_by,
        )
    return found


def read_ratings(connection: Connection, day: date) -> Mapping[int, Sequence[RatingRow]]:
    """Return each agency's newest rating of each type, by institution; all at once."""
    template = read_template(connection, day)
    rows = connection.execute(
        select(rating).where(rating.c.valid_from <= day).order_by(rating.c.valid_from)
    )
    newest = {(row.institution_id, row.agency, row.rating_type): row for row in rows}
    found: defaultdict[int, list[RatingRow]] = defaultdict(list)
    for (owner, agency, kind), row in sorted(newest.items()):
        notch = template.scale.get((agency, row.value)) if kind == RatingType.ISSUER else None
        found[owner].append(
            RatingRow(
                agency=agency,
                rating_type=kind,
                value=row.value,
                outlook=row.outlook,
                valid_from=row.valid_from,
                notch=notch,
                grade=None if notch is None else template.notch_grades[notch],
                source=row.source,
                is_sample=bool(row.is_sample),
            )
        )
    return found
