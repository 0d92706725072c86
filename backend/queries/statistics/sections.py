"""Statistics of the lines: sections that are each a statement or two, summed by the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection

from backend.queries.nodes import open_date
from backend.queries.statistics.breaches import breaches
from backend.queries.statistics.lines import dormant_lines, ending_lines
from backend.queries.statistics.months import use_by_month
from backend.queries.statistics.rows import Asked, Statistics
from backend.queries.statistics.use import (
    top_institutions,
    top_units,
    use_by_country,
    use_by_product,
    use_by_unit,
)

#: Section → what answers it.
SECTIONS: Mapping[str, Callable[[Connection, Asked, date], Any]] = {
    "products": lambda connection, asked, _today: use_by_product(connection, asked),
    "units": lambda connection, asked, _today: use_by_unit(connection, asked),
    "countries": lambda connection, asked, _today: use_by_country(connection, asked),
    "months": use_by_month,
    "top_institutions": lambda connection, asked, _today: top_institutions(connection, asked),
    "top_units": lambda connection, asked, _today: top_units(connection, asked),
    "dormant": dormant_lines,
    "ending": ending_lines,
    "breaches": lambda connection, asked, _today: breaches(connection, asked),
}


def read_statistics(
    connection: Connection, asked: Asked, sections: Collection[str] = ()
) -> Statistics:
    """Return these sections (all when none is named) as of the open business date."""
    today = open_date(connection)
    found = {
        name: answer(connection, asked, today)
        for name, answer in SECTIONS.items()
        if not sections or name in sections
    }
    return Statistics(day=today, asked=asked, **found)
