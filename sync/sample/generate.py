"""Rewrite the sample's lines, allocations, deals and caps, the same bytes every time.

    python -m sync.sample.generate [--folder FOLDER]

Reads `institutions.csv`, `well_known_bic8.csv`, `rates.csv` and `rules.toml` of this folder; a
hash takes the place of chance. The rule is described in docs/data.md: it judges no bank.
"""

import argparse
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from sync.authorities.tables import read_records, write_records
from sync.sample.allocations import ALLOCATION_COLUMNS, make_allocations
from sync.sample.caps import (
    COUNTRY_COLUMNS,
    GROUP_COLUMNS,
    Use,
    country_records,
    fill_exact_rooms,
    group_records,
)
from sync.sample.deals import DEAL_COLUMNS, make_deals
from sync.sample.lines import LINE_COLUMNS, lined_entities, make_lines
from sync.sample.rules import SAMPLE_FOLDER, load_sample_rules, read_entities


def read_rates(folder: Path, rate_date: str) -> dict[str, Decimal]:
    """Return US dollars for one unit of each currency on one date."""
    return {
        record["currency"]: Decimal(record["usd_per_unit"])
        for record in read_records(folder / "rates.csv")
        if record["date"] == rate_date
    }


def generate(folder: Path = SAMPLE_FOLDER) -> None:
    """Write the five generated files into `folder`; the sources are read from the package."""
    rules = load_sample_rules()
    rates = read_rates(SAMPLE_FOLDER, rules.rate_date.isoformat())
    entities = read_entities(SAMPLE_FOLDER)
    lined = lined_entities(entities, rules)
    lines = make_lines(entities, lined, rules)
    allocations = make_allocations(lines, rules)
    deals = fill_exact_rooms(lined, make_deals(lines, allocations, rates, rules), rates, rules)
    use = Use(lined, lines, deals, rates)
    write_records(folder / "lines.csv", LINE_COLUMNS, [line.record() for line in lines])
    parts = [allocation.record() for allocation in allocations]
    write_records(folder / "allocations.csv", ALLOCATION_COLUMNS, parts)
    numbered = [deal.record(number, rules) for number, deal in enumerate(deals, start=1)]
    write_records(folder / "deals.csv", DEAL_COLUMNS, numbered)
    write_records(folder / "country_lines.csv", COUNTRY_COLUMNS, country_records(use, rules))
    write_records(folder / "group_lines.csv", GROUP_COLUMNS, group_records(use, rules))


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, default=SAMPLE_FOLDER, help="where to write")
    generate(parser.parse_args(arguments).folder)


if __name__ == "__main__":
    main()
