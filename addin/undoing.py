"""A submission undone by a reverse one: the same orders, the same rights, the same hands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection

from addin.books import READERS
from backend.bootstrap import House
from backend.contract import Command, Finding, OutcomeCode, Submission, SubmissionOutcome
from backend.contract.approvals import ApprovalState
from backend.queries.institutions import institution_names
from backend.queries.reference import working_days
from backend.queries.sheets.lookups import name_lookups
from backend.queries.submissions import UNDO, SubmissionRow, submission_named
from backend.services.days import business_date_of
from backend.services.execute import submit
from backend.services.receipts import read_receipts
from backend.services.undoing.reversals import reversals
from backend.services.undoing.since import changed_since, key_of
from workbooks.book import BookKind
from workbooks.commands import submission_of
from workbooks.outcomes import findings_of_outcomes

#: Where an order that waited for more hands ended without being carried out.
_OVER = frozenset({ApprovalState.REFUSED, ApprovalState.WITHDRAWN, ApprovalState.FAILED})


@dataclass(frozen=True)
class Undone:
    """What became of an undo; `before` counts the edits that were undone already."""

    given: SubmissionRow
    submission: Submission | None
    findings: tuple[Finding, ...]
    outcome: SubmissionOutcome | None
    before: int = 0

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that keep an edit as it is."""
        return tuple(finding for finding in self.findings if finding.blocking)

    @property
    def applied(self) -> bool:
        """Whether anything was set back, or waits to be."""
        return self.outcome is not None and self.outcome.applied

    def count(self, *codes: OutcomeCode) -> int:
        """Return how many edits were answered so."""
        outcomes = self.outcome.outcomes if self.outcome is not None and self.applied else ()
        return sum(outcome.code in codes for outcome in outcomes)


def undo_submission(house: House, words: str, *, only_good: bool = False) -> Undone:
    """Undo the submission whose id begins with `words`; with a finding nothing is written.

    `only_good` undoes the rest alone. Raises `InputError` `unknown_submission` or
    `several_submissions`.
    """
    with house.reading() as connection:
        given = submission_named(connection, words)
        found = reversals(connection, given, house.login)
        order = _ordered(house, connection, given, found.commands)
        commands, done = _asked_anew(connection, order.commands if order is not None else ())
        left = [one for one in commands if one.id not in done]
        moved = [one for one in left if one.place in found.moved]
        findings = [*found.findings, *(changed_since(connection, one) for one in moved)]
    sound = [one for one in left if one not in moved]
    outcome = None
    if order is not None and sound:
        asking = any(finding.blocking for finding in findings) and not only_good
        sent = replace(order, commands=sound)
        outcome = submit(house.engine, sent, house.clock, only_good=only_good, dry_run=asking)
        findings += _refused(house, outcome, sound)
    return Undone(given, order, tuple(findings), outcome, len(commands) - len(left))


def book_of(sheet: str) -> BookKind | None:
    """Return the book to which a sheet belongs that may be edited."""
    kinds = (reader.kind for reader in READERS.values())
    return next((kind for kind in kinds if sheet in kind.orders), None)


def _ordered(
    house: House, connection: Connection, given: SubmissionRow, commands: Sequence[Command]
) -> Submission | None:
    kind = book_of(given.sheet)
    return submission_of(
        f"{UNDO}{given.id}",
        house.login,
        commands,
        _phase(house, connection, kind) if kind is not None else lambda _command: 0,
    )


def _phase(house: House, connection: Connection, kind: BookKind) -> Callable[[Command], int]:
    """Return the book's own order: what is lowered comes before what is raised."""
    day = business_date_of(house.clock(), working_days(connection))
    return kind.phase(name_lookups(connection, day, institution_names(connection)))


def _asked_anew(
    connection: Connection, commands: Sequence[Command]
) -> tuple[Sequence[Command], Collection[str]]:
    """Return the orders, and the ids of those that an earlier undo gave, whoever gave it.

    What a second hand refused, or its maker withdrew, may be asked again, under another id.
    """
    while True:
        known = read_receipts(connection, commands)
        over = {key for key, one in known.items() if one.detail.get("state") in _OVER}
        if not over:
            return commands, set(known)
        commands = [
            replace(one, id=str(uuid5(NAMESPACE_OID, one.id))) if one.id in over else one
            for one in commands
        ]


def _refused(
    house: House, outcome: SubmissionOutcome, commands: Sequence[Command]
) -> list[Finding]:
    """Return what the ledger refused; of a cell that was changed since, who did it and when."""
    moved = {
        one.command_id for one in outcome.outcomes if one.code is OutcomeCode.CHANGED_MEANWHILE
    }
    rest = [one for one in outcome.outcomes if one.command_id not in moved]
    with house.reading() as connection:
        since = [changed_since(connection, one) for one in commands if one.id in moved]
    refused = findings_of_outcomes(replace(outcome, outcomes=rest), commands)
    rows = {one.place: key_of(vars(one)) for one in commands}
    named = (replace(one, row_key=rows.get(f"{one.sheet}!{one.cell}", "")) for one in refused)
    return [*since, *named]
