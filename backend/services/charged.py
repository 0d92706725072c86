"""Whose lines a deal uses, and how much of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from backend.queries.rows import Label
from backend.store.tables.institutions import institution

#: How many institutions are asked for by name; beyond it all are read.
_MOST_BY_NAME = 500


@dataclass(frozen=True)
class Charged:
    """The institution whose lines a deal uses: a branch's deals use its head office's."""

    id: int
    bic8: str
    label: Label
    line_id: int


@dataclass(frozen=True)
class LineUse:
    """What a deal takes from a line, by which rate and factor; what it adds to exposure."""

    minor: int
    rate_e12: int
    factor_e6: int
    exposure_minor: int = 0


def charged_institutions(
    connection: Connection, bic8s: Collection[str] | None
) -> Mapping[str, Charged]:
    """Return by BIC8 whose lines these institutions (all when `None`) use."""
    columns = (
        "id",
        "bic8",
        "short_name_zh",
        "name_zh",
        "short_name_en",
        "name_en",
        "head_office_id",
    )
    question = select(*(institution.c[name] for name in columns))
    if bic8s is not None and len(bic8s) <= _MOST_BY_NAME:
        question = question.where(institution.c.bic8.in_(bic8s))
    return {
        row.bic8: Charged(
            id=row.id,
            bic8=row.bic8,
            label=Label(
                code=row.bic8,
                zh=row.short_name_zh or row.name_zh or row.short_name_en,
                en=row.short_name_en or row.name_en,
            ),
            line_id=row.head_office_id or row.id,
        )
        for row in connection.execute(question)
    }
