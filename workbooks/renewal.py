"""A workbook in its user's hands brought up to date, in the bytes of its own package.

Only what is ours changes: values in our columns, the facts above our tables, the hidden sheets.
Filters, sorts, widths, colours, notes, charts, the user's own columns and sheets and what they
typed and have not sent stay byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend.files import whole_file
from backend.language import both
from workbooks.book import BookKind
from workbooks.contents import Contents
from workbooks.diff import pairs_of
from workbooks.edits import Paired
from workbooks.gate import Package
from workbooks.grafting import Graft
from workbooks.grid import ReadBook, ReadRow
from workbooks.growth import Growth
from workbooks.kept import Kept, RowPlace
from workbooks.paint import Marks, status_texts
from workbooks.parts import computing, dates_later, write_parts
from workbooks.refresh import KEY, STATUS, VERSION, Plan, SheetPlan
from workbooks.sheets.words import Words
from workbooks.surgery import Put, put_cells


@dataclass
class Renewed:
    """What a refresh did, by counts and by cells (`sheet!A1`).

    `left_out` are rows of the database for which there was no room; `stale` are sheets that still
    show the figures of the pull.
    """

    changed: int = 0
    arrived: int = 0
    left_out: int = 0
    kept: int = 0
    restored: list[str] = field(default_factory=list)
    discarded: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Renewal:
    """A workbook that was read, its kind, what the database holds now, and a new build of it."""

    kind: BookKind
    read: ReadBook
    now: Contents
    fresh: Path

    def write(
        self,
        target: Path,
        kept: Kept,
        marks: Marks,
        only: AbstractSet[RowPlace] | None = None,
    ) -> Renewed:
        """Write the workbook up to date to `target`, which may be the same file.

        `marks` are the status words of rows; with `only` nothing but those rows is looked at, and
        the workbook stays one of its old pull.
        """
        done = Renewed(kept=len(kept.cells))
        with Package(self.read.path) as package:
            changed = self._registers(package, kept, marks, only, done)
            if only is None:
                with Package(self.fresh) as new:
                    graft = Graft(package, new, self.read, self.fresh)
                    changed = graft.onto(changed)
                    done.stale += graft.stale
            workbook = package.workbook_part
            changed[workbook] = computing(changed.get(workbook) or package.read(workbook))
            with whole_file(target) as draft:
                write_parts(self.read.path, draft, changed)
        return done

    def _registers(
        self,
        package: Package,
        kept: Kept,
        marks: Marks,
        only: AbstractSet[RowPlace] | None,
        done: Renewed,
    ) -> dict[str, bytes]:
        words = Words(self.now.lookups, self.read.identity.language)
        plan = Plan(kept, words, later_days=dates_later(package), only=only)
        paths = {part.name: part.path for part in package.sheets}
        changed: dict[str, bytes] = {}
        for paired in pairs_of(self.kind, self.read, self.now).values():
            planned = plan.sheet(paired)
            _count(done, paired, planned)
            part = paths[paired.read.name]
            growth = Growth(package, part, paired, plan)
            arrived = growth.settle(planned)
            done.arrived += arrived
            done.left_out += len(planned.arriving) - arrived
            self._status(plan, paired, marks, planned)
            xml = put_cells(package.read(part), planned.puts, append=True)
            changed.update(growth.stretched(xml, changed))
        return changed

    def _status(self, plan: Plan, paired: Paired, marks: Marks, planned: SheetPlan) -> None:
        """Put the status word of every row: a mark, the state of what it shows, or nothing."""
        number = paired.read.columns.get(STATUS)
        for row in paired.read if number else ():
            place = (paired.register.identifier, row.number)
            if plan.only is not None and place not in plan.only:
                continue
            word = self._word(plan, paired, row, marks.get(place, ""))
            if row.number in planned.gone:
                word = plan.words.say("status.gone")
            if word is not None and word != paired.read.text(row, STATUS):
                planned.put(row.number, number or 0, Put(word))

    def _word(self, plan: Plan, paired: Paired, row: ReadRow, mark: str) -> str | None:
        """Return a row's status word; `None` leaves the one that stands there."""
        if mark:
            return plan.words.say(f"status.{mark}")
        now_row = paired.now.get(paired.read.text(row, KEY))
        state = paired.register.by_identifier[STATUS].shown(now_row, plan.words) if now_row else ""
        if state:
            return str(state)
        standing = paired.read.text(row, STATUS)
        waiting = standing in both("status.awaiting") and now_row is not None
        if waiting and paired.read.text(row, VERSION) == paired.register.version(now_row):
            return None
        return "" if standing in status_texts() else None


def _count(done: Renewed, paired: Paired, planned: SheetPlan) -> None:
    def said(cells: Sequence[Any]) -> list[str]:
        return [f"{paired.read.name}!{cell}" for cell in cells]

    done.changed += planned.changed
    done.restored += said(planned.restored)
    done.discarded += said(planned.discarded)
    done.gone += said([f"A{row}" for row in planned.gone])
