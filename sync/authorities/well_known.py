"""The curated list of banks that a Chinese bank knows by name, and the groups they belong to."""

import csv
from dataclasses import dataclass
from pathlib import Path

SAMPLE_FOLDER = Path(__file__).parent.parent / "sample"
WELL_KNOWN_FILE = SAMPLE_FOLDER / "well_known_bic8.csv"
GROUPS_FILE = SAMPLE_FOLDER / "well_known_groups.csv"
INVENTED_FILE = SAMPLE_FOLDER / "invented_institutions.csv"


@dataclass(frozen=True)
class WellKnown:
    """One curated line: the BIC8, its names in use, and its size class of 1 (largest) to 3.

    The size class only spreads sample figures; it says nothing of a bank's credit quality.
    """

    bic8: str
    name_zh: str
    short_name_zh: str
    name_en: str
    size_class: int
    group_code: str
    kind: str


def read_records(path: Path) -> list[dict[str, str]]:
    """Return the records of a UTF-8 CSV with a header, in file order."""
    with path.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def read_well_known(path: Path = WELL_KNOWN_FILE) -> list[WellKnown]:
    """Return the curated list in its order, which is the order of preference."""
    return [
        WellKnown(
            bic8=record["bic8"],
            name_zh=record["name_zh"],
            short_name_zh=record["short_name_zh"],
            name_en=record["name_en"],
            size_class=int(record["size_class"]),
            group_code=record["group_code"],
            kind=record["kind"],
        )
        for record in read_records(path)
    ]


def write_records(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    """Write a UTF-8 CSV with header and LF, columns in the given order."""
    with path.open("w", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
