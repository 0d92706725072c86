"""Find institutions in the database; the index by which it is done is pure."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from backend.queries.institution_index import InstitutionIndex, InstitutionUnclearError, shown
from backend.queries.rows import InstitutionName
from backend.store.tables.institutions import institution

__all__ = [
    "InstitutionIndex",
    "InstitutionUnclearError",
    "find_institutions",
    "institution_names",
    "shown",
]

#: Where the invented institutions of the sample come from.
SAMPLE_ORIGIN = "invented"


def institution_names(connection: Connection) -> Mapping[int, InstitutionName]:
    """Return every institution as sheets name it, by its number in the database."""
    rows = connection.execute(select(institution).order_by(institution.c.id)).all()
    bic8 = {row.id: row.bic8 for row in rows}
    return {
        row.id: InstitutionName(
            bic8=row.bic8,
            customer_number=row.customer_number,
            name_zh=row.name_zh,
            name_en=row.name_en,
            short_zh=row.short_name_zh or row.short_name_en,
            short_en=row.short_name_en,
            pinyin_initials=row.pinyin_initials,
            country=row.country_code,
            city=row.city,
            group=row.group_code or "",
            head_office=bic8.get(row.head_office_id, ""),
            onshore_legal_person=bool(row.onshore_legal_person),
            is_sample=row.origin == SAMPLE_ORIGIN,
        )
        for row in rows
    }


def find_institutions(connection: Connection, text: str) -> list[InstitutionName]:
    """Return every institution that `text` may mean, the best first; one statement."""
    return InstitutionIndex(institution_names(connection).values()).find(text)
