"""One line of a file of deals as a deal in the ledger's words, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from backend.dates import day_written, maturity_written
from backend.errors import InputError
from backend.language import Language, text
from backend.money import LEDGER_CURRENCY, AmountError, parse_amount, to_minor
from backend.queries import reference
from backend.queries.institution_index import (
    InstitutionIndex,
    InstitutionUnclearError,
    codes_by_name,
    plain,
)
from backend.queries.institutions import institution_names
from backend.queries.parameters import read_parameters
from sync.tables import Line

_LONGEST_REFERENCE = 96
#: A code may be followed by the name, as on the sheets: 320000江苏.
_CODE = re.compile(r"\d{6}")
#: An amount may carry its currency: USD 5mn, 5,000 JPY.
_WITH_CURRENCY = re.compile(r"(?P<before>[A-Za-z]{3})?\s*(?P<amount>.*?)\s*(?P<behind>[A-Z]{3})?")


class DealLineError(InputError):
    """A cell of a line that cannot be taken: file, line, column, cause and cure."""

    def __init__(self, place: tuple[str, int, str], given: str, cause: InputError | str) -> None:
        """Keep the place (file, line, column) and the cause: an error, or a key of `deal_line.`."""
        path, line, column = place
        super().__init__("deal_line", path=path, line=line)
        self.line, self.column, self.given, self.cause = line, column, given, cause

    def sentence(self, language: Language) -> str:
        """Return the sentence with the column's label and the cause in `language`."""
        label = text(f"column.deal.{self.column}", language)
        if isinstance(self.cause, InputError):
            said = self.cause.sentence(language)
        else:
            said = text(f"deal_line.{self.cause}", language, given=self.given)
        self.parameters |= {"column": label, "cause": said}
        return super().sentence(language)


@dataclass(frozen=True, kw_only=True)
class StatedDeal:
    """One line as the ledger's words: BIC8, codes, minor units of the deal's currency."""

    line: int
    institution: str
    product: str
    unit: str
    currency: str
    amount_minor: int
    value_date: date
    maturity_date: date
    reference: str


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What holds where a cell is empty; an empty text means that the cell must be filled."""

    unit: str
    value_date: date
    tenor: str = ""


class DealReader:
    """Reads one line after the other; raises `DealLineError`."""

    def __init__(
        self, connection: Connection, path: str, defaults: Defaults, columns: frozenset[str]
    ) -> None:
        """Read what names may mean; `columns` are those that the file has."""
        self.path, self.defaults, self.columns = path, defaults, columns
        self.index = InstitutionIndex(institution_names(connection).values())
        self.products = codes_by_name(reference.products(connection).values())
        units = reference.units(connection)
        self.units = {
            plain(said): unit.code
            for unit in units.values()
            if unit.allocates
            for said in (unit.code, unit.name_zh, unit.name_en)
        }
        known = read_parameters(connection, lambda _days: defaults.value_date)
        self.currencies = codes_by_name(known.currencies.values())
        self.minor_units: Mapping[str, int] = known.minor_units

    def deal(self, line: Line) -> StatedDeal:
        """Return a line's deal."""
        institution = self._institution(line)
        product = self._code(line, "product", self.products)
        unit = self._unit(line)
        currency, amount_minor = self._amount(line)
        value_date = self._day(line, "value_date") or self.defaults.value_date
        if len(line["reference"]) > _LONGEST_REFERENCE:
            raise self._wrong(line, "reference", "long_reference")
        return StatedDeal(
            line=line.number,
            institution=institution,
            product=product,
            unit=unit,
            currency=currency,
            amount_minor=amount_minor,
            value_date=value_date,
            maturity_date=self._maturity(line, value_date),
            reference=line["reference"],
        )

    def _institution(self, line: Line) -> str:
        self._require(line, "institution")
        try:
            return self.index.one(line["institution"]).bic8
        except InstitutionUnclearError as error:
            raise self._wrong(line, "institution", error) from error

    def _unit(self, line: Line) -> str:
        code = _CODE.match(line["unit"])
        if code is not None and plain(code[0]) in self.units:
            return code[0]
        if not line["unit"] and self.defaults.unit:
            return self.defaults.unit
        return self._code(line, "unit", self.units)

    def _code(self, line: Line, column: str, known: Mapping[str, str]) -> str:
        self._require(line, column)
        code = known.get(plain(line[column]))
        if code is None:
            codes = ", ".join(dict.fromkeys(known.values()))
            raise self._wrong(
                line, column, InputError(f"unknown_{column}", given=line[column], known=codes)
            )
        return code

    def _amount(self, line: Line) -> tuple[str, int]:
        """Return currency and amount; the amount's own cell may name the currency too."""
        self._require(line, "amount")
        match = _WITH_CURRENCY.fullmatch(line["amount"])
        said = ((match["before"] or match["behind"]) if match else None) or ""
        own = said.upper() if said.upper() in self.minor_units else ""
        given = match["amount"] if match and own else line["amount"]
        currency = self._currency(line, own)
        if own and own != currency:
            raise self._wrong(line, "amount", "two_currencies")
        try:
            minor = to_minor(parse_amount(given).value, self.minor_units[currency])
        except AmountError as error:
            cause = InputError("bad_amount", given=line["amount"], currency=currency)
            raise self._wrong(line, "amount", cause) from error
        if minor <= 0:
            raise self._wrong(line, "amount", "not_positive")
        return currency, minor

    def _currency(self, line: Line, own: str) -> str:
        """Return the line's currency; the ledger's where the file has no such column."""
        if own and not line["currency"]:
            return own
        if "currency" not in self.columns:
            return LEDGER_CURRENCY
        return self._code(line, "currency", self.currencies)

    def _maturity(self, line: Line, value_date: date) -> date:
        days = line["tenor_days"]
        written = line["maturity"] or (f"{days}D" if days.isdecimal() else days)
        written = written or self.defaults.tenor
        if not written:
            raise self._wrong(line, "maturity", "missing_maturity")
        try:
            day = maturity_written(value_date, written)
        except (ValueError, OverflowError) as error:
            column = "maturity" if line["maturity"] else "tenor_days"
            raise self._wrong(line, column, InputError("bad_date", given=written)) from error
        if day < value_date + timedelta(days=1):
            raise self._wrong(line, "maturity", "not_after_value_date")
        return day

    def _day(self, line: Line, column: str) -> date | None:
        try:
            return day_written(line[column]) if line[column] else None
        except ValueError as error:
            raise self._wrong(line, column, InputError("bad_date", given=line[column])) from error

    def _require(self, line: Line, column: str) -> None:
        if not line[column]:
            raise self._wrong(line, column, "missing")

    def _wrong(self, line: Line, column: str, cause: InputError | str) -> DealLineError:
        return DealLineError((self.path, line.number, column), line[column], cause)
