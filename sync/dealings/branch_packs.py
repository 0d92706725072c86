"""What is wrong with the month that came back in a branch's pack, before any of it is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backend.bootstrap import House
from backend.language import Language
from backend.queries.reciprocity.moves import moved_against
from sync.dealings.branch_returns import known_of, read_figures
from sync.dealings.pack_lines import Pack, pack_lines
from sync.dealings.return_lines import LineReader, ReturnLineError


@dataclass(frozen=True)
class Wrong:
    """One finding: its code, the line of the sheet (0: none), the column, what its words need."""

    code: str
    line: int
    column: str
    detail: Mapping[str, str] = field(default_factory=dict)


def check_pack(house: House, path: Path, pack: Pack) -> Sequence[Wrong]:
    """Return what is wrong with a pack's month; a blank one is `return_blank`."""
    try:
        lines = pack_lines(path, pack)
        with house.reading() as connection:
            known = known_of(connection, path.name)
        figures, places, explained = read_figures(lines, LineReader(known))
        if not figures:
            return [Wrong("return_blank", 0, "bic")]
        with house.reading() as connection:
            own = figures[pack.unit, pack.month]
            amounts = {key: figure[1] for key, figure in own.items()}
            moved = moved_against(connection, (pack.unit, pack.month), amounts, known.today)
    except ReturnLineError as error:
        said = {f"cause_{one.value}": error.sentence(one) for one in Language}
        said["given"] = str(error.parameters["given"])
        return [Wrong(error.cause_code, error.line, error.column, said)]
    at = places.get((pack.unit, pack.month), {})
    return [
        Wrong("return_unexplained", at[one.key], "note")
        for one in moved
        if one.key in at and ((pack.unit, pack.month), one.key) not in explained
    ]
