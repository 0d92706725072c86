"""Make a page's blocks fit the page: first shorter texts, then fewer rows, and it says so.

The measures are those of both writers: lines have exact heights, so what fits here fits there.
Everything is in points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbooks.letters.measure import clipped, lines_of
from workbooks.letters.paper import Block, Cell, Paper, Row

PAGE_WIDTH, PAGE_HEIGHT = 595.3, 841.9  # A4
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM = 56.7, 51.0, 51.0  # 20, 18, 18 mm
LINE_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE
SIZE, LINE = 9.5, 13.0
PADDING_ACROSS, PADDING_DOWN = 4.0, 2.2
RULE = 0.5
TITLE_SIZE, TITLE_LINE = 18.0, 28.0
SUBTITLE_LINE = 16.0
HEADING_SIZE, HEADING_LINE, HEADING_BEFORE, HEADING_AFTER = 11.5, 17.0, 6.0, 2.5
CLOSING_BEFORE = 7.0
CLOSING_LINES = 4
#: What is kept free: rules of tables, and what a program adds where nobody asked it to.
RESERVE = 24.0
#: Rows of the longest block go first; a block gives its texts' lines before its last rows.
_FEWER_LINES = (3, 2, 1)


def fitted(paper: Paper) -> Paper:
    """Return the paper with what fits on its two pages."""
    room = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM - RESERVE
    closing = clipped(paper.closing, LINE_WIDTH / SIZE, CLOSING_LINES)
    first = _fitted(paper.pages[0], room - TITLE_LINE - SUBTITLE_LINE)
    second = _fitted(paper.pages[1], room - _closing_height(closing))
    title = clipped(paper.title, LINE_WIDTH / TITLE_SIZE, 1)
    subtitle = clipped(paper.subtitle, LINE_WIDTH / SIZE, 1)
    return replace(paper, title=title, subtitle=subtitle, closing=closing, pages=(first, second))


def column_widths(block: Block) -> list[float]:
    """Return the widths of a block's columns in points; they fill the line."""
    whole = sum(block.widths)
    return [LINE_WIDTH * one / whole for one in block.widths]


def _closing_height(text: str) -> float:
    return CLOSING_BEFORE + LINE * lines_of(text, LINE_WIDTH / SIZE) if text else 0.0


def _fitted(blocks: Sequence[Block], room: float) -> list[Block]:
    for most_lines in _FEWER_LINES:
        shorter = [_clipped(block, min(most_lines, block.most_lines)) for block in blocks]
        least = [_with_rows(block, block.least) for block in shorter]
        if page_height(least) <= room or most_lines == _FEWER_LINES[-1]:
            return _fewer_rows(shorter, room)
    message = "unreachable"
    raise AssertionError(message)


def _with_rows(block: Block, count: int) -> Block:
    while len(block.rows) > count:
        block = block.without_last()
    return block


def _fewer_rows(blocks: list[Block], room: float) -> list[Block]:
    """Take the last row of the highest block that may still give one, until all fit."""
    blocks = list(blocks)
    while page_height(blocks) > room:
        givers = [place for place, block in enumerate(blocks) if len(block.rows) > block.least]
        if not givers:
            break
        highest = max(givers, key=lambda place: _block_height(blocks[place]))
        blocks[highest] = blocks[highest].without_last()
    return blocks


def page_height(blocks: Sequence[Block]) -> float:
    """Return the height of blocks in points."""
    return sum(map(_block_height, blocks))


def _block_height(block: Block) -> float:
    heading = HEADING_BEFORE + HEADING_LINE + HEADING_AFTER
    return heading + sum(_row_height(block, row) for row in block.shown_rows)


def _row_height(block: Block, row: Row) -> float:
    lines = max(lines_of(cell.text, room) for cell, room in _rooms(block, row))
    return LINE * lines + 2 * PADDING_DOWN + RULE


def _rooms(block: Block, row: Row) -> list[tuple[Cell, float]]:
    """Return each cell of a row with the width of its line in em."""
    widths, found, place = column_widths(block), [], 0
    for cell in row:
        wide = sum(widths[place : place + cell.span]) - 2 * PADDING_ACROSS
        found.append((cell, wide / SIZE))
        place += cell.span
    return found


def _clipped(block: Block, most_lines: int) -> Block:
    rows = [
        [
            replace(cell, text=clipped(cell.text, room, most_lines))
            for cell, room in _rooms(block, row)
        ]
        for row in block.rows
    ]
    return replace(block, rows=rows)
