"""Correct what the directory says of an institution, and take new ones into it: the handlers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from backend.contract import Outcome, OutcomeCode
from backend.contract.institutions import AddInstitution, AmendInstitution
from backend.errors import InputError
from backend.queries import reference
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.institutions import institution, institution_group

#: Bank, country or region, place: the first eight characters of a BIC.
BIC8 = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}")
_ORIGIN = "department"
_TEXTS = (
    *("customer_number", "name_zh", "name_en", "short_name_zh", "short_name_en"),
    *("pinyin_initials", "city", "note"),
)


def amend_institution(desk: Desk, command: AmendInstitution) -> Outcome:
    """Change what the department keeps of an institution."""
    number = _number_of(desk, command.institution)
    standing = standing_row(desk, institution, number) if number else None
    if standing is None:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    if command.version != standing["version"]:
        return refuse(
            command,
            OutcomeCode.CHANGED_MEANWHILE,
            base=str(command.version),
            now=str(standing["version"]),
        )
    refusal = _refusal_of_texts(desk, command, number)
    if refusal is not None:
        return refusal
    _put(desk, number, **_texts(command))
    return Outcome(OutcomeCode.DONE, command.id, reference=command.institution)


def add_institution(desk: Desk, command: AddInstitution) -> Outcome:
    """Add an institution that is not there yet; its lines are orders of their own.

    Raises `InputError` `bad_bic`, `institution_without_name`.
    """
    if BIC8.fullmatch(command.bic8) is None:
        raise InputError("bad_bic", given=command.bic8)
    countries = reference.countries(desk.connection)
    risk = command.risk_country or command.country
    for code in (command.country, risk):
        if code not in countries:
            return refuse(command, OutcomeCode.UNKNOWN_CAP, code=code)
    if command.group and not _group_stands(desk, command.group):
        return refuse(command, OutcomeCode.UNKNOWN_CAP, code=command.group)
    office = _number_of(desk, command.head_office) if command.head_office else ""
    if command.head_office and not office:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.head_office)
    if _number_of(desk, command.bic8):
        return refuse(command, OutcomeCode.IDENTITY_TAKEN, given=command.bic8)
    refusal = _refusal_of_texts(desk, command, "")
    if refusal is not None:
        return refusal
    _put(
        desk,
        _next_number(desk),
        **_texts(command),
        bic8=command.bic8,
        country_code=command.country,
        risk_country_code=risk,
        kind=command.kind,
        group_code=command.group or None,
        head_office_id=int(office) if office else None,
        onshore_legal_person=0,
        origin=_ORIGIN,
    )
    return Outcome(OutcomeCode.DONE, command.id, reference=command.bic8)


def _put(desk: Desk, number: str, **values: Any) -> None:
    put_row(desk, institution, number, **values)
    # A number in the table, text as the key of what waits.
    desk.rows[institution.name, number].values["id"] = int(number)


def _texts(command: AmendInstitution | AddInstitution) -> dict[str, str]:
    return {name: str(getattr(command, name)).strip() for name in _TEXTS}


def _refusal_of_texts(
    desk: Desk, command: AmendInstitution | AddInstitution, own: str
) -> Outcome | None:
    """Return why the customer number cannot stand: somebody else has it.

    Raises `InputError` `institution_without_name`.
    """
    texts = _texts(command)
    if not texts["name_en"] or not texts["customer_number"]:
        raise InputError("institution_without_name")
    holders = {
        str(row["id"])
        for row in _pending(desk)
        if row["customer_number"] == texts["customer_number"]
    }
    changed = {str(row["id"]) for row in _pending(desk)}
    standing = desk.connection.scalar(
        select(institution.c.id).where(institution.c.customer_number == texts["customer_number"])
    )
    if standing is not None and str(standing) not in changed:
        holders.add(str(standing))
    if holders - {own}:
        return refuse(command, OutcomeCode.IDENTITY_TAKEN, given=texts["customer_number"])
    return None


def _pending(desk: Desk) -> list[Mapping[str, Any]]:
    """Return the institutions that this batch has changed or added, as it leaves them."""
    return [row.values for (table, _key), row in desk.rows.items() if table == institution.name]


def _number_of(desk: Desk, bic8: str) -> str:
    """Return an institution's number as the key of its row; nothing when nobody has that BIC."""
    for row in _pending(desk):
        if row["bic8"] == bic8:
            return str(row["id"])
    found = desk.connection.scalar(select(institution.c.id).where(institution.c.bic8 == bic8))
    return "" if found is None else str(found)


def _next_number(desk: Desk) -> str:
    last = desk.connection.scalar(select(func.max(institution.c.id))) or 0
    return str(max([int(last), *(int(row["id"]) for row in _pending(desk))]) + 1)


def _group_stands(desk: Desk, code: str) -> bool:
    group = institution_group.c.code
    return desk.connection.scalar(select(group).where(group == code)) is not None
