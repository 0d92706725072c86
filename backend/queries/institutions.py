"""Institutions as sheets and people name them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from backend.queries.rows import InstitutionName
from backend.store.tables.institutions import institution


def institution_names(connection: Connection) -> Mapping[int, InstitutionName]:
    """Return every institution by its number, in the order of country and name."""
    rows = connection.execute(
        select(institution).order_by(
            institution.c.risk_country_code, institution.c.name_en, institution.c.bic8
        )
    ).all()
    bic8 = {row.id: row.bic8 for row in rows}
    return {
        row.id: InstitutionName(
            bic8=row.bic8,
            customer_number=row.customer_number,
            name_zh=row.name_zh,
            name_en=row.name_en,
            short_zh=row.short_name_zh or row.name_zh or row.short_name_en or row.name_en,
            short_en=row.short_name_en or row.name_en,
            pinyin_initials=row.pinyin_initials,
            country=row.country_code,
            city=row.city,
            group=row.group_code or "",
            head_office=bic8.get(row.head_office_id, ""),
            onshore_legal_person=bool(row.onshore_legal_person),
            is_sample=row.origin == "invented",
        )
        for row in rows
    }


def entity_of(name: InstitutionName) -> str:
    """Return the BIC8 of the legal entity: of its head office, for a branch."""
    return name.head_office or name.bic8
