"""The visitors, as they wrote themselves: nothing is made of a name, a title or a gender."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backend.language import Language, text
from workbooks.letters.paper import Block, Cell, Look, Row

_PER_ROW = 2


def visitors_from(lines: Iterable[str]) -> list[str]:
    """Return one visitor for each line that isn't blank, inner blanks made single."""
    return [" ".join(line.split()) for line in lines if line.split()]


def visitors_block(visitors: Sequence[str], language: Language) -> Block:
    """Return the visitors, numbered, two in a row."""
    numbered = [
        [Cell(str(number), Look.LABEL), Cell(said)] for number, said in enumerate(visitors, 1)
    ]
    rows: list[Row] = []
    for place in range(0, len(numbered), _PER_ROW):
        cells = [cell for pair in numbered[place : place + _PER_ROW] for cell in pair]
        if len(cells) < 2 * _PER_ROW:
            cells[-1] = Cell(cells[-1].text, span=3)
        rows.append(cells)
    heading = text("brief.visitors", language)
    if not rows:
        rows = [[Cell(text("brief.no_visitors", language), span=4)]]
        return Block(heading=heading, widths=(5, 45, 5, 45), rows=rows)
    return Block(
        heading=heading,
        note=text("brief.visitors_note", language, count=len(visitors)),
        widths=(5, 45, 5, 45),
        rows=rows,
        count=len(visitors),
        per_row=_PER_ROW,
        more=text("brief.more", language),
        least=2,
        most_lines=2,
    )
