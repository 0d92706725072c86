"""The template and its numbers as they stand on a day; four statements."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, select

from backend.evaluation.template import Band, Indicator, Money, Template
from backend.store.tables import evaluation as tables

#: The names of the evaluation's parameters begin so in the table.
PREFIX = "evaluation."
#: The only template yet.
TEMPLATE = "bank"


def read_template(connection: Connection, day: date) -> Template:
    """Return the template with the newest indicators, bands, scale and parameters till `day`.

    An indicator whose newest weight is zero is no longer part of the template.
    """
    indicators = [row for row in _newest(connection, tables.indicator, day) if _counts(row)]
    bands = _newest(connection, tables.grade_band, day)
    scale = _newest(connection, tables.rating_scale, day)
    numbers = [
        row for row in _newest(connection, tables.parameter, day) if row.name.startswith(PREFIX)
    ]
    return Template(
        code=TEMPLATE,
        indicators=[_indicator(row) for row in sorted(indicators, key=lambda row: row.sort_order)],
        bands=[
            Band(
                grade=row.grade,
                score_floor_e6=row.score_floor_e6,
                alpha_e6=row.alpha_e6,
                beta_e6=row.beta_e6,
                max_tenor_days=row.max_tenor_days,
            )
            for row in sorted(bands, key=lambda row: row.grade)
        ],
        scale={(row.agency, row.rating): row.notch for row in scale},
        notch_grades={row.notch: row.grade for row in scale},
        numbers={
            row.name.removeprefix(PREFIX): row.value_e6
            for row in numbers
            if row.value_e6 is not None
        },
        amounts={
            row.name.removeprefix(PREFIX): Money(minor=row.amount_minor, currency=row.currency_code)
            for row in numbers
            if row.amount_minor is not None
        },
    )


def _counts(row: Any) -> bool:
    return bool(row.template_code == TEMPLATE and row.weight_e6 > 0)


def _newest(connection: Connection, table: Table, day: date) -> Sequence[Any]:
    """Return the newest row of each key that is valid on `day`."""
    key = [column.name for column in table.primary_key.columns if column.name != "valid_from"]
    rows = connection.execute(
        select(table).where(table.c.valid_from <= day).order_by(table.c.valid_from)
    )
    return list({tuple(getattr(row, name) for name in key): row for row in rows}.values())


def _indicator(row: Any) -> Indicator:
    cutoffs = (row.cutoff_5_e6, row.cutoff_4_e6, row.cutoff_3_e6, row.cutoff_2_e6)
    return Indicator(
        code=row.code,
        group=row.group_code,
        kind=row.kind,
        weight_e6=row.weight_e6,
        higher_is_better=bool(row.higher_is_better),
        cutoffs=() if cutoffs[0] is None else cutoffs,
    )
