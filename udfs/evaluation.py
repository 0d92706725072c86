"""Grades and ratios in a cell, from the aggregates that the snapshot keeps."""

# ruff: noqa: N802 - the functions are called in sheets as they are named here

from __future__ import annotations

from decimal import Decimal
from functools import cache

from backend.evaluation.ratios import RATIOS
from backend.language import both
from backend.queries.institution_index import plain
from udfs.desk import Sight
from udfs.errors import CellErrorKind, CellRefusedError
from udfs.names import as_text, is_blank
from udfs.reading import read_day, read_year
from udfs.registry import cell_function


@cell_function
def FI_GRADE(sight: Sight, institution: object, as_of: object = None) -> int:
    """Return the grade that counts on a day, 1 to 10; an error where there is none."""
    snapshot = sight.snapshot(read_day(as_of))
    name = sight.names.institution(institution)
    mark = snapshot.evaluation.grades.get(snapshot.line_ids[name.bic8])
    if mark is None or mark.grade is None:
        raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_no_grade")
    return mark.grade


@cell_function
def FI_RATIO(sight: Sight, institution: object, ratio: object, year: object = None) -> Decimal:
    """Return a ratio of a full year, 0.12 for 12%; of the newest year when none is named."""
    snapshot = sight.snapshot(None)
    name = sight.names.institution(institution)
    code = _ratio(ratio)
    years = snapshot.evaluation.ratios.get(snapshot.line_ids[name.bic8], {})
    wanted = read_year(year)
    found = years.get(wanted if wanted is not None else max(years, default=0), {}).get(code)
    if found is None:
        raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_no_ratio")
    return Decimal(found).scaleb(-6)


@cache
def _names() -> dict[str, str]:
    """Return code by code and by name in both languages."""
    return {
        plain(name): ratio.code
        for ratio in RATIOS
        for name in (ratio.code, *both(f"indicator.{ratio.code}"))
    }


def _ratio(given: object) -> str:
    typed = as_text(given)
    code = _names().get(plain(typed))
    if code is None or is_blank(given):
        raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_unknown_ratio", given=typed)
    return code
