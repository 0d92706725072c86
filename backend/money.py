"""Money: integers in minor units of an ISO 4217 currency; never a float.

Amounts travel as `int` minor units (cents of the US dollar, whole yen) beside their currency.
Rates are integers scaled by 10**12 (US dollars for one unit of the currency), factors by 10**6.
A person's amount is read by `parse_amount`: exact, or a named refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext

LEDGER_CURRENCY = "USD"
LEDGER_MINOR_UNITS = 2
RATE_SCALE = 10**12
FACTOR_SCALE = 10**6
WAN = 10_000
#: One 万美元 in minor units of the ledger currency.
WAN_MINOR = WAN * 10**LEDGER_MINOR_UNITS
#: Excel keeps 15 significant digits; a longer number was already changed before we read it.
SHEET_DIGITS = 15
_LARGEST_MINOR = 2**63 - 1


class AmountError(ValueError):
    """An amount that cannot be read exactly; `code` is its key beneath `finding.`."""

    def __init__(self, code: str, given: object) -> None:
        """Keep the glossary code and what was given."""
        super().__init__(f"{code}: {given!r}")
        self.code = code
        self.given = given


@dataclass(frozen=True)
class ParsedAmount:
    """What a person typed: `value`, and whether a suffix made it absolute (万, 亿, k, mn)."""

    value: Decimal
    absolute: bool


# The suffixes that people type, as powers of ten. Escapes keep this module free of Chinese text:
# wan, yi, qian, baiwan, qianwan.
_SUFFIXES = {
    "\u4e07": 4,
    "\u4ebf": 8,
    "\u5343": 3,
    "\u767e\u4e07": 6,
    "\u5343\u4e07": 7,
    "k": 3,
    "mn": 6,
    "m": 6,
    "bn": 9,
}
#: Full-width digits, signs and brackets as a Chinese keyboard types them, spaces of every width,
#: the true minus sign; what cannot be seen counts for nothing. Not every compatible form: a
#: superscript two is no digit of an amount.
_HALF_WIDTH: dict[int, str | None] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys((0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, 0xFEFF)),
    0x2212: "-",
}
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[+-]?)(?P<digits>\d{1,3}(?:,\d{3})+|\d+)(?P<fraction>\.\d*)?"
    r"\s*(?P<suffix>" + "|".join(sorted(_SUFFIXES, key=len, reverse=True)) + r")?(?(open)\))",
    re.ASCII,
)


def half_width(typed: str) -> str:
    """Return what was typed in half-width signs, without spaces around it."""
    return typed.translate(_HALF_WIDTH).strip()


def parse_amount(given: object) -> ParsedAmount:
    """Read an amount as people type it: 1,000, 1000万, 1.2亿, (500), full-width digits, 5mn.

    Accepts `int`, `Decimal`, `str`, and the `float` that a spreadsheet hands over when it has at
    most 15 significant digits. Raises `AmountError` with code `not_a_number`, `too_precise`
    (more digits than a sheet keeps) or `not_finite`.
    """
    if isinstance(given, bool) or given is None:
        raise AmountError("not_a_number", given)
    if isinstance(given, float):
        return ParsedAmount(_from_sheet_number(given), absolute=False)
    if isinstance(given, int | Decimal):
        return ParsedAmount(Decimal(given), absolute=False)
    # An apostrophe marks text for a spreadsheet; pasted from elsewhere it stays in front.
    plain = half_width(str(given)).removeprefix("'").strip().lower()
    match = _NUMBER.fullmatch(plain)
    if match is None or (match["open"] and match["sign"]):
        raise AmountError("not_a_number", given)
    value = Decimal(match["digits"].replace(",", "") + (match["fraction"] or ""))
    if match["open"] or match["sign"] == "-":
        value = -value
    suffix = match["suffix"]
    return ParsedAmount(value.scaleb(_SUFFIXES[suffix]) if suffix else value, suffix is not None)


def _from_sheet_number(number: float) -> Decimal:
    try:
        # repr is the shortest text that reads back as the same float: what the person saw.
        value = Decimal(repr(number))
    except InvalidOperation:  # pragma: no cover - repr of a float always parses
        raise AmountError("not_a_number", number) from None
    if not value.is_finite():
        raise AmountError("not_finite", number)
    if len(value.normalize().as_tuple().digits) > SHEET_DIGITS:
        raise AmountError("too_precise", number)
    return value


def beyond_sheet(value: Decimal) -> bool:
    """Whether a spreadsheet's number would not keep every digit, or might not have kept it."""
    return len(value.normalize().as_tuple().digits) > SHEET_DIGITS or abs(value) >= 10**SHEET_DIGITS


def to_minor(value: Decimal, minor_units: int) -> int:
    """Return `value` in minor units, exactly.

    Raises `AmountError` `too_many_decimals` for a fraction of a minor unit, `too_large` beyond
    64 bits.
    """
    with localcontext() as context:
        context.prec = 60
        scaled = value.scaleb(minor_units)
        if scaled != scaled.to_integral_value():
            raise AmountError("too_many_decimals", value)
        minor = int(scaled)
    if abs(minor) > _LARGEST_MINOR:
        raise AmountError("too_large", value)
    return minor


def from_minor(minor: int, minor_units: int = LEDGER_MINOR_UNITS) -> Decimal:
    """Return the amount in units of its currency, with exactly `minor_units` decimals."""
    return Decimal(minor).scaleb(-minor_units)


def line_use_minor(
    deal_minor: int, deal_minor_units: int, rate_e12: int, factor_e6: int = FACTOR_SCALE
) -> int:
    """Return what a deal takes from a line: amount x factor x rate, in ledger minor units.

    Rounded half up to the minor unit; integer arithmetic throughout.
    """
    numerator: int = deal_minor * rate_e12 * factor_e6 * 10**LEDGER_MINOR_UNITS
    denominator: int = 10**deal_minor_units * RATE_SCALE * FACTOR_SCALE
    return (2 * numerator + denominator) // (2 * denominator)


def rate_to_e12(rate: Decimal) -> int:
    """Return a rate (US dollars for one unit) as an integer scaled by 10**12, rounded half up."""
    with localcontext() as context:
        context.prec = 60
        return int((rate * RATE_SCALE).to_integral_value(rounding=ROUND_HALF_UP))


def in_wan(minor: int) -> Decimal:
    """Return ledger minor units as 万 (ten thousands) of the ledger currency, all digits kept."""
    return Decimal(minor).scaleb(-(LEDGER_MINOR_UNITS + 4))


def grouped(value: Decimal, places: int = 2) -> str:
    """Return `value` with thousands separators and `places` decimals, rounded half up."""
    return f"{value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):,}"


def wan_text(minor: int) -> str:
    """Return ledger minor units as text in 万, two decimals: 10,000.00."""
    return grouped(in_wan(minor))
