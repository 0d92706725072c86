"""What the opinions in 复核审批 come to: how many of each, and their amounts by currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from addin.commands.common import money_text
from addin.exchange import Examined
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract.approvals import Opinion
from backend.money import from_minor
from backend.queries import reference
from workbooks.edits import Edit
from workbooks.sheets.approvals import IDENTIFIER


def say_opinions(terminal: Terminal, house: House, examined: Examined) -> Sequence[dict[str, Any]]:
    """Say how many orders are agreed to and refused, and what they come to; return it for JSON.

    What is wrong is left out. Of a workbook without opinions nothing is said.
    """
    wrong = {(one.sheet, one.cell) for one in examined.blocking}
    edits = [
        one
        for one in examined.diff.edits
        if one.sheet == IDENTIFIER
        and one.column.identifier == "opinion"
        and (one.sheet, one.cell) not in wrong
        and examined.diff.marks.get((one.sheet, one.row_number)) not in {"wrong", "conflict"}
    ]
    if not edits:
        return []
    with house.reading() as connection:
        places = reference.minor_units(connection)
    return [
        _said(terminal, opinion, own, places)
        for opinion in Opinion
        if (own := [one for one in edits if one.mine == opinion])
    ]


def _said(
    terminal: Terminal, opinion: Opinion, edits: Sequence[Edit], places: Mapping[str, int]
) -> dict[str, Any]:
    totals: dict[str, int] = defaultdict(int)
    for edit in edits:
        if edit.now_row.amount_minor:
            totals[edit.now_row.currency] += edit.now_row.amount_minor
    amounts = [money_text(total, places[code], code) for code, total in sorted(totals.items())]
    terminal.say(
        "said.opinions",
        opinion=terminal.text(f"opinion.{opinion.value}"),
        count=len(edits),
        amounts=", ".join(amounts) or "-",
    )
    exact = {code: str(from_minor(total, places[code])) for code, total in sorted(totals.items())}
    return {"opinion": opinion.value, "count": len(edits), "totals": exact}
