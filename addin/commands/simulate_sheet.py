"""A list of deals as it was, with what was answered beside each line: a workbook or a CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from addin.commands.simulate_answers import title_of, verdict_of, why_of
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract import Binding
from backend.errors import UsageError
from backend.money import in_wan
from backend.services.simulate import Answered
from sync.deals import StatedDeals
from workbooks.reports.lists import Listed, write_list, write_lists
from workbooks.sheets.kinds import Shown

#: Beside the deals: (column, width).
_VERDICTS = (
    ("verdict", 14),
    ("use", 14),
    ("left", 16),
    ("short", 14),
    ("bound", 34),
    ("owner", 26),
    ("telephone", 12),
    ("held_by", 26),
    ("back_on", 12),
    ("back", 14),
    ("number", 20),
    ("why", 80),
)


def save_answers(
    terminal: Terminal,
    house: House,
    stated: StatedDeals,
    answered: Sequence[Answered],
    path: Path,
) -> None:
    """Write the list as it was, with what was answered beside each line: xlsx or csv."""
    by_line: dict[int, list[Shown]] = {
        deal.line: _cells(terminal, one) for deal, one in zip(stated.deals, answered, strict=True)
    }
    for error in stated.wrong:
        unread = [terminal.text("verdict.unread"), *[None] * (len(_VERDICTS) - 2)]
        by_line[error.line] = [*unread, error.sentence(terminal.language)]
    labels = [(label, max(12, len(label) + 2)) for label in stated.heading]
    labels += [(terminal.text(f"heading.simulate_{name}"), width) for name, width in _VERDICTS]
    width = len(stated.heading)
    rows = [[*_padded(line.whole, width), *by_line[line.number]] for line in stated.lines]
    title = terminal.text("said.simulated_sheet")
    one = Listed(title, title, title_of(terminal, house), labels, rows)
    match path.suffix.lower():
        case ".xlsx":
            write_lists(path, [one], terminal.language)
        case ".csv":
            write_list(path, one)
        case _:
            raise UsageError("output_kind", path=str(path))
    terminal.say("said.list_written", path=path)


def _padded(cells: Sequence[str], width: int) -> Iterator[Shown]:
    yield from cells[:width]
    yield from [""] * (width - len(cells))


def _cells(terminal: Terminal, one: Answered) -> list[Shown]:
    available = one.outcome.available_minor
    return [
        verdict_of(terminal, one),
        in_wan(one.outcome.line_use_minor),
        None if available is None else in_wan(available),
        in_wan(one.short_minor),
        *_bound(terminal, one.outcome.binding),
        one.outcome.reference,
        why_of(terminal, one),
    ]


def _bound(terminal: Terminal, binding: Binding | None) -> list[Shown]:
    """Return the node that decides: label, owner, telephone, holder, next release."""
    if binding is None:
        return [None] * 6
    return [
        terminal.name(binding.label_zh, binding.label_en),
        terminal.name(binding.owner_zh, binding.owner_en),
        binding.telephone,
        terminal.name(binding.held_by_zh, binding.held_by_en),
        binding.next_release_date,
        in_wan(binding.next_release_minor) if binding.next_release_minor else None,
    ]
