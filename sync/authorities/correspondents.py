"""Write the sample's institutions from two public BIC directories, the same bytes every time.

    python -m sync.authorities.correspondents --world FILE --second FILE --output CSV

`groups.csv` is written beside the output. The rule is described in docs/data.md; its figures and
words stand in `selection.toml`, its curated part in `sync/sample/well_known_bic8.csv`.
"""

import argparse
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from sync.authorities.directory import read_second, read_world
from sync.authorities.institutions import (
    COLUMNS,
    GROUP_COLUMNS,
    finish,
    group_records,
    invented_records,
    selected_records,
)
from sync.authorities.rules import load_rules
from sync.authorities.selection import Directory, select
from sync.authorities.tables import read_records, write_records
from sync.authorities.well_known import GROUPS_FILE, INVENTED_FILE, read_well_known


def write_correspondents(world: Path, second: Path, output: Path) -> None:
    """Write `output` and `groups.csv` beside it; refuse an invented BIC that a directory knows."""
    rules = load_rules()
    well_known = read_well_known()
    directory = Directory(chain(read_world(world), read_second(second)))
    definitions = read_records(INVENTED_FILE)
    real = [row["bic8"] for row in definitions if directory.contains(row["bic8"])]
    if real:
        raise ValueError(f"invented BICs that exist: {', '.join(real)}")
    records = selected_records(select(directory, well_known, rules), well_known, rules)
    records += invented_records(definitions, rules)
    finish(records)
    write_records(output, COLUMNS, records)
    groups = group_records(records, read_records(GROUPS_FILE))
    write_records(output.with_name("groups.csv"), GROUP_COLUMNS, groups)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--world", type=Path, required=True, help="world directory, CSV, gzipped")
    parser.add_argument("--second", type=Path, required=True, help="second directory, CSV, gzipped")
    parser.add_argument("--output", type=Path, required=True, help="institutions.csv to write")
    given = parser.parse_args(arguments)
    write_correspondents(given.world, given.second, given.output)


if __name__ == "__main__":
    main()
