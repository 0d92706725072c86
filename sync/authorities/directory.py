"""Read the two public BIC directories into rows of one shape."""

import csv
import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BIC_SHAPE = re.compile(r"[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?")
HEAD_OFFICE_SUFFIXES = ("", "XXX")
# The first directory lacks these two countries; the second is read for them alone.
SECOND_DIRECTORY_COUNTRIES = frozenset({"GB", "IT"})


@dataclass(frozen=True)
class DirectoryRow:
    """One participant as a directory prints it, in the directory's own capitals."""

    bic: str
    name: str
    city: str
    branch: str
    origin: str

    @property
    def bic8(self) -> str:
        """Return the eight characters that name the legal entity at its place."""
        return self.bic[:8]

    @property
    def country_code(self) -> str:
        """Return the country or region inside the BIC."""
        return self.bic[4:6]

    @property
    def is_head_office(self) -> bool:
        """Tell whether the row stands for the entity itself, not for one of its branches."""
        return self.bic[8:] in HEAD_OFFICE_SUFFIXES


def read_world(path: Path) -> Iterator[DirectoryRow]:
    """Yield the rows of the world directory of 2019 (gzipped CSV), in file order."""
    for record in _records(path):
        row = _row(record, ("swift_code", "bank", "city", "branch"), "world_2019")
        if row is not None:
            yield row


def read_second(path: Path) -> Iterator[DirectoryRow]:
    """Yield the rows of the second directory (gzipped CSV) for the countries the first lacks."""
    for record in _records(path):
        row = _row(record, ("swift_code", "bank_name", "city", "branch"), "second_directory")
        if row is not None and row.country_code in SECOND_DIRECTORY_COUNTRIES:
            yield row


def _records(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def _row(
    record: dict[str, str], columns: tuple[str, str, str, str], origin: str
) -> DirectoryRow | None:
    bic, name, city, branch = (" ".join((record[column] or "").split()) for column in columns)
    if not BIC_SHAPE.fullmatch(bic) or not name:
        return None
    return DirectoryRow(bic, name, city, branch, origin)
