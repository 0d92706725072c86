"""Load the sample of dealings: flows, averages, who returned which month, invented plans."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from backend.bootstrap import House
from backend.contract.progress import Progress
from backend.contract.reciprocity import SetReciprocityPlan
from backend.money import WAN_MINOR
from backend.queries import reference
from backend.queries.institutions import institution_names
from backend.queries.nodes import open_date
from backend.services.dealings import take_averages, take_dealings, take_returned_months
from backend.services.execute import execute
from sync.authorities.tables import read_records
from sync.dealings.sample import averages_of, dealings_of, missing_months
from sync.dealings.streams import SMALLEST_CLASS, Correspondent, rules
from sync.sample.rules import SAMPLE_FOLDER

_NAMESPACE = uuid.UUID("6f1de57e-21c3-4f0b-9a53-5d0b3a1d9c01")


def load_dealings_sample(house: House, progress: Progress) -> int:
    """Load two years of sample dealings for every institution; return how many were new.

    January of last year to the last month that has ended. The same again changes nothing.
    """
    with house.reading() as connection:
        today = open_date(connection)
        names = institution_names(connection)
        minor_units = reference.minor_units(connection)
        units = reference.units(connection)
    months = _months(today)
    sizes = _size_classes()
    banks = [
        Correspondent(
            number=number,
            bic8=name.bic8,
            country=name.country,
            size_class=2 if name.is_sample else sizes.get(name.bic8, SMALLEST_CLASS),
            is_invented=name.is_sample,
        )
        for number, name in names.items()
    ]
    progress("dealings", 0, len(banks))
    rows: list[dict[str, Any]] = []
    averages: list[dict[str, Any]] = []
    for bank in banks:
        rows += dealings_of(bank, months, minor_units)
        averages += averages_of(bank, months, minor_units)
    new = take_dealings(house.engine, rows, house.clock(), house.login)
    take_averages(house.engine, averages, house.clock(), house.login)
    branches = [unit.code for unit in units.values() if unit.kind == "branch"]
    returned = _returned(branches, months, rows)
    take_returned_months(house.engine, returned, house.clock(), house.login)
    progress("dealings", len(banks), len(banks))
    _plan(house, today.year)
    return new


def _months(today: date) -> Sequence[date]:
    """Return January of last year to the last month that has ended."""
    count = 12 + today.month - 1
    return [date(today.year - 1 + place // 12, place % 12 + 1, 1) for place in range(count)]


def _size_classes() -> Mapping[str, int]:
    records = read_records(SAMPLE_FOLDER / "well_known_bic8.csv")
    return {record["bic8"]: int(record["size_class"]) for record in records}


def _returned(
    branches: Sequence[str], months: Sequence[date], rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    busy = {(row["unit_code"], row["month"]) for row in rows}
    return [
        {
            "unit_code": branch,
            "month": month,
            "nil": int((branch, month) not in busy),
            "source": "sample",
            "is_sample": 1,
        }
        for branch in branches
        for month in months
        if month not in missing_months(branch, months)
    ]


def _plan(house: House, year: int) -> None:
    """Write the year's plans of invented banks; an id that stands is not written again."""
    with house.reading() as connection:
        names = {one.bic8: one for one in institution_names(connection).values()}
    orders = [
        SetReciprocityPlan(
            id=str(uuid.uuid5(_NAMESPACE, f"reciprocity/{bic8}/{year}")),
            login=house.login,
            institution=bic8,
            year=year,
            target_minor=plan["target_wan"] * WAN_MINOR,
            base_target_minor=None,
            strategy=plan["strategy"],
            base_strategy="",
            points=plan["points"],
            base_points="",
        )
        for bic8, plan in rules()["plan"].items()
        if bic8 in names and names[bic8].is_sample
    ]
    execute(house.engine, orders, house.clock)
