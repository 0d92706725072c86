"""What `rules.toml` says, the calendar, and the hash that takes the place of chance."""

import csv
import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sync.authorities.tables import read_records

SAMPLE_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class SampleRules:
    """The figures of `rules.toml`, by its own section names."""

    business_date: date
    rate_date: date
    approval_number: str
    entity_count: int
    entity: dict[str, Any]
    product: dict[str, Any]
    allocation: dict[str, Any]
    deal: dict[str, Any]
    country: dict[str, Any]
    group: dict[str, Any]
    invented: list[dict[str, Any]]


@dataclass(frozen=True)
class Entity:
    """A legal entity that may get lines: where its risk lies, its group, its size class."""

    bic8: str
    risk_country_code: str
    group_code: str
    size_class: int
    is_invented: bool


def load_sample_rules(path: Path = SAMPLE_FOLDER / "rules.toml") -> SampleRules:
    """Return the rules of a file."""
    with path.open("rb") as binary:
        return SampleRules(**tomllib.load(binary))


def read_entities(folder: Path) -> list[Entity]:
    """Return the legal entities of `institutions.csv` that may get lines: banks, no branches."""
    size_classes = {
        record["bic8"]: int(record["size_class"])
        for record in read_records(folder / "well_known_bic8.csv")
    }
    return [
        Entity(
            bic8=record["bic8"],
            risk_country_code=record["risk_country_code"],
            group_code=record["group_code"],
            size_class=1 if invented else size_classes.get(record["bic8"], 3),
            is_invented=invented,
        )
        for record in read_records(folder / "institutions.csv")
        for invented in [record["origin"] == "invented"]
        if record["kind"] == "bank" and not record["head_office_bic8"]
    ]


def drawn(key: str, lowest: int, highest: int) -> int:
    """Return the number between the bounds, both included, that the key's hash draws."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    return lowest + int(digest, 16) % (highest - lowest + 1)


@cache
def _calendar_exceptions() -> dict[date, str]:
    text = files("backend.reference").joinpath("calendar.csv").read_text("utf-8")
    return {
        date.fromisoformat(record["date"]): record["kind"]
        for record in csv.DictReader(text.splitlines())
    }


def working_day_from(day: date) -> date:
    """Return the day itself or the next one on which mainland China works."""
    weekdays = 5
    while _calendar_exceptions().get(day, "off" if day.weekday() >= weekdays else "work") == "off":
        day += timedelta(days=1)
    return day
