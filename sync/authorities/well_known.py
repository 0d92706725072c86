"""The curated list of banks that a Chinese bank knows by name, and the groups they belong to."""

from dataclasses import dataclass
from pathlib import Path

from sync.authorities.tables import read_records

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
