"""The cells of a foreign row, as people wrote them: amounts, days, names, codes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from backend.money import AmountError, parse_amount
from sync.first_load.grids import Cell
from sync.first_load.mapping import POWERS
from sync.first_load.rows import ForeignRow

_LEDGER_PLACES = 2
BIC8_LENGTH = 8
_DAY_ZERO = date(1899, 12, 30)
_DAY = re.compile(r"(20\d\d)\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?|(20\d\d)(\d\d)(\d\d)")
#: A currency's sign or code before or after an amount: USD 50m.
_CURRENCY = re.compile(r"^(?:US\$|USD|\$)\s*|\s*(?:USD)$", re.IGNORECASE)


class WrongCellError(ValueError):
    """A value that cannot be taken: the field and the code of its finding."""

    def __init__(self, name: str, code: str, **detail: str) -> None:
        """Keep where and why."""
        super().__init__(code)
        self.name, self.code, self.detail = name, code, detail


def amount_of(row: ForeignRow) -> int:
    """Return the amount in ledger minor units, by the sheet's unit or the amount's own suffix."""
    given = row.values.get("amount")
    if given is None:
        raise WrongCellError("amount", "required_missing", given="")
    typed = _CURRENCY.sub("", given) if isinstance(given, str) else given
    try:
        read = parse_amount(typed)
    except AmountError as error:
        raise WrongCellError("amount", error.code, given=str(given)) from error
    power = 0 if read.absolute else POWERS[row.unit]
    minor = read.value.scaleb(power + _LEDGER_PLACES)
    if minor < 0 or minor != minor.to_integral_value():
        raise WrongCellError("amount", "negative_amount", given=str(given))
    currency = text_of(row.values.get("currency")).upper()
    if currency not in ("", "USD"):
        raise WrongCellError("currency", "load_other_currency", given=currency)
    return int(minor)


def text_of(cell: Cell) -> str:
    """Return a cell as text, a whole number without its float."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return " ".join(str(cell).split())


def bic_of(row: ForeignRow) -> str:
    """Return the BIC8 that a row gives, of eight or eleven characters. Raises `WrongCellError`."""
    given = text_of(row.values.get("institution"))
    compact = "".join(given.split()).upper()
    if len(compact) not in (BIC8_LENGTH, BIC8_LENGTH + 3):
        raise WrongCellError("institution", "load_bad_bic", given=given)
    if re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", compact) is None:
        raise WrongCellError("institution", "load_bad_bic", given=given)
    return compact[:BIC8_LENGTH]


def day_of(row: ForeignRow) -> date | None:
    """Return the expiry in whichever form it was written. Raises `WrongCellError`."""
    given = row.values.get("expiry")
    if given is None or isinstance(given, date):
        return given
    if isinstance(given, float):
        return _DAY_ZERO + timedelta(days=int(given))
    match = _DAY.fullmatch(given)
    parts = [int(one) for one in match.groups() if one] if match else []
    try:
        return date(*parts)
    except (TypeError, ValueError):
        raise WrongCellError("expiry", "bad_date", given=given) from None


def whole_of(row: ForeignRow, name: str) -> int | None:
    """Return a whole number, whatever word follows it. Raises `WrongCellError`."""
    given = row.values.get(name)
    text = text_of(given)
    digits = "".join(sign for sign in text if sign.isdigit())
    if not text:
        return None
    if not digits:
        raise WrongCellError(name, "not_whole", given=text)
    return int(digits)


def wan_of(minor: int) -> str:
    """Return ledger minor units in ten thousands."""
    return f"{Decimal(minor).scaleb(-6):,.2f}"
