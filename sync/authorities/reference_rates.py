"""Write the sample's exchange rates from the European Central Bank's reference rates.

    python -m sync.authorities.reference_rates --source FILE --output CSV [--days 10]

The source (eurofxref-hist.csv) says how much of a currency one euro buys; crossed over the dollar
this gives US dollars for one unit of the currency. Decimal throughout, twelve places, half up.
"""

import argparse
import csv
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path

from sync.authorities.tables import write_records

COLUMNS = ["currency", "date", "usd_per_unit", "kind"]
PLACES = Decimal("1e-12")
NO_RATE = ("N/A", "", None)


def rate_records(source: Path, days: int) -> list[dict[str, str]]:
    """Return the rates of the source's newest days, by date and currency."""
    with source.open(encoding="utf-8", newline="") as text:
        newest = sorted(csv.DictReader(text), key=lambda record: record["Date"])[-days:]
    return [
        {"currency": currency, "date": record["Date"], "usd_per_unit": rate, "kind": "sample"}
        for record in newest
        for currency, rate in sorted(dollars_per_unit(record).items())
    ]


def dollars_per_unit(record: dict[str, str]) -> dict[str, str]:
    """Return US dollars for one unit of each currency that has a rate on the record's day."""
    per_euro = {
        currency: Decimal(rate)
        for currency, rate in record.items()
        if currency not in ("Date", "") and rate not in NO_RATE
    }
    dollars = per_euro["USD"]
    per_euro["EUR"] = Decimal(1)
    with localcontext(prec=40):
        crossed = {
            currency: (dollars / rate).quantize(PLACES, ROUND_HALF_UP)
            for currency, rate in per_euro.items()
        }
    return {currency: format(rate.normalize(), "f") for currency, rate in crossed.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--source", type=Path, required=True, help="eurofxref-hist.csv")
    parser.add_argument("--output", type=Path, required=True, help="rates.csv to write")
    parser.add_argument("--days", type=int, default=10, help="how many of the newest days")
    given = parser.parse_args(arguments)
    write_records(given.output, COLUMNS, rate_records(given.source, given.days))


if __name__ == "__main__":
    main()
