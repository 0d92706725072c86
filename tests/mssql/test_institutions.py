"""The directory on either database: corrected, added to, and read the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from backend.contract.institutions import AddInstitution, AmendInstitution
from backend.queries.institution_rows import InstitutionRow, institution_rows
from backend.queries.verification.verify import verify
from tests.house import BING, YI, House

NEW: dict[str, Any] = {
    "bic8": "EXMZJPJT",
    "customer_number": "K700009999",
    "country": "JP",
    "kind": "bank",
    "name_en": "Example Bank Omega",
    "note": "东京",
}


def directory(house: House) -> dict[str, InstitutionRow]:
    def work(connection: Connection) -> list[InstitutionRow]:
        return list(institution_rows(connection, date(2026, 11, 23)))

    return {row.name.bic8: row for row in house.reading(work)}


def corrected(row: InstitutionRow, **changes: str) -> dict[str, Any]:
    name = row.name
    return {
        "institution": name.bic8,
        "version": row.version,
        "customer_number": name.customer_number,
        "name_zh": row.name_zh,
        "name_en": name.name_en,
        "short_name_zh": row.short_name_zh,
        "short_name_en": row.short_name_en,
        "pinyin_initials": name.pinyin_initials,
        "city": name.city,
        "note": row.note,
    } | changes


def test_names_are_corrected_and_institutions_added(house: House) -> None:
    before = directory(house)
    order = corrected(before[YI], short_name_zh="示例乙", note="法兰克福")
    assert house.send(AmendInstitution, **order).code == "done"
    assert house.send(AmendInstitution, **order).code == "changed_meanwhile"
    taken = corrected(before[BING], customer_number=before[YI].name.customer_number)
    assert house.send(AmendInstitution, **taken).code == "identity_taken"
    assert house.send(AddInstitution, **NEW).code == "done"
    assert house.send(AddInstitution, **NEW).code == "identity_taken"
    now = directory(house)
    assert (now[YI].short_name_zh, now[YI].note) == ("示例乙", "法兰克福")
    assert now[YI].version == before[YI].version + 1
    assert (now["EXMZJPJT"].note, now["EXMZJPJT"].origin) == ("东京", "department")
    assert house.reading(verify) == []
