"""What cells ask of the evaluation: grades and ratios of all institutions, as plain figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from backend.queries.evaluation.grades import grades
from backend.queries.evaluation.rows import GradeMark
from backend.queries.evaluation.statements import ratios_by_year, read_statements


@dataclass(frozen=True)
class EvaluationSnapshot:
    """Grades by institution; ratios (times 10**6) by institution, full year and code."""

    grades: Mapping[int, GradeMark]
    ratios: Mapping[int, Mapping[int, Mapping[str, int]]]


def take_evaluations(connection: Connection, day: date) -> EvaluationSnapshot:
    """Read them as they stand on `day`, in three statements."""
    return EvaluationSnapshot(
        grades=grades(connection, day),
        ratios={
            owner: {
                year: {
                    code: one.value_e6 for code, one in ratios.items() if one.value_e6 is not None
                }
                for year, ratios in ratios_by_year(statements).items()
            }
            for owner, statements in read_statements(connection, day).items()
        },
    )
