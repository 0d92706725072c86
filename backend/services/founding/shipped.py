"""The tables that ship with the backend, for a desk that is founded."""

from __future__ import annotations

import csv
from importlib.resources import files


def shipped(name: str) -> list[dict[str, str]]:
    """Return the records of a CSV of `backend.reference`, by its name without ending."""
    source = files("backend.reference") / f"{name}.csv"
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))
