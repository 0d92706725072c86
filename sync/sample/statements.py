"""Rewrite the sample's statements from the FDIC's export, the same bytes every time.

    python -m sync.sample.statements --fdic fdic_financials.csv [--output FILE]

Full years and the latest quarter: real institutions with their own figures, invented ones with
copies that `statements.toml` scales and worsens (docs/data.md).
"""

import argparse
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from sync.authorities.tables import read_records, write_records
from sync.sample.rules import SAMPLE_FOLDER
from sync.statements.fdic import AMOUNTS, RATIOS

_BASIS = {
    "currency": "USD",
    "unit": "1000",
    "consolidated": "1",
    "audited": "0",
    "standard": "US_GAAP",
}
_INVENTED = ("reported_provision_coverage", "reported_lcr", "reported_nsfr")
COLUMNS = [
    *("bic8", "period_end", "months", *_BASIS, "source", "is_sample"),
    *AMOUNTS.values(),
    *RATIOS.values(),
    *_INVENTED,
]
_CAPITAL = ("reported_cet1", "reported_capital_adequacy", "reported_leverage")
_PLACES = Decimal("0.0001")
Record = dict[str, str]


def make_statements(fdic: Path, folder: Path = SAMPLE_FOLDER) -> list[Record]:
    """Return the records of `statements.csv`, by BIC and period end."""
    rules = tomllib.loads((folder / "statements.toml").read_text(encoding="utf-8"))
    source: dict[str, list[Record]] = {}
    for record in read_records(fdic):
        if _wanted(record["REPDTE"], rules):
            source.setdefault(record["CERT"], []).append(record)
    banks = read_records(Path(__file__).parent.parent / "statements" / "fdic_banks.csv")
    found = []
    for bank in banks:
        found += [_real(bank["bic8"], record) for record in source[bank["cert"]]]
    for copy in rules["copy"]:
        found += list(_copied(copy, source[str(copy["cert"])]))
    return sorted(found, key=lambda record: (record["bic8"], record["period_end"]))


def _wanted(period: str, rules: Mapping[str, Any]) -> bool:
    is_year_end = period.endswith("1231") and int(period[:4]) >= rules["first_year"]
    return bool(is_year_end or period == rules["latest_quarter"])


def _real(bic8: str, record: Record) -> Record:
    period = record["REPDTE"]
    return {
        "bic8": bic8,
        "period_end": f"{period[:4]}-{period[4:6]}-{period[6:]}",
        "months": str(int(period[4:6])),
        **_BASIS,
        "source": "fdic",
        "is_sample": "0",
        **{item: str(_whole(Decimal(record[column]))) for column, item in AMOUNTS.items()},
        **{item: _percent(Decimal(record[column])) for column, item in RATIOS.items()},
    }


def _copied(copy: Mapping[str, Any], records: Sequence[Record]) -> Iterator[Record]:
    last = copy.get("last_year")
    for record in records:
        if last is not None and int(record["REPDTE"][:4]) > last:
            continue
        own = _real(copy["bic8"], record) | {"source": "sample_copy", "is_sample": "1"}
        for item in AMOUNTS.values():
            own[item] = _share(own[item], copy["scale_percent"])
        for item, percent in (
            ("non_performing_loans", copy["npl_percent"]),
            ("net_profit", copy["profit_percent"]),
        ):
            own[item] = _share(own[item], percent)
        for item, percent in (
            ("reported_npl", copy["npl_percent"]),
            ("reported_roa", copy["profit_percent"]),
            ("reported_roe", copy["profit_percent"]),
        ):
            own[item] = _percent(Decimal(own[item]) * percent / 100)
        for item in _CAPITAL:
            own[item] = _percent(Decimal(own[item]) * copy["capital_percent"] / 100)
        cost = Decimal(own["reported_cost_income"]) + copy["cost_points"]
        own["reported_cost_income"] = _percent(cost)
        for item, name in zip(_INVENTED, ("coverage", "lcr", "nsfr"), strict=True):
            own[item] = _percent(Decimal(copy[name]))
        yield own


def _share(thousands: str, percent: int) -> str:
    return str(_whole(Decimal(thousands) * percent / 100))


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(rounding=ROUND_HALF_UP))


def _percent(value: Decimal) -> str:
    return f"{value.quantize(_PLACES, rounding=ROUND_HALF_UP).normalize():f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fdic", type=Path, required=True, help="the FDIC's export")
    parser.add_argument("--output", type=Path, default=SAMPLE_FOLDER / "statements.csv")
    given = parser.parse_args(arguments)
    write_records(given.output, COLUMNS, [_filled(one) for one in make_statements(given.fdic)])


def _filled(record: Record) -> Record:
    return {column: record.get(column, "") for column in COLUMNS}


if __name__ == "__main__":
    main()
