"""Who has not returned a month: the list, and a workbook of it with a letter for each branch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from addin.books.branch import month_of
from addin.commands.common import terminal_of
from addin.commands.houses import house_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.errors import InputError, UsageError
from backend.language import Language, text
from backend.queries import reference
from backend.queries.branches import due_date_of
from backend.queries.nodes import open_date
from backend.queries.reciprocity.dealings import read_gaps
from backend.queries.reference import Unit
from backend.reciprocity.period import newest_year, period_of
from workbooks.reports.lists import Listed, write_lists
from workbooks.sheets.kinds import Shown


@dataclass(frozen=True)
class Missing:
    """A branch, the months that it has not returned, and how many days the oldest is late."""

    unit: Unit
    months: Sequence[date]
    days_late: int

    @property
    def listed(self) -> str:
        """The months in one line."""
        return ", ".join(f"{month:%Y-%m}" for month in self.months)

    def letter(self, language: Language, today: date) -> str:
        """Return what is written to the branch."""
        chinese = language is Language.CHINESE
        return text(
            "branch.letter_late" if self.days_late else "branch.letter_due",
            language,
            unit=self.unit.name_zh if chinese else self.unit.name_en,
            months=self.listed,
            due=due_date_of(self.months[0]).isoformat(),
            days=self.days_late,
            today=today.isoformat(),
        )


@command("returns")
@option("--month", "only_month", default="")
@option("--output", "-o", type=click.Path(path_type=Path))
@click.pass_context
def returns_command(context: click.Context, /, only_month: str, output: Path | None) -> int:
    """List the branches that have not returned a month that is over."""
    terminal, house = terminal_of(context), house_of(context)
    if output is not None and output.suffix.lower() != ".xlsx":
        raise UsageError("returns_kind", path=str(output))
    if output is not None and not output.parent.is_dir():
        raise InputError("no_folder", folder=str(output.parent))
    today, missing = _read(house, only_month)
    _say(terminal, missing)
    if output is not None:
        _write(terminal, missing, today, output)
    terminal.answer(
        {
            "missing": [
                {
                    "branch": one.unit.code,
                    "months": [f"{month:%Y-%m}" for month in one.months],
                    "days_late": one.days_late,
                }
                for one in missing
            ],
            "path": str(output) if output else None,
        }
    )
    return 1 if missing else 0


def _read(house: House, only_month: str) -> tuple[date, Sequence[Missing]]:
    """Return the open day, and who has not returned. Raises `InputError` `bad_month`."""
    with house.reading() as connection:
        today = open_date(connection)
        only = month_of(only_month, today) if only_month else None
        year = only.year if only else newest_year(today)
        gaps = read_gaps(connection, period_of(year, today))
        units = reference.units(connection)
    missing = []
    for gap in gaps:
        months = [month for month in gap.months if only in (None, month)]
        if months:
            late = max(0, (today - due_date_of(months[0])).days)
            missing.append(Missing(units[gap.unit], months, late))
    return today, missing


def _row(terminal: Terminal, one: Missing) -> tuple[str, str, str, str]:
    name = f"{one.unit.code} {terminal.name(one.unit.name_zh, one.unit.name_en)}"
    return name, one.listed, str(one.days_late), one.unit.telephone


def _say(terminal: Terminal, missing: Sequence[Missing]) -> None:
    if not missing:
        terminal.say("said.returns_complete")
        return
    names = ("branch", "months_missing", "due_days", "telephone")
    headings = [terminal.text(f"heading.{one}") for one in names]
    terminal.table("", headings, [_row(terminal, one) for one in missing])


def _write(terminal: Terminal, missing: Sequence[Missing], today: date, path: Path) -> None:
    """Write the list and, on a sheet of its own, a letter for each branch in both languages."""
    rows = [_row(terminal, one) for one in missing]
    late = [
        (name, months, one.days_late, telephone)
        for one, (name, months, _late, telephone) in zip(missing, rows, strict=True)
    ]
    letters = [
        (row[0], one.letter(Language.CHINESE, today), one.letter(Language.ENGLISH, today))
        for one, row in zip(missing, rows, strict=True)
    ]
    facts = terminal.text("said.returns_facts", today=today.isoformat())

    def listed(title: str, widths: dict[str, int], lines: Sequence[Sequence[Shown]]) -> Listed:
        columns = [(terminal.text(f"heading.{name}"), width) for name, width in widths.items()]
        return Listed(terminal.text(title), terminal.text(title), facts, columns, lines)

    widths = {"branch": 24, "months_missing": 40, "due_days": 12, "telephone": 18}
    written = {"branch": 24, "letter_zh": 90, "letter_en": 90}
    sheets = [
        listed("said.returns_sheet", widths, late),
        listed("said.returns_letters", written, letters),
    ]
    write_lists(path, sheets, terminal.language)
    terminal.say("said.list_written", path=path)
