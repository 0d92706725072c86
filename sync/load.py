"""Load the sample: real institutions with their public facts, and marked sample lines and deals.

Everything goes through the services that staff use, so the sample cannot hold what they would
refuse. The same again changes nothing: every command carries an id made from its content.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from backend.bootstrap import House
from backend.contract import (
    AllocateLine,
    ApproveCap,
    ApproveLine,
    Command,
    Dimension,
    DrawLimit,
    LineType,
    Outcome,
)
from backend.contract.progress import Progress
from backend.money import WAN_MINOR, rate_to_e12, to_minor
from backend.queries import reference
from backend.services.execute import execute
from backend.services.masters import load_institutions, load_persons, load_rates
from backend.services.rights import require
from sync.authorities.tables import read_records

SAMPLE = Path(__file__).parent / "sample"
_NAMESPACE = uuid.UUID("6f1de57e-21c3-4f0b-9a53-5d0b3a1d9c01")


@dataclass(frozen=True)
class Loaded:
    """How much the sample brought: rows and commands done, and what was refused."""

    institutions: int
    changed: int
    lines: int
    allocations: int
    deals: int
    refused: Sequence[Outcome]


def load_sample(house: House, progress: Progress, folder: Path = SAMPLE) -> Loaded:
    """Load institutions, persons, rates, caps, lines, allocations and deals, in that order."""
    new, changed = load_masters(house, progress, folder)
    with house.reading() as connection:
        minor_units = reference.minor_units(connection)
    steps: list[tuple[str, list[Command]]] = [
        ("lines", [*_caps(house, folder), *_lines(house, folder)]),
        ("allocations", list(_allocations(house, folder))),
        ("deals", list(_deals(house, folder, minor_units))),
    ]
    done: dict[str, int] = {}
    refused: list[Outcome] = []
    for name, commands in steps:
        progress(name, 0, len(commands))
        outcomes = execute(house.engine, commands, house.clock)
        done[name] = sum(one.accepted for one in outcomes)
        refused += [one for one in outcomes if not one.accepted]
        progress(name, len(commands), len(commands))
    return Loaded(new, changed, done["lines"], done["allocations"], done["deals"], refused)


def load_masters(house: House, progress: Progress, folder: Path = SAMPLE) -> tuple[int, int]:
    """Load persons, rates and institutions; return how many institutions were new and changed."""
    now = house.clock()
    with house.reading() as connection:
        require(connection, house.login, "load")
    load_persons(house.engine, [dict(one) for one in _read(folder, "persons")], now, house.login)
    load_rates(house.engine, [_rate(one) for one in _read(folder, "rates")], now)
    rows = [_institution(one) for one in _read(folder, "institutions")]
    progress("institutions", 0, len(rows))
    changes = load_institutions(
        house.engine, [dict(one) for one in _read(folder, "groups")], rows, now, house.login
    )
    progress("institutions", len(rows), len(rows))
    return changes


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    return read_records(folder / f"{name}.csv")


def _identity(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _rate(record: dict[str, str]) -> dict[str, Any]:
    return {
        "currency_code": record["currency"],
        "day": date.fromisoformat(record["date"]),
        "kind": record["kind"],
        "rate_e12": rate_to_e12(Decimal(record["usd_per_unit"])),
        "source": "sample",
    }


def _institution(record: dict[str, str]) -> dict[str, Any]:
    return {
        **record,
        "group_code": record["group_code"] or None,
        "onshore_legal_person": int(record["onshore_legal_person"]),
    }


def _caps(house: House, folder: Path) -> Iterator[ApproveCap]:
    people = {one["telephone"]: one["login"] for one in _read(folder, "persons")}
    for name, dimension in (("country", Dimension.COUNTRY), ("group", Dimension.GROUP)):
        for record in _read(folder, f"{name}_lines"):
            code = record[f"{name}_code"]
            yield ApproveCap(
                id=_identity("cap", name, code),
                login=house.login,
                dimension=dimension,
                code=code,
                target_minor=int(record["approved_usd_wan"]) * WAN_MINOR,
                base_minor=None,
                owner_unit=record.get("owner_unit_code", ""),
                owner_login=people.get(record.get("owner_telephone", ""), ""),
                effective_date=_day(record["effective_date"]),
                expiry_date=_day(record["expiry_date"]),
                approval_number=record["approval_number"],
                is_sample=True,
            )


def _lines(house: House, folder: Path) -> Iterator[ApproveLine]:
    for record in _read(folder, "lines"):
        yield ApproveLine(
            id=_identity("line", record["bic8"], record["product_code"]),
            login=house.login,
            institution=record["bic8"],
            product=record["product_code"],
            target_minor=int(record["approved_usd_wan"]) * WAN_MINOR,
            base_minor=None,
            line_type=LineType(record["line_type"]),
            effective_date=_day(record["effective_date"]),
            expiry_date=_day(record["expiry_date"]),
            max_tenor_days=int(record["max_tenor_days"]) if record["max_tenor_days"] else None,
            approval_number=record["approval_number"],
            is_sample=True,
        )


def _allocations(house: House, folder: Path) -> Iterator[AllocateLine]:
    records = _read(folder, "allocations")
    # A group holds its share before its branches take theirs from it.
    records.sort(key=lambda record: record["unit_code"].isdigit())
    for record in records:
        yield AllocateLine(
            id=_identity("share", record["bic8"], record["product_code"], record["unit_code"]),
            login=house.login,
            institution=record["bic8"],
            product=record["product_code"],
            unit=record["unit_code"],
            target_minor=int(record["allocated_usd_wan"]) * WAN_MINOR,
            base_minor=0,
            reason="sample",
        )


def _deals(house: House, folder: Path, minor_units: Mapping[str, int]) -> Iterator[DrawLimit]:
    for record in _read(folder, "deals"):
        currency = record["currency"]
        yield DrawLimit(
            id=_identity("deal", record["reference"]),
            login=house.login,
            institution=record["bic8"],
            product=record["product_code"],
            unit=record["unit_code"],
            currency=currency,
            amount_minor=to_minor(Decimal(record["amount"]), minor_units[currency]),
            value_date=date.fromisoformat(record["value_date"]),
            maturity_date=date.fromisoformat(record["maturity_date"]),
            reference=record["reference"],
            told=True,  # as the business systems would report them
        )
