"""One foreign row as an order: names found, amounts and days read, what stands compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from addin.own_cells import (
    BIC8_LENGTH,
    WrongCellError,
    amount_of,
    bic_of,
    day_of,
    text_of,
    wan_of,
    whole_of,
)
from backend.contract import AllocateLine, ApproveLine, Command
from backend.contract.institutions import AddInstitution
from backend.queries.institution_index import (
    InstitutionIndex,
    InstitutionUnclearError,
    codes_by_name,
    plain,
)
from backend.queries.reference import Unit
from backend.queries.rows import InstitutionName, Label
from sync.first_load.mapping import plain_heading, synonyms
from sync.first_load.rows import ForeignRow


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a foreign row: in which cell, under which code, with what words."""

    row: ForeignRow
    cell: str
    code: str
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass
class OwnOrders:
    """Makes orders of rows. `lines` and `shares` are what stands, in ledger minor units.

    `found` sums what was read, by file and sheet; `last_minor` is the last row's own amount.
    """

    login: str
    index: InstitutionIndex
    products: Sequence[Label]
    units: Sequence[Unit]
    countries: Sequence[Label]
    lines: Mapping[str, int]
    shares: Mapping[tuple[str, str], int]
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    last_minor: int = 0

    def of(self, row: ForeignRow, place: str) -> Command | Wrong | None:
        """Return the order of a row, what is wrong with it, or nothing where it stands already."""
        self.last_minor = 0
        make = {
            "institutions": self._institution,
            "lines": self._line,
            "allocations": self._share,
        }[row.kind]
        try:
            return make(row, place)
        except WrongCellError as error:
            return Wrong(row, row.cells.get(error.name, ""), error.code, error.detail)

    def _institution(self, row: ForeignRow, place: str) -> Command | None:
        bic = bic_of(row)
        if bic in self.index.by_bic8:
            return None
        country = self._country(row)
        number = text_of(row.values.get("customer_number"))
        if not number:
            raise WrongCellError("customer_number", "required_missing", given="")
        name = text_of(row.values.get("name_en")) or text_of(row.values.get("name_zh"))
        if not name:
            raise WrongCellError("name_en", "required_missing", given="")
        return AddInstitution(
            id="",
            login=self.login,
            place=place,
            bic8=bic,
            customer_number=number,
            country=country,
            kind="bank",
            name_en=text_of(row.values.get("name_en")) or bic,
            name_zh=text_of(row.values.get("name_zh")),
            short_name_zh=text_of(row.values.get("short_name_zh")),
            short_name_en=text_of(row.values.get("short_name_en")),
            city=text_of(row.values.get("city")),
        )

    def _country(self, row: ForeignRow) -> str:
        given = text_of(row.values.get("country"))
        code = codes_by_name(self.countries).get(plain(given))
        if code is None:
            raise WrongCellError("country", "load_unknown_country", given=given)
        return code

    def _line(self, row: ForeignRow, place: str) -> Command | None:
        institution, product = self._whose(row), self._product(row)
        amount = amount_of(row)
        key = f"{institution.bic8}/{product}" if product else institution.bic8
        standing = self.lines.get(key)
        self.found[row.file, row.sheet] += amount
        self.last_minor = amount
        if standing == amount:
            return None
        if standing:
            raise WrongCellError("amount", "load_line_differs", standing=wan_of(standing))
        return ApproveLine(
            id="",
            login=self.login,
            place=place,
            institution=institution.bic8,
            product=product,
            target_minor=amount,
            base_minor=None if standing is None else standing,
            expiry_date=day_of(row),
            max_tenor_days=whole_of(row, "tenor_days"),
            approval_number=text_of(row.values.get("approval_number")),
            note=text_of(row.values.get("note")) or None,
        )

    def _share(self, row: ForeignRow, place: str) -> Command | None:
        institution, product = self._whose(row), self._product(row)
        if not product:
            raise WrongCellError("product", "required_missing", given="")
        given = text_of(row.values.get("unit"))
        unit = codes_by_name(
            [Label(code=one.code, zh=one.name_zh, en=one.name_en) for one in self.units]
        ).get(plain(given))
        if unit is None:
            raise WrongCellError("unit", "unknown_unit", given=given)
        amount = amount_of(row)
        standing = self.shares.get((f"{institution.bic8}/{product}", unit), 0)
        self.found[row.file, row.sheet] += amount
        self.last_minor = amount
        if standing == amount:
            return None
        if standing:
            raise WrongCellError("amount", "load_line_differs", standing=wan_of(standing))
        return AllocateLine(
            id="",
            login=self.login,
            place=place,
            institution=institution.bic8,
            product=product,
            unit=unit,
            target_minor=amount,
            base_minor=0,
            reason=text_of(row.values.get("reason")) or f"{row.file} {row.sheet}",
        )

    def _whose(self, row: ForeignRow) -> InstitutionName:
        given = text_of(row.values.get("institution"))
        if not given:
            raise WrongCellError("institution", "required_missing", given="")
        compact = "".join(given.split()).upper()
        if compact[:BIC8_LENGTH] in self.index.by_bic8:
            return self.index.by_bic8[compact[:BIC8_LENGTH]]
        try:
            return self.index.one(given)
        except InstitutionUnclearError as error:
            several = ", ".join(f"{one.short_zh} {one.bic8}" for one in error.candidates[:5])
            code = "ambiguous_institution" if several else "unknown_institution"
            raise WrongCellError("institution", code, given=given, candidates=several) from error

    def _product(self, row: ForeignRow) -> str:
        given = text_of(row.values.get("product"))
        whole = {plain_heading(word) for word in synonyms()["words"]["whole_line"]}
        if not given or plain_heading(given) in whole:
            return ""
        code = codes_by_name(self.products).get(plain(given))
        if code is None:
            raise WrongCellError("product", "unknown_product", given=given)
        return code
