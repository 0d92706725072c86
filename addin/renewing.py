"""A workbook that its user has worked in: refreshed, edits given up, conflicts decided."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from addin.comparison import Compared, compare
from backend.bootstrap import House
from backend.contract import Finding, OutcomeCode
from backend.errors import InputError
from backend.services.receipts import read_receipts, repeated_answer
from workbooks.apart import picks_apart
from workbooks.build import build_book
from workbooks.kept import NOTHING, Kept, Place, RowPlace, kept_of, row_number
from workbooks.picks import shows_results
from workbooks.renewal import Renewal, Renewed

CONFLICT = "conflict"


@dataclass(frozen=True)
class Decision:
    """Which conflicts take mine and which theirs, as `sheet!A1`; `every` other: mine or theirs."""

    mine: frozenset[str] = frozenset()
    theirs: frozenset[str] = frozenset()
    every: str = ""


def refresh_file(house: House, path: Path, target: Path) -> Renewed:
    """Bring a workbook up to date; what its user typed and has not sent stays as it is."""
    compared = compare(house, path)
    sent, awaiting = _sent(house, compared)
    kept = kept_of(compared.diff, sent)
    marks = {row: word for row, word in compared.diff.marks.items() if row in kept.rows_with_cells}
    return _renew(compared, target, kept, {**dict.fromkeys(awaiting, "awaiting"), **marks})


def discard_file(
    house: House, path: Path, target: Path, rows: Collection[RowPlace] = ()
) -> Renewed:
    """Give up what its user typed and has not sent, in all rows or in those given."""
    compared = compare(house, path)
    only = frozenset(rows) or None
    return _renew(compared, target, NOTHING, {}, only)


def resolve_file(house: House, path: Path, target: Path, decision: Decision) -> tuple[int, int]:
    """Decide conflicts in the workbook; return how many were decided and how many are left.

    Mine then rests on what stands now; theirs takes its place in the cell. A row goes on to its
    new version as a whole: while something else is wrong in it, its conflicts are left. Raises
    `InputError` `no_conflict` for a cell that is none.
    """
    compared = compare(house, path)
    conflicts = {f"{_name(compared, one)}!{one.cell}": one for one in _open(compared)}
    mine = _chosen(path, conflicts, decision.mine)
    theirs = _chosen(path, conflicts, decision.theirs) - mine
    rest = frozenset(conflicts) - mine - theirs
    mine |= rest if decision.every == "mine" else frozenset()
    theirs |= rest if decision.every == "theirs" else frozenset()
    named = [conflicts[place] for place in mine | theirs]
    others = [one for one in compared.diff.findings if one.blocking and one not in named]
    open_rows = frozenset(_row(one) for one in others)
    decided = [one for one in named if _row(one) not in open_rows]
    kept = kept_of(compared.diff, frozenset())
    cells = kept.cells - {_place(conflicts[place]) for place in theirs}
    only = frozenset(_row(one) for one in decided)
    marks = dict.fromkeys({(sheet, row) for sheet, row, _column in cells} & only, "edited")
    _renew(compared, target, Kept(cells, kept.rows, open_rows), marks, only)
    return len(decided), len(conflicts) - len(decided)


def _place(finding: Finding) -> Place:
    return (finding.sheet, row_number(finding.cell), finding.column)


def _row(finding: Finding) -> RowPlace:
    return (finding.sheet, row_number(finding.cell))


def settle_saved(house: House, path: Path, places: Collection[str]) -> None:
    """Let the rows that a push has just saved rest on what stands now.

    Whoever goes on in the result of a push would else meet the own edit as another's. New rows
    stay as they were typed until the next refresh brings them under their keys.
    """
    compared = compare(house, path)
    wrong = {_row(one) for one in compared.diff.findings if one.blocking}
    rows = frozenset(_row_of(place) for place in places) - wrong
    keyed = frozenset(
        (sheet.identifier, row.number)
        for sheet in compared.read.sheets.values()
        for row in sheet
        if (sheet.identifier, row.number) in rows and sheet.text(row, "key")
    )
    if keyed:
        kept = kept_of(compared.diff, frozenset())
        _renew(compared, path, kept, dict.fromkeys(keyed, "saved"), keyed)


def with_picks(house: House, path: Path, folder: Path) -> Path:
    """Return the workbook with the conflicts decided that its user picked on the results' sheet.

    It is written into `folder`; without a pick it is the file itself. A pick whose other value has
    changed again since it was shown decides nothing.
    """
    picks = picks_apart(path) if shows_results(path) else []
    if not picks:
        return path
    compared = compare(house, path)
    shown = {(_name(compared, one), one.cell): one.detail.get("theirs") for one in _open(compared)}
    sound = [pick for pick in picks if shown.get((pick.sheet, pick.cell)) == pick.theirs]
    if not sound:
        return path
    target = folder / path.name
    mine = frozenset(f"{pick.sheet}!{pick.cell}" for pick in sound if pick.mine)
    theirs = frozenset(f"{pick.sheet}!{pick.cell}" for pick in sound if not pick.mine)
    resolve_file(house, path, target, Decision(mine, theirs))
    return target


def _open(compared: Compared) -> list[Finding]:
    return [one for one in compared.diff.findings if one.blocking and one.code == CONFLICT]


def _name(compared: Compared, finding: Finding) -> str:
    return compared.read.sheets[finding.sheet].name


def _chosen(path: Path, conflicts: Collection[str], given: Collection[str]) -> frozenset[str]:
    """Return the conflicts that are named; without its sheet, a cell where one can be meant."""
    found: set[str] = set()
    for one in given:
        named = [place for place in conflicts if one in (place, place.rpartition("!")[2])]
        if len(named) != 1:
            raise InputError("no_conflict", path=str(path), cell=one)
        found.update(named)
    return frozenset(found)


def _sent(house: House, compared: Compared) -> tuple[frozenset[str], frozenset[RowPlace]]:
    """Return the places of the edits that were sent already, and the rows that wait for hands."""
    commands = compared.diff.commands
    with house.reading() as connection:
        known = read_receipts(connection, commands)
    said = {one.place: repeated_answer(one, known[one.id]) for one in commands if one.id in known}
    places = frozenset(place for place, answer in said.items() if answer.accepted)
    waiting = (place for place in places if said[place].code is OutcomeCode.AWAITING)
    return places, frozenset(_row_of(place) for place in waiting)


def _row_of(place: str) -> RowPlace:
    sheet, _, cell = place.partition("!")
    return (sheet, row_number(cell))


def _renew(
    compared: Compared,
    target: Path,
    kept: Kept,
    marks: dict[RowPlace, str],
    only: AbstractSet[RowPlace] | None = None,
) -> Renewed:
    kind, read = compared.reader.kind, compared.read
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.xlsx"
        if only is None:  # rows alone need no new build beside them
            build_book(kind, compared.now, fresh, read.identity.language)
        renewal = Renewal(kind, read, compared.now, fresh)
        return renewal.write(target, kept, marks, only)
