"""Evaluation papers out of the house: one for an institution, or one for every institution."""

from __future__ import annotations

from collections.abc import Sequence

from backend.bootstrap import House
from backend.contract.evaluation import EvaluationState
from backend.queries import reference
from backend.queries.evaluation.evaluations import read_evaluations
from backend.queries.evaluation.rows import EvaluationRow
from backend.queries.evaluation.statements import figures_of, read_statements
from backend.queries.institutions import institution_names
from backend.queries.nodes import open_date
from workbooks.reports.evaluation_paper import YEARS, EvaluationPaper

#: Who reports: our own department.
_UNIT = "financial_institutions"


def read_papers(house: House, bic8s: Sequence[str] | None = None) -> list[EvaluationPaper]:
    """Return the paper of the newest evaluation of these institutions, of all when `None`.

    Of one year the confirmed evaluation comes before a proposal. Institutions without an
    evaluation are left out. In one reading snapshot.
    """
    with house.reading() as connection:
        day = open_date(connection)
        wanted = None
        if bic8s is not None:
            names = institution_names(connection).items()
            wanted = [owner for owner, name in names if name.bic8 in bic8s]
        rows = _newest(read_evaluations(connection, day, wanted))
        statements = read_statements(connection, day, [row.institution_id for row in rows])
        unit = reference.units(connection)[_UNIT]
        minor_units = reference.minor_units(connection)
    papers = []
    for row in rows:
        until = [
            one for one in statements[row.institution_id] if one.fiscal_year <= row.fiscal_year
        ]
        figures = list(reversed(figures_of(until, YEARS)))
        papers.append(
            EvaluationPaper(
                row=row,
                figures=figures,
                minor_units=minor_units[figures[-1].currency] if figures else 2,
                unit_zh=unit.name_zh,
                unit_en=unit.name_en,
            )
        )
    return papers


def _newest(rows: Sequence[EvaluationRow]) -> list[EvaluationRow]:
    found: dict[int, EvaluationRow] = {}
    for row in rows:
        held = found.get(row.institution_id)
        better = (
            held is None
            or row.fiscal_year > held.fiscal_year
            or (
                row.fiscal_year == held.fiscal_year
                and row.state is EvaluationState.CONFIRMED
                and held.state is not EvaluationState.CONFIRMED
            )
        )
        if better:
            found[row.institution_id] = row
    return list(found.values())
