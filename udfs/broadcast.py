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

    Equal arguments are answered once.
    """
    if not any(is_range(one) for one in arguments):
        return answer(tuple(arguments))
    grids = [_grid(one) for one in arguments]
    height = max(len(grid) for grid in grids)
    width = max(len(grid[0]) if grid else 0 for grid in grids)
    columns = [_cells(grid, height, width) for grid in grids]
    known: dict[tuple[Any, ...], Any] = {}
    answers = []
    for given in zip(*columns, strict=True):
        # 1 and TRUE are equal to Python and not to a person.
        key = (*given, *(type(one) for one in given if isinstance(one, bool)))
        if key not in known:
            known[key] = answer(given)
        answers.append(known[key])
    return tuple(tuple(answers[start : start + width]) for start in range(0, len(answers), width))


def _grid(value: Any) -> Sequence[Sequence[Any]]:
    if not is_range(value):
        return ((value,),)
    # Some hosts hand over a single row flat.
    return value if value and is_range(value[0]) else (tuple(value),)


def _cells(grid: Sequence[Sequence[Any]], height: int, width: int) -> Iterable[Any]:
    """Return the grid's values row by row, stretched to `height` and `width`."""
    rows = [_row(row, width) for row in grid]
    if len(rows) == 1:
        rows = rows * height
    missing = (BEYOND,) * width
    rows += [missing] * (height - len(rows))
    return [value for row in rows for value in row]


def _row(row: Sequence[Any], width: int) -> tuple[Any, ...]:
    if len(row) == 1:
        return (row[0],) * width
    return (*row, *((BEYOND,) * (width - len(row))))
