"""A workbook, there and back: pull, check, push. One way for every book, file, ribbon and inbox."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import ascii_uppercase
from tempfile import TemporaryDirectory

from addin.beside import taken_beside, with_beside
from addin.books import READERS
from addin.chosen_rows import EVERY_ROW, Choice, limited
from addin.comparison import compare, read_now
from addin.renewing import settle_saved, with_picks
from backend.bootstrap import House
from backend.contract import Finding, OutcomeCode, SubmissionOutcome
from backend.errors import InputError, OutageError
from backend.language import Language, text
from backend.services.execute import submit
from workbooks.build import build_book
from workbooks.contents import Contents
from workbooks.edits import Diff
from workbooks.outcomes import findings_of_outcomes
from workbooks.paint import paint
from workbooks.resent import resent, resent_findings


@dataclass(frozen=True)
class Examined:
    """What a workbook would do, or did: its edits, what is wrong, and whether it stands now.

    `findings` hold those of the sheet and those of the database; `result` is the painted copy.
    """

    diff: Diff
    findings: tuple[Finding, ...]
    outcome: SubmissionOutcome | None = None
    result: Path | None = None
    seconds: float = 0.0
    saved: tuple[str, ...] = field(default_factory=tuple)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that keep an edit out."""
        return tuple(finding for finding in self.findings if finding.blocking)

    @property
    def applied(self) -> bool:
        """Whether anything was written."""
        return self.outcome is not None and self.outcome.applied

    @property
    def repeated(self) -> bool:
        """Whether everything in it stood already."""
        return self.diff.submission is None or (self.outcome is not None and self.outcome.repeated)


def pull_book(
    house: House,
    identifier: str,
    path: Path,
    language: Language,
    scope: Mapping[str, str] | None = None,
) -> Contents:
    """Write a workbook as of now, and return what it shows.

    Raises `InputError` `unknown_scope` for a part of the data that the book does not divide by.
    """
    reader, wanted = READERS[identifier], scope or {}
    for name in wanted:
        if name not in reader.scopes:
            known = ", ".join(reader.scopes) or "-"
            raise InputError("unknown_scope", book=identifier, name=name, known=known)
    contents, _asked = read_now(house, reader, language, wanted)
    build_book(reader.kind, contents, path, language)
    return contents


def check_book(
    house: House, path: Path, result: Path | None = None, choice: Choice = EVERY_ROW
) -> Examined:
    """Say what a push would do and what is wrong; nothing is written but a painted copy, if any."""
    started = time.perf_counter()
    with TemporaryDirectory() as folder:
        source = with_picks(house, path, Path(folder))
        compared = compare(house, source)
        diff = limited(compared.diff, compared.read, choice.places(compared.read))
        diff = with_beside(house, compared, diff)
        outcome = (
            submit(house.engine, diff.submission, house.clock, dry_run=True)
            if diff.submission is not None
            else None
        )
        findings = _findings(diff, outcome)
        if result is not None:
            language = compared.read.identity.language
            paint(source, result, findings, (), language, marks=diff.marks)
    return Examined(diff, findings, outcome, result, time.perf_counter() - started)


def push_book(
    house: House,
    path: Path,
    result: Path,
    *,
    only_good: bool = False,
    choice: Choice = EVERY_ROW,
) -> Examined:
    """Send the edits as one submission; paint what became of them into a copy at `result`.

    With a finding that keeps an edit out nothing is sent, unless `only_good`. Of the rows that
    `choice` leaves out nothing is sent, and what is wrong in them keeps nothing out.
    """
    started = time.perf_counter()
    with TemporaryDirectory() as folder:
        source = with_picks(house, path, Path(folder))
        pushed = _push(house, source, result, choice, only_good=only_good)
    return replace(pushed, seconds=time.perf_counter() - started)


def _push(house: House, path: Path, result: Path, choice: Choice, *, only_good: bool) -> Examined:
    compared = compare(house, path)
    language = compared.read.identity.language
    diff = limited(compared.diff, compared.read, choice.places(compared.read))
    diff = with_beside(house, compared, diff)
    only_good = only_good or compared.reader.kind.rows_alone
    outcome: SubmissionOutcome | None = None
    if diff.submission is not None:
        asking = bool(diff.blocked) and not only_good
        outcome = submit(
            house.engine, diff.submission, house.clock, only_good=only_good, dry_run=asking
        )
    saved = _places(diff, outcome, awaiting=False)
    findings = (*_findings(diff, outcome), *taken_beside(house, compared, diff, outcome))
    try:
        marks = {**diff.marks, **_waiting(diff, outcome)}
        paint(path, result, findings, saved, language, marks=marks)
        if outcome is not None and outcome.applied:
            with suppress(InputError):  # what is saved stands, whatever its copy says
                settle_saved(house, result, saved)
    except OutageError as error:
        if outcome is None or not outcome.applied:
            raise
        raise OutageError("saved_without_result", **error.parameters) from error
    return Examined(diff, findings, outcome, result, saved=tuple(saved))


def result_path(path: Path, language: Language) -> Path:
    """Return where the painted copy of a pushed workbook goes: beside it."""
    return path.with_name(f"{path.stem}_{text('file.result', language)}.xlsx")


def _places(diff: Diff, outcome: SubmissionOutcome | None, *, awaiting: bool) -> list[str]:
    """Return the places of the edits that now stand, or of those that wait for more hands."""
    if outcome is None or diff.submission is None or not (outcome.applied or outcome.repeated):
        return []
    pairs = zip(diff.submission.commands, outcome.outcomes, strict=True)
    back = {edit.place for edit in resent(diff, outcome)}
    return [
        command.place
        for command, one in pairs
        if one.accepted
        and (one.code is OutcomeCode.AWAITING) is awaiting
        and command.place not in back
    ]


def _waiting(diff: Diff, outcome: SubmissionOutcome | None) -> dict[tuple[str, int], str]:
    """Return the mark of each row with an edit that waits for more hands."""
    marks = {}
    for place in _places(diff, outcome, awaiting=True):
        sheet, _, cell = place.partition("!")
        marks[sheet, int(cell.strip(ascii_uppercase))] = "awaiting"
    return marks


def _findings(diff: Diff, outcome: SubmissionOutcome | None) -> tuple[Finding, ...]:
    if outcome is None or diff.submission is None:
        return tuple(diff.findings)
    refused = findings_of_outcomes(outcome, diff.submission.commands)
    return (*diff.findings, *refused, *resent_findings(diff, outcome))
