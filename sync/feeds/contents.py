"""Records into what the house takes: lines and deals, with our codes and minor units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from backend.contract.feeds import DealState, FeedDeal, FeedFile, FeedLine
from backend.money import AmountError, rate_to_e12, to_minor
from sync.feeds.findings import Findings
from sync.feeds.layout import Field, Layout
from sync.feeds.reading import Content, Row

#: No amount is larger: a sum of many still fits 64 bits.
_MOST_MINOR = 10**17
#: How long the house keeps each text.
_LENGTHS = {
    "their_reference": 64,
    "our_reference": 96,
    "foreign_id": 64,
    "approval_number": 64,
}


@dataclass(frozen=True)
class Known:
    """The codes of the house that a file's codes must mean."""

    minor_units: Mapping[str, int]
    products: Collection[str]
    units: Collection[str]


class Meaning:
    """Turns rows of one file into facts; what means nothing becomes a finding."""

    def __init__(self, layout: Layout, known: Known, findings: Findings) -> None:
        self.layout = layout
        self.known = known
        self.findings = findings
        self.fields = {one.name: one for one in layout.detail.fields}
        self.lines: list[FeedLine] = []
        self.deals: list[FeedDeal] = []
        self.seen: dict[tuple[str, ...], int] = {}
        states = [state.value for state in DealState]
        self.tables: Mapping[str, Collection[str]] = {
            "product": known.products,
            "unit": known.units,
            "currency": known.minor_units,
            "state": states,
        }

    def take(self, row: Row) -> None:
        """Take one record."""
        self.check(row)
        if self.layout.content == "lines":
            self.lines += self.line(row)
        else:
            self.deals += self.deal(row)

    def file(self, content: Content) -> FeedFile:
        """Return what the file says, all of its records taken; raises `FeedError`."""
        self.findings.finish()
        return FeedFile(
            feed=self.layout.feed,
            system=self.layout.system,
            business_date=content.business_date,
            name=content.name,
            content_hash=content.content_hash,
            control_total=content.control_total,
            tells=self.layout.tells,
            lines=self.lines,
            deals=self.deals,
        )

    def check(self, row: Row) -> None:
        """Note codes that the house does not know, texts too long, and a key that came before."""
        for name, codes in self.tables.items():
            value = row.values.get(name)
            if value is not None and value not in codes:
                self._add("unknown_code", row, name, given=row.pieces[name].text)
        for name, most in _LENGTHS.items():
            if len(str(row.values.get(name) or "")) > most:
                self._add("too_long", row, name, most=most)
        names = (
            ("foreign_id", "product") if self.layout.content == "lines" else ("their_reference",)
        )
        key = tuple(str(row.values.get(name)) for name in names)
        before = self.seen.setdefault(key, row.line)
        if before != row.line and all(row.values.get(name) for name in names):
            self._add("duplicate", row, names[0], given="/".join(key), before=before)

    def line(self, row: Row) -> list[FeedLine]:
        """Return the line of a record; nothing when it says something impossible."""
        approved, used = self._minor(row, "approved"), self._minor(row, "used")
        if approved is not None and approved < 0:
            self._add("negative", row, "approved")
        if approved is None or used is None or self.findings.found:
            return []
        values = row.values
        return [
            FeedLine(
                line_number=row.line,
                approved_minor=approved,
                used_minor=used,
                effective_date=_day(values.get("effective_date")),
                expiry_date=_day(values.get("expiry_date")),
                **_texts(row, "foreign_id", "product", "currency", "approval_number"),
            )
        ]

    def deal(self, row: Row) -> list[FeedDeal]:
        """Return the deal of a record; nothing when it says something impossible."""
        values = row.values
        amount, use = self._minor(row, "amount"), self._minor(row, "use")
        value_date, maturity = _day(values.get("value_date")), _day(values.get("maturity_date"))
        if amount is not None and amount <= 0:
            self._add("negative", row, "amount")
        if value_date and maturity and maturity <= value_date:
            self._add("date_order", row, "maturity_date", maturity=maturity, value_date=value_date)
        if amount is None or value_date is None or self.findings.found:
            return []
        rate = values.get("rate")
        texts = _texts(row, "their_reference", "our_reference", "foreign_id", "product", "currency")
        return [
            FeedDeal(
                line_number=row.line,
                unit=str(values.get("unit") or self.layout.unit),
                amount_minor=amount,
                use_minor=use,
                rate_e12=rate_to_e12(rate) if isinstance(rate, Decimal) else None,
                value_date=value_date,
                maturity_date=maturity,
                state=DealState(str(values.get("state") or "open")),
                **texts,
            )
        ]

    def _minor(self, row: Row, name: str) -> int | None:
        """Return an amount in minor units of its currency; `None` when there is none."""
        value = row.values.get(name)
        if not isinstance(value, Decimal):
            return None
        one: Field = self.fields[name]
        currency = str(row.values.get(one.currency) or one.currency)
        places = self.known.minor_units.get(currency)
        if places is None:
            return 0  # the currency's own finding says it
        try:
            minor = to_minor(value * one.unit, places)
        except AmountError as error:
            self._add(error.code, row, name, currency=currency)
            return None
        if abs(minor) > _MOST_MINOR:
            self._add("too_large", row, name, currency=currency)
            return None
        return minor

    def _add(self, code: str, row: Row, name: str, /, **parameters: object) -> None:
        byte = row.pieces[name].byte if name in row.pieces else 0
        said = {"field": name, **parameters}
        if name in row.pieces and "given" not in said:
            said["given"] = row.pieces[name].text
        self.findings.add(code, row.line, byte, **said)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _texts(row: Row, *names: str) -> dict[str, Any]:
    return {name: str(row.values.get(name) or "") for name in names}
