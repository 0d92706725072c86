"""Sample dealings of every correspondent: two years by month, made by a hash in place of chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sync.dealings.streams import (
    SMALLEST_CLASS,
    Correspondent,
    Stream,
    drawn_bytes,
    own_currency,
    rules,
    streams_of,
    written_of,
)

_THOUSAND_CENTS = 100_000
_FEN_PER_CENT = 7
_BYTE = 256
Row = dict[str, Any]


def dealings_of(
    bank: Correspondent, months: Sequence[date], minor_units: Mapping[str, int]
) -> Iterator[Row]:
    """Yield the dealings of one bank in these months of this year and the last."""
    this_year = months[-1].year
    for stream in streams_of(bank):
        # Both directions have business in the same months.
        busy = drawn_bytes(f"busy/{bank.bic8}/{stream.product}", len(months))
        chance = drawn_bytes(stream.key, len(months) + 1)
        growth = 92 + chance[-1] % 26  # this year in percent of the last
        for place, month in enumerate(months):
            share = _share(stream, month.year == this_year)
            size = rules()["size"][str(bank.size_class)]
            if not share or busy[place] * 100 // _BYTE >= size["percent"]:
                continue
            year_share = growth if month.year == this_year else 100
            swing = 75 + chance[place] * 50 // _BYTE
            cents = _base_cents(stream) * share * year_share * swing // 10**6
            if cents > 0 and month not in missing_months(stream.unit, months):
                yield _row(stream, month, cents, minor_units)


def missing_months(unit: str, months: Sequence[date]) -> Sequence[date]:
    """Return the months that a branch has not returned: its last ones."""
    count = rules()["branches"]["missing"].get(unit, 0)
    return months[len(months) - count :] if count else ()


def averages_of(
    bank: Correspondent, months: Sequence[date], minor_units: Mapping[str, int]
) -> Iterator[Row]:
    """Yield the monthly averages of accounts: theirs with us, and ours with a large bank."""
    kinds = ("vostro", "nostro") if bank.size_class == 1 else ("vostro",)
    for kind in kinds:
        key = f"average/{bank.bic8}/{kind}"
        chance = drawn_bytes(key, len(months) + 1)
        if bank.size_class == SMALLEST_CLASS and chance[-1] % 3:
            continue  # no account
        currency = "CNY" if kind == "vostro" else own_currency(bank)
        thousands = rules()["size"][str(bank.size_class)]["base"] // 4
        for place, month in enumerate(months):
            cents = thousands * _THOUSAND_CENTS * (70 + chance[place] % 60) // 100
            yield {
                "institution_id": bank.number,
                "kind": kind,
                "currency_code": currency,
                "month": month,
                "average_minor": _in_currency(cents, currency, minor_units),
                "source": "sample",
                "is_sample": 1,
            }


def _share(stream: Stream, is_this_year: bool) -> int:
    """Return how much of the usual flows, in percent: a bank's own lean, or as invented."""
    written = written_of(stream.bank)
    if not is_this_year and "last_year" in written:
        return int(written["last_year"])
    if stream.direction in written:
        return int(written[stream.direction])
    return 90 + drawn_bytes(f"lean/{stream.bank.bic8}/{stream.direction}", 1)[0] % 21


def _base_cents(stream: Stream) -> int:
    product = rules()["product"][stream.product]
    base = rules()["size"][str(stream.bank.size_class)]["base"]
    place = rules()["place"].get(stream.bank.country, 70)
    return int(base * _THOUSAND_CENTS * product["size"] * place // 10**4)


def _in_currency(cents: int, currency: str, minor_units: Mapping[str, int]) -> int:
    """Return an amount of about so many cents, rounded to hundreds of its currency."""
    hundreds = int(cents * rules()["units_for_dollar"][currency]) // 10_000
    return int(hundreds * 100 * 10 ** minor_units[currency])


def _row(stream: Stream, month: date, cents: int, minor_units: Mapping[str, int]) -> Row:
    product, bank = rules()["product"][stream.product], stream.bank
    amount = max(_in_currency(cents, stream.currency, minor_units), 10 ** minor_units["CNY"])
    return {
        "id": f"sample/{bank.bic8}/{month:%Y%m}/{stream.unit}/{stream.product}"
        f"/{stream.direction}/{stream.currency}",
        "institution_id": bank.number,
        "unit_code": stream.unit,
        "product_code": stream.product,
        "direction": stream.direction,
        "currency_code": stream.currency,
        "month": month,
        "deal_count": max(1, cents // (product["typical"] * _THOUSAND_CENTS)),
        "amount_minor": amount,
        "fee_fen": cents * _FEN_PER_CENT * product["fee"] // 10_000,
        "source": "sample",
        "source_file": "",
        "source_line": None,
        "is_sample": 1,
    }
