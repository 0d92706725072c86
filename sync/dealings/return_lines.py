"""Lines of a branch return as figures: every cell read, and refused by name with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backend.contract.reciprocity import Direction
from backend.errors import InputError
from backend.language import Language, both, text
from backend.money import AmountError, parse_amount, to_minor
from backend.queries.institution_index import InstitutionIndex, InstitutionUnclearError, plain
from sync.dealings.return_table import Line

_MONTH = re.compile(r"(?P<year>20\d\d)\D?(?P<month>0?[1-9]|1[0-2])(?:\D.*)?", re.ASCII)
#: A branch's code may be followed by its name, as on the sheet: 320000江苏.
_CODE = re.compile(r"\d{6}")
_YUAN_PLACES = 2
#: (institution's number, direction, product, currency).
Key = tuple[int, str, str, str]
Figures = tuple[int, int, int]


class ReturnLineError(InputError):
    """A cell of a branch return that cannot be taken: file, line, column, cause, cure."""

    def __init__(self, place: tuple[str, int, str], given: str, cause: str, **more: object) -> None:
        """Keep the place (file, line, column) and the cause's key beneath `branch_return.`."""
        path, line, column = place
        super().__init__("return_line", path=path, line=line, given=given)
        self.column, self.cause, self.more = column, cause, more
        self.line = line

    @property
    def cause_code(self) -> str:
        """The code of the finding in a pack's sheet."""
        other = self.cause == "other_month_or_branch"
        return "return_other_branch" if other else "return_line"

    def sentence(self, language: Language) -> str:
        """Return the sentence with the column's label and the cause in `language`."""
        self.parameters["column"] = text(f"column.branch_return.{self.column}", language)
        self.parameters["cause"] = text(f"branch_return.{self.cause}", language, **self.more)
        return super().sentence(language)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What names in a return may mean. `today` is the business date."""

    path: str
    today: date
    branches: Mapping[str, str]  # plain name or code → code
    index: InstitutionIndex
    numbers: Mapping[str, int]  # BIC8 → the institution's number
    products: Mapping[str, str]  # plain name or code → code
    mutual: frozenset[str]
    minor_units: Mapping[str, int]  # of currencies that have a rate


class LineReader:
    """Reads one line after the other; raises `ReturnLineError`."""

    def __init__(self, known: Known) -> None:
        """Keep what names may mean."""
        self.known = known

    def branch_and_month(self, line: Line) -> tuple[str, date]:
        """Return whose month the line belongs to."""
        given = line["unit"]
        code = _CODE.match(given)
        unit = self.known.branches.get(plain(given))
        if unit is None and code is not None:
            unit = self.known.branches.get(code[0])
        if unit is None:
            raise self._wrong(line, "unit", "unknown_branch")
        match = _MONTH.fullmatch(line["month"])
        if match is None:
            raise self._wrong(line, "month", "bad_month")
        month = date(int(match["year"]), int(match["month"]), 1)
        if month >= self.known.today.replace(day=1):
            raise self._wrong(line, "month", "month_not_over")
        return unit, month

    def is_nil(self, line: Line) -> bool:
        """Whether the line says that there was no business."""
        said = {plain(word) for word in both("branch_return.nil")}
        named = [line["bic"], line["institution"]]
        return any(plain(one) in said for one in named) or not any(
            line[column] for column in ("bic", "product", "count", "amount", "fee")
        )

    def key(self, line: Line) -> Key:
        """Return what the line is about."""
        institution = self._institution(line)
        product = self.known.products.get(plain(line["product"]))
        if product is None:
            raise self._wrong(line, "product", "unknown_product")
        direction = self._direction(line)
        if (direction is Direction.MUTUAL) != (product in self.known.mutual):
            raise self._wrong(line, "direction", "direction_of_product")
        currency = line["currency"].upper()
        if currency not in self.known.minor_units:
            raise self._wrong(line, "currency", "unknown_currency")
        return institution, direction.value, product, currency

    def figures(self, line: Line, currency: str) -> Figures:
        """Return count, amount in minor units of its currency, and fee in fen."""
        count = self._minor(line, "count", 0)
        amount = self._minor(line, "amount", self.known.minor_units[currency])
        fee = self._minor(line, "fee", _YUAN_PLACES) if line["fee"] else 0
        if not count and (amount or fee):
            raise self._wrong(line, "count", "no_count")
        return count, amount, fee

    def _institution(self, line: Line) -> int:
        given = line["bic"] or line["institution"]
        try:
            return self.known.numbers[self.known.index.one(given).bic8]
        except InstitutionUnclearError as error:
            cause = "several_institutions" if error.candidates else "unknown_institution"
            raise self._wrong(line, "bic", cause) from error

    def _direction(self, line: Line) -> Direction:
        given = plain(line["direction"])
        for direction in Direction:
            words = {direction.value, *map(plain, both(f"direction.{direction.value}"))}
            if given in words:
                return direction
        raise self._wrong(line, "direction", "unknown_direction")

    def _minor(self, line: Line, column: str, places: int) -> int:
        try:
            minor = to_minor(parse_amount(line[column]).value, places)
        except AmountError as error:
            raise self._wrong(line, column, "bad_number", places=places) from error
        if minor < 0:
            raise self._wrong(line, column, "negative")
        return minor

    def _wrong(self, line: Line, column: str, cause: str, **more: object) -> ReturnLineError:
        place = (self.known.path, line.number, column)
        return ReturnLineError(place, line[column], cause, **more)

    def twice(self, line: Line, before: int) -> ReturnLineError:
        """Return the refusal of what an earlier line has said already."""
        return self._wrong(line, "bic", "said_twice", before=before)
