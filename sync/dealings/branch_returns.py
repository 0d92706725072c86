"""Take 分行月报 from a file: every branch and month in it whole, or nothing of the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from backend.bootstrap import House
from backend.contract.progress import Progress
from backend.errors import InputError
from backend.language import Language, text
from backend.queries import reference
from backend.queries.institution_index import InstitutionIndex, codes_by_name, plain
from backend.queries.institutions import institution_names
from backend.queries.nodes import open_date
from backend.queries.reciprocity.dealings import read_products
from backend.queries.reciprocity.moves import Moved, read_moved
from backend.services.dealings import BranchReturn, take_branch_returns
from sync.dealings.pack_lines import Pack, pack_lines
from sync.dealings.return_lines import Figures, Key, Known, LineReader
from sync.dealings.return_table import Line, read_lines

#: (branch, month).
Month = tuple[str, date]


@dataclass(frozen=True, kw_only=True)
class ReturnsTaken:
    """What became of a file: branch months in it, how many were new, rows written.

    `moved` names what changed by more than the bank's mark against the month before and was not
    explained.
    """

    path: str
    months: Sequence[Month]
    nil: int
    new: int
    rows: int
    moved: Sequence[Moved] = ()

    def sentence(self, language: Language) -> str:
        """Return what became of the file."""
        return text(
            "said.branch_return",
            language,
            path=self.path,
            months=len(self.months),
            nil=self.nil,
            new=self.new,
            rows=self.rows,
            moved=len(self.moved),
        )

    def __str__(self) -> str:
        """Return the English sentence, for logs."""
        return self.sentence(Language.ENGLISH)


def import_branch_return(
    house: House, path: Path, progress: Progress, pack: Pack | None = None
) -> ReturnsTaken:
    """Take one file of branch returns; the same again changes nothing.

    A line for each institution, direction, product and currency; a branch without business says
    so in a line of its own. A month that was returned before is taken at its new word. Raises
    `ReturnLineError` with file, line, column, cause and cure; nothing is written then.
    """
    lines = pack_lines(path, pack) if pack else read_lines(path)
    progress("branch_return", 0, len(lines))
    with house.reading() as connection:
        known = known_of(connection, path.name)
    figures, places, explained = read_figures(lines, LineReader(known))
    if not figures:
        raise InputError("return_empty", path=path.name)
    returns = _returns(path.name, figures, places)
    rows, new = take_branch_returns(house.engine, returns, house.clock(), house.login)
    with house.reading() as connection:
        moved = [
            one
            for month in figures
            for one in read_moved(connection, *month, known.today)
            if (month, one.key) not in explained
        ]
    progress("branch_return", len(lines), len(lines))
    nil = sum(one.nil for one in returns)
    return ReturnsTaken(
        path=path.name, months=list(figures), nil=nil, new=new, rows=rows, moved=moved
    )


def read_figures(
    lines: Sequence[Line], reader: LineReader
) -> tuple[dict[Month, dict[Key, Figures]], dict[Month, dict[Key, int]], set[tuple[Month, Key]]]:
    """Return the figures of each branch and month, their lines, and which have a word."""
    figures: dict[Month, dict[Key, Figures]] = {}
    places: dict[Month, dict[Key, int]] = {}
    explained: set[tuple[Month, Key]] = set()
    for line in lines:
        month = reader.branch_and_month(line)
        own = figures.setdefault(month, {})
        if reader.is_nil(line):
            continue
        key = reader.key(line)
        said = reader.figures(line, key[3])
        if key in own:
            raise reader.twice(line, places[month][key])
        own[key] = said
        places.setdefault(month, {})[key] = line.number
        if line["note"]:
            explained.add((month, key))
    return figures, places, explained


def _returns(
    name: str,
    figures: Mapping[Month, Mapping[Key, Figures]],
    places: Mapping[Month, dict[Key, int]],
) -> list[BranchReturn]:
    return [
        BranchReturn(
            unit=unit,
            month=month,
            figures=own,
            source_file=name,
            lines=places.get((unit, month), {}),
        )
        for (unit, month), own in figures.items()
    ]


def known_of(connection: Connection, name: str) -> Known:
    """Return what names in a return may mean today; `name` is the file's."""
    units = reference.units(connection)
    today = open_date(connection)
    names = institution_names(connection)
    products, mutual = read_products(connection)
    minor_units = reference.minor_units(connection)
    return Known(
        path=name,
        today=today,
        branches={
            plain(said): unit.code
            for unit in units.values()
            if unit.kind == "branch"
            for said in (unit.code, unit.name_zh, unit.name_en)
        },
        index=InstitutionIndex(names.values()),
        numbers={one.bic8: number for number, one in names.items()},
        products=codes_by_name(products),
        mutual=mutual,
        minor_units={code: minor_units[code] for code in reference.rates(connection, today)},
    )
