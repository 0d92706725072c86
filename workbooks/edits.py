"""What comparing finds: edits, new rows, conflicts, and what others changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.contract import Command, Finding, Submission
from workbooks.grid import ReadRow, ReadSheet
from workbooks.sheets.declaration import Column, Register
from workbooks.sheets.kinds import Stored


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One cell that its user changed: from `base` to `mine`, in the database's own values."""

    sheet: str
    key: str
    column: Column[Any]
    cell: str
    row_number: int
    hidden: bool
    base: Stored
    mine: Stored
    now_row: Any

    @property
    def place(self) -> str:
        """Where it stands, as a command carries it."""
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, kw_only=True)
class Theirs:
    """One cell that somebody else changed since the pull: shown, never sent."""

    sheet: str
    key: str
    column: Column[Any]
    cell: str
    base: Stored
    now: Stored


@dataclass(frozen=True)
class Counts:
    """How much there is of each; `hidden_edits` are those in rows that a filter hides."""

    edits: int = 0
    hidden_edits: int = 0
    new_rows: int = 0
    theirs_only: int = 0
    conflicts: int = 0


@dataclass(frozen=True, kw_only=True)
class Diff:
    """The comparison of a workbook with the database.

    `submission` holds the commands of every sound edit and is `None` when there are none;
    `findings` concern the rest, and whoever sends decides what a blocking one holds up. `marks`
    gives the word of the status column by sheet and row number: `new`, `edited`, `wrong`,
    `conflict`.
    """

    submission: Submission | None
    findings: Sequence[Finding]
    edits: Sequence[Edit]
    theirs: Sequence[Theirs]
    counts: Counts
    marks: Mapping[tuple[str, int], str] = field(default_factory=dict)

    @property
    def commands(self) -> Sequence[Command]:
        """The commands in the order in which they are to be carried out."""
        return self.submission.commands if self.submission else ()

    @property
    def blocked(self) -> bool:
        """Whether a finding stands in the way of sending all."""
        return any(finding.blocking for finding in self.findings)


@dataclass(frozen=True)
class Paired:
    """A register beside what was read of it. `closed` names an edit where nothing is open."""

    register: Register[Any]
    read: ReadSheet
    now: Mapping[str, Any]
    closed: str = "not_editable"


@dataclass
class Notes:
    """Gathers findings and marks while comparing."""

    findings: list[Finding] = field(default_factory=list)
    marks: dict[tuple[str, int], str] = field(default_factory=dict)

    def note(
        self,
        code: str,
        paired: Paired,
        row: ReadRow,
        column: str,
        detail: Mapping[str, str] | None = None,
        *,
        blocking: bool = True,
    ) -> None:
        """Write down a finding of one cell, with its column's label in both languages."""
        chinese, english = _labels(paired, column)
        self.findings.append(
            Finding(
                code,
                paired.register.identifier,
                paired.read.cell(row, column).address or f"A{row.number}",
                paired.read.text(row, "key"),
                column,
                {"column_zh": chinese, "column_en": english, **(detail or {})},
                blocking,
            )
        )
        if blocking:
            self.mark(paired, row, "conflict" if code == "conflict" else "wrong")

    def mark(self, paired: Paired, row: ReadRow, word: str) -> None:
        """Set a row's status word; what is wrong outweighs what was changed."""
        place = (paired.register.identifier, row.number)
        strength = ("", "edited", "new", "conflict", "wrong")
        if strength.index(word) > strength.index(self.marks.get(place, "")):
            self.marks[place] = word

    def blocks(self, paired: Paired, row: ReadRow) -> bool:
        """Whether something is wrong with a row."""
        word = self.marks.get((paired.register.identifier, row.number))
        return word in {"wrong", "conflict"}


def _labels(paired: Paired, column: str) -> tuple[str, str]:
    declared = paired.register.by_identifier.get(column)
    return declared.labels if declared else (column, column)
