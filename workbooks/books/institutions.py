"""The book of institutions: the directory, in which names are corrected and new ones typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backend.contract import Command
from backend.contract.institutions import AddInstitution, AmendInstitution
from workbooks.book import BookKind, Orders
from workbooks.institution_card import write_card
from workbooks.sheets.institutions import CORRECTED, IDENTIFIER, INSTITUTIONS
from workbooks.typed import EditedRow, NewRow, TypedRow

_BIC = re.compile(r"([A-Z]{4}([A-Z]{2})[A-Z0-9]{2})([A-Z0-9]{3})?")


def _amended(row: EditedRow) -> Sequence[Command]:
    """Return one command for a row: what the department keeps of it now."""
    texts = {name: str(row.mine(name) or "") for name in CORRECTED}
    for column in ("name_en", "customer_number"):
        if not texts[column].strip():
            row.wrong("required_missing", column)
    _taken(row, texts["customer_number"], row.key)
    if not row.sound:
        return []
    return [
        AmendInstitution(
            id="",
            login=row.login,
            place=row.place,
            institution=row.key,
            version=int(row.now.version),
            **texts,
        )
    ]


def _added(row: NewRow) -> Command | None:
    """Return the institution that a person typed; its BIC is asked for its form."""
    for column in ("bic", "country", "kind", "name_en", "customer_number"):
        row.require(column)
    texts = {name: str(row.value(name) or "") for name in CORRECTED}
    typed = str(row.value("bic") or "").replace(" ", "").upper()
    office = row.institution("head_office")
    codes = {name: str(row.value(name) or "") for name in ("country", "kind", "group")}
    risk_country = str(row.value("risk_country") or "")
    bic8 = _bic8(row, typed, codes["country"])
    if bic8 and bic8 in row.paired.now:
        row.wrong("institution_stands", "bic", given=bic8)
    _taken(row, texts["customer_number"], "")
    if not row.sound:
        return None
    return AddInstitution(
        id="",
        login=row.login,
        place=row.place,
        bic8=bic8,
        head_office=office.bic8 if office else "",
        risk_country=risk_country,
        **codes,
        **texts,
    )


def _bic8(row: NewRow, typed: str, country: str) -> str:
    """Return the eight characters of a BIC; its fifth and sixth are the country or region."""
    found = _BIC.fullmatch(typed)
    if typed and found is None:
        row.wrong("bad_bic", "bic", given=typed)
    elif found is not None and country and found[2] != country:
        row.wrong("bic_of_elsewhere", "bic", given=typed, country=found[2])
    return found[1] if found is not None else ""


def _taken(row: TypedRow, number: str, own: str) -> None:
    """Note a customer number that another institution has."""
    for other in row.names.lookups.institutions:
        if number and other.customer_number == number.strip() and other.bic8 != own:
            row.wrong("identity_taken", "customer_number", given=number)


INSTITUTIONS_BOOK = BookKind(
    identifier="institutions",
    title="book.institutions",
    registers=lambda _lookups: [INSTITUTIONS],
    orders={IDENTIFIER: Orders(edited=_amended, new=_added)},
    before=write_card,
)
