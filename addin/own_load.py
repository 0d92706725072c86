"""The department's own workbooks as orders: who is new, which lines, whose shares.

Every order is an ordinary one: it is checked, recorded, and waits for as many hands as the policy
says. Its identity is made of what it says, so the same load again orders nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from addin.own_orders import OwnOrders, Wrong
from backend.bootstrap import House
from backend.contract import Command, OutcomeCode, SubmissionOutcome
from backend.contract.institutions import AddInstitution
from backend.errors import InputError
from backend.queries import reference
from backend.queries.institution_index import InstitutionIndex
from backend.queries.institutions import institution_names
from backend.queries.nodes import load_book
from backend.queries.sheets.lines import allocation_rows, ledger_rows
from backend.services.execute import submit
from sync.first_load.grids import sheets_of
from sync.first_load.mapping import SheetMapping, propose
from sync.first_load.rows import ForeignRow, rows_of
from workbooks.commands import submission_of
from workbooks.outcomes import findings_of_outcomes

#: The orders of every first load are told apart by what they say alone.
_PULL = "first-load"


@dataclass
class OwnLoaded:
    """What a load would do, or did.

    `counts` are rows by kind and by what became of them: `new`, `same`, `waiting`, `wrong`;
    `found` and `held` are the control totals by file and sheet, in ledger minor units: as read, and
    as ordered or standing already.
    """

    findings: list[Wrong] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    applied: bool = False


def propose_mapping(files: Sequence[Path]) -> list[SheetMapping]:
    """Return what the sheets of some files seem to hold."""
    return [propose(sheet) for path in files for sheet in sheets_of(path)]


def load_own(
    house: House,
    files: Sequence[Path],
    mappings: Sequence[SheetMapping],
    *,
    dry_run: bool = False,
    only_good: bool = False,
) -> OwnLoaded:
    """Load files by their mapping: all of it, or with `only_good` the rows without findings.

    Raises `InputError` `load_unmapped` for a file of which the mapping says nothing.
    """
    rows = list(_rows(files, mappings))
    loaded = OwnLoaded()
    # Lines need their banks: those that are new are taken first.
    for kinds in (("institutions",), ("lines",), ("allocations",)):
        part = [row for row in rows if row.kind in kinds]
        if part:
            _load(house, part, loaded, dry_run=dry_run, only_good=only_good)
        if loaded.findings and not only_good:
            break
    return loaded


def _rows(files: Sequence[Path], mappings: Sequence[SheetMapping]) -> Iterator[ForeignRow]:
    known = {(one.file, one.sheet): one for one in mappings}
    for path in files:
        sheets = list(sheets_of(path))
        if not any((sheet.file, sheet.name) in known for sheet in sheets):
            raise InputError("load_unmapped", path=path.name)
        for sheet in sheets:
            mapping = known.get((sheet.file, sheet.name))
            if mapping is not None and mapping.kind != "ignore":
                yield from rows_of(sheet, mapping)


def _load(
    house: House, rows: Sequence[ForeignRow], loaded: OwnLoaded, *, dry_run: bool, only_good: bool
) -> None:
    orders = _orders(house)
    commands: dict[str, tuple[Command, ForeignRow]] = {}
    wrong: list[Wrong] = []
    for row in rows:
        place = f"{row.file}!{row.sheet}!{row.number}"
        answer = orders.of(row, place)
        if isinstance(answer, Wrong):
            wrong.append(answer)
            loaded.counts[row.kind, "wrong"] += 1
        elif answer is None:
            loaded.counts[row.kind, "same"] += 1
            loaded.held[row.file, row.sheet] += orders.last_minor
        else:
            commands[place] = (answer, row)
    for key, minor in orders.found.items():
        loaded.found[key] += minor
    loaded.findings += wrong
    given = submission_of(_PULL, house.login, [one for one, _row in commands.values()], _phase)
    if given is None:
        return
    hold = dry_run or (bool(wrong) and not only_good)
    outcome = submit(house.engine, given, house.clock, only_good=only_good, dry_run=hold)
    loaded.applied = loaded.applied or outcome.applied
    _judge(given.commands, outcome, commands, loaded)


def _judge(
    given: Sequence[Command],
    outcome: SubmissionOutcome,
    commands: dict[str, tuple[Command, ForeignRow]],
    loaded: OwnLoaded,
) -> None:
    refused = iter(findings_of_outcomes(outcome, given))
    for command, one in zip(given, outcome.outcomes, strict=True):
        row = commands[command.place][1]
        if one.accepted:
            waits = one.code is OutcomeCode.AWAITING
            same = one.code is OutcomeCode.EXISTS
            loaded.counts[row.kind, "waiting" if waits else "same" if same else "new"] += 1
            loaded.held[row.file, row.sheet] += getattr(command, "target_minor", 0)
            continue
        finding = next(refused)
        loaded.counts[row.kind, "wrong"] += 1
        cell = row.cells.get("amount") or row.cells.get("institution", "")
        loaded.findings.append(Wrong(row, cell, finding.code, dict(finding.detail)))


def _phase(command: Command) -> int:
    """Head offices before their branches; whole lines before their products."""
    if isinstance(command, AddInstitution):
        return 1 if command.head_office else 0
    return 1 if getattr(command, "product", "") else 0


def _orders(house: House) -> OwnOrders:
    with house.reading() as connection:
        book = load_book(connection, None)
        names = institution_names(connection)
        lines = {row.key: row.approved_minor for row in ledger_rows(connection, book, names)}
        shares = {
            (row.key, unit): share.allocated_minor
            for row in allocation_rows(connection, book, names)
            for unit, share in row.shares.items()
        }
        return OwnOrders(
            login=house.login,
            index=InstitutionIndex(names.values()),
            products=list(reference.products(connection).values()),
            units=list(reference.units(connection).values()),
            countries=list(reference.countries(connection).values()),
            lines=lines,
            shares=shares,
        )
