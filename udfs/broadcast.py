"""Scalars and ranges as a host hands them over, stretched to one shape and back.

A range is a tuple (or list) of rows, each a tuple of values. A single row or column stretches
along the other arguments; where a larger argument goes on and a smaller one has ended, there is
no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

#: Stands for a value beyond the end of a smaller range.
BEYOND = object()


def is_range(value: object) -> bool:
    """Whether `value` came from a range."""
    return isinstance(value, tuple | list)


def spread(arguments: Sequence[Any], answer: Callable[[tuple[Any, ...]], Any]) -> Any:
    """Return the answer for scalars, or a tuple of rows of answers with the ranges' shape.

    Equal arguments are answered once. TRUE and FALSE become the words that the sheet shows: to
    Python they are equal to 1 and 0, to a person they aren't.
    """
    if not any(isinstance(one, tuple | list) for one in arguments):
        return answer(tuple([_worded(one) for one in arguments]))
    grids = [_grid(one) for one in arguments]
    height = max(len(grid) for grid in grids)
    width = max(len(grid[0]) if grid else 0 for grid in grids)
    columns = [_cells(grid, height, width) for grid in grids]
    known: dict[tuple[Any, ...], Any] = {}
    answers = []
    for given in zip(*columns, strict=True):
        try:
            found = known[given]
        except KeyError:
            found = known[given] = answer(given)
        answers.append(found)
    return tuple(tuple(answers[start : start + width]) for start in range(0, len(answers), width))


def _worded(value: Any) -> Any:
    return str(value).upper() if isinstance(value, bool) else value


def _grid(value: Any) -> Sequence[Sequence[Any]]:
    if not is_range(value):
        return ((value,),)
    # Some hosts hand over a single row flat.
    return value if value and is_range(value[0]) else (tuple(value),)


def _cells(grid: Sequence[Sequence[Any]], height: int, width: int) -> Iterable[Any]:
    """Return the grid's values row by row, stretched to `height` and `width`."""
    if len(grid) == 1 and len(grid[0]) == 1:
        return [_worded(grid[0][0])] * (height * width)
    rows = [_row(row, width) for row in grid]
    if len(rows) == 1:
        rows *= height
    missing = (BEYOND,) * width
    rows += [missing] * (height - len(rows))
    return [_worded(value) for row in rows for value in row]


def _row(row: Sequence[Any], width: int) -> tuple[Any, ...]:
    if len(row) == 1:
        return (row[0],) * width
    return (*row, *((BEYOND,) * (width - len(row))))
