"""The small CSV tables of this package: UTF-8, one header line, LF."""

import csv
from pathlib import Path


def read_records(path: Path) -> list[dict[str, str]]:
    """Return the records of a table, in file order."""
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def write_records(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write a table, columns in the given order."""
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
