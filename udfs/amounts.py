"""Ledger amounts in the currency and unit that a cell asks for, by the snapshot's rates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from backend.language import Language, text
from backend.money import LEDGER_CURRENCY, LEDGER_MINOR_UNITS, RATE_SCALE
from backend.queries.cells.snapshot import Snapshot
from backend.queries.rows import Label
from udfs.reading import UNIT_NAMES, read_currency, read_unit

_SHOWN = Decimal("0.01")


@dataclass(frozen=True)
class Scale:
    """A currency and a unit. Room is rounded down and a shortfall up, never to please."""

    currency: Label
    minor_units: int
    rate_e12: int
    power: int

    def value(self, minor: int, *, up: bool = False) -> Decimal:
        """Return ledger minor units in this currency and unit, exact to its minor unit."""
        numerator = minor * 10**self.minor_units * RATE_SCALE
        denominator = 10**LEDGER_MINOR_UNITS * self.rate_e12
        whole = -(-numerator // denominator) if up else numerator // denominator
        return Decimal(whole).scaleb(-self.minor_units - self.power)

    def shown(self, minor: int, language: Language, *, up: bool = False) -> str:
        """Return the amount as text, with its unit and currency."""
        value = self.value(minor, up=up)
        rounded = value.quantize(_SHOWN, rounding=ROUND_CEILING if up else ROUND_FLOOR)
        return text(
            f"cell_unit.{UNIT_NAMES[self.power]}",
            language,
            amount=f"{rounded:,}",
            code=self.currency.code,
            currency=self.currency.zh if language is Language.CHINESE else self.currency.en,
        )


def scale_of(snapshot: Snapshot, currency: object = None, unit: object = None) -> Scale:
    """Return the scale that two arguments name; ten thousands of US dollars by default."""
    code = read_currency(currency, snapshot, LEDGER_CURRENCY)
    parameters = snapshot.parameters
    return Scale(
        currency=parameters.currencies[code],
        minor_units=parameters.minor_units[code],
        rate_e12=parameters.rates[code],
        power=read_unit(unit),
    )
