"""What people and agencies say of the institutions: judgements and ratings, all at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, select

from backend.queries.evaluation.rows import JudgementRow
from backend.store.tables.evaluation import judgement


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
