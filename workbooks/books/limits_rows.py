"""New rows of the limits book: a line or a request that a person wrote."""

from __future__ import annotations

from typing import Any

from backend.contract import (
    ApproveLine,
    Command,
    LineType,
    OnExpiry,
    RaiseRequest,
    RequestKind,
)
from backend.queries.rows import InstitutionName, LedgerRow
from workbooks.content import read_text
from workbooks.days import read_date, read_days
from workbooks.sheets.requests import REQUIRED
from workbooks.typed import NewRow
from workbooks.values import read_deal_amount, read_ledger_amount


def new_line(new: NewRow) -> Command | None:
    """Return the command for a new line of the ledger, or `None` when something is wrong."""
    institution = _line_institution(new)
    product = new.code("product", "products", "unknown_product")
    approved = new.read("approved", read_ledger_amount)
    line_type = new.code("line_type", "line_types")
    expiry = new.read("expiry", read_date)
    tenor = new.read("max_tenor", read_days)
    number, note = new.read("approval_number", read_text), new.read("note", read_text)
    if approved is None and new.sound:
        new.wrong("required_missing", "approved")
    standing = _standing(new, institution, product)
    if standing is not None and standing.approved_minor == approved:
        # A file that was pushed before: its new row stands, and is not wrong for that.
        new.notes.note("already_saved", new.paired, new.row, "key", blocking=False)
        return None
    if standing is not None:
        new.wrong("line_exists", "product" if product else "institution")
    if not new.sound or institution is None or approved is None:
        return None
    return ApproveLine(
        id="",
        login=new.login,
        place=new.place,
        institution=institution.bic8,
        product=product or "",
        target_minor=approved,
        base_minor=None,
        line_type=LineType(line_type) if line_type else LineType.REVOLVING,
        expiry_date=expiry,
        max_tenor_days=tenor,
        approval_number=number or "",
        note=note,
    )


def _standing(
    new: NewRow, institution: InstitutionName | None, product: str | None
) -> LedgerRow | None:
    """Return the row of the database that a new row would repeat."""
    if institution is None:
        return None
    key = f"{institution.bic8}/{product}" if product else institution.bic8
    return new.paired.now.get(key)


def _line_institution(new: NewRow) -> InstitutionName | None:
    """Return the legal entity that name or BIC give; both given, they must agree."""
    by_bic, by_name = new.institution("bic"), new.institution("institution")
    chosen = by_bic or by_name
    if by_bic and by_name and by_bic.bic8 != by_name.bic8:
        new.wrong("institution_differs", "bic", given=by_bic.bic8, other=by_name.bic8)
    if chosen and chosen.head_office:
        new.wrong("branch_has_no_line", "institution", head_office=chosen.head_office)
    return chosen


def new_request(new: NewRow) -> Command | None:
    """Return the command for a new request, or `None` when something is wrong."""
    values: dict[str, Any] = {
        "kind": new.code("kind", "request_kinds"),
        "unit": new.code("unit", "units", "unknown_unit"),
        "institution": new.institution("institution"),
        "product": new.code("product", "products", "unknown_product"),
        "currency": _agreed_currency(new),
        "last_date": new.read("last_date", read_date),
        "purpose": new.read("purpose", read_text),
        "amount": None,
    }
    if values["currency"]:
        places = new.names.lookups.minor_units[values["currency"]]
        values["amount"] = new.read("amount", lambda cell: read_deal_amount(cell, places))
    from_date = new.read("from_date", read_date) or new.as_of
    on_expiry = new.code("on_expiry", "on_expiry")
    lender = new.code("lending_unit", "units", "unknown_unit")
    _check_request(new, {**values, "from_date": from_date, "lending_unit": lender})
    if not new.sound:
        return None
    return RaiseRequest(
        id="",
        login=new.login,
        place=new.place,
        kind=RequestKind(values["kind"]),
        institution=values["institution"].bic8,
        product=values["product"],
        unit=values["unit"],
        currency=values["currency"],
        amount_minor=values["amount"],
        from_date=from_date,
        last_date=values["last_date"],
        on_expiry=OnExpiry(on_expiry) if on_expiry else OnExpiry.UNUSED_RETURNS,
        purpose=values["purpose"],
        lending_unit=lender or "",
    )


def _check_request(new: NewRow, values: dict[str, Any]) -> None:
    """Note each required cell that is blank (one that is wrong was noted already), and more."""
    lender = ["lending_unit"] if values["kind"] == RequestKind.TRANSFER.value else []
    if values["amount"] == 0:
        new.wrong("amount_zero", "amount")
    if values["last_date"] and values["last_date"] < values["from_date"]:
        new.wrong("dates_reversed", "last_date")
    for column in [*REQUIRED, *lender]:
        if values[column] is None and new.paired.read.cell(new.row, column).blank:
            new.wrong("required_missing", column)


def _agreed_currency(new: NewRow) -> str | None:
    code = new.code("currency", "currencies", "unknown_currency")
    if code and code not in new.names.lookups.agreed_currencies:
        new.wrong("no_rate", "currency", given=code)
        return None
    return code
