"""Cell functions, defined once: name, arguments, help, shape. Each host is served from here.

`@cell_function` takes a function of one cell whose first parameter is what
the desk sees and whose others
are what the user writes. What it gives back is what a host calls: without that, with ranges,
never raising, amounts as numbers of the sheet. On Windows the host's own decorators go around it.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from backend.errors import FideskError, OutageError
from backend.language import Language, text
from backend.queries.institution_index import InstitutionUnclearError
from udfs.broadcast import BEYOND, spread
from udfs.desk import Sight, current_desk
from udfs.errors import CellError, CellErrorKind, CellRefusedError


@dataclass(frozen=True)
class Argument:
    """One argument: its name in every host, and whether it may be left out."""

    name: str
    optional: bool

    def help(self, language: Language) -> str:
        """Return what to write there."""
        return text(f"cell_argument.{self.name}", language)


@dataclass(frozen=True)
class CellFunction:
    """One function as hosts declare it. `takes_ranges` is false where there is nothing to ask."""

    name: str
    arguments: tuple[Argument, ...]
    call: Callable[..., Any]

    @property
    def takes_ranges(self) -> bool:
        """Whether the answer has the shape of its arguments."""
        return bool(self.arguments)

    def help(self, language: Language) -> str:
        """Return what the function answers."""
        return text(f"cell_function.{self.name}", language)


#: How many answers are remembered before the memory is emptied.
_REMEMBERED = 200_000
#: Errors that a refresh alone can mend; the others depend on the call or on the database.
_LASTING = frozenset({CellErrorKind.NOT_AVAILABLE, CellErrorKind.VALUE})

_REGISTERED: dict[str, CellFunction] = {}


def cell_functions() -> Mapping[str, CellFunction]:
    """Return every cell function by name."""
    return dict(_REGISTERED)


def cell_function(one_cell: Callable[..., Any]) -> Callable[..., Any]:
    """Register a function of one cell and return it as hosts call it."""
    signature = inspect.signature(one_cell)
    _sight, *parameters = signature.parameters.values()
    signature = signature.replace(parameters=parameters)

    name = one_cell.__name__
    needed = sum(one.default is inspect.Parameter.empty for one in parameters)
    defaults = tuple(one.default for one in parameters)

    @functools.wraps(one_cell)
    def call(*given: Any, **named: Any) -> Any:
        cells = signature.bind(*given, **named).args if named or len(given) < needed else given
        cells = (*cells, *defaults[len(cells) :])
        try:
            # One calculation sees one state: a refresh meanwhile doesn't mix two in a range.
            sight = current_desk().sight()
        except FideskError as error:
            failure = as_cell_error(error)
            return spread(cells, lambda _cell: failure)
        return spread(cells, lambda cell: _remembered(name, one_cell, sight, cell))

    call.__signature__ = signature  # type: ignore[attr-defined]
    arguments = tuple(
        Argument(one.name, optional=one.default is not inspect.Parameter.empty)
        for one in parameters
    )
    _REGISTERED[name] = CellFunction(name, arguments, call)
    return call


def _remembered(
    name: str, one_cell: Callable[..., Any], sight: Sight, cell: tuple[Any, ...]
) -> Any:
    """Return the answer to one cell, remembered until the next refresh if it lasts as long."""
    key = (name, cell)
    try:
        return sight.answers[key]
    except KeyError:
        answer = _answer(one_cell, sight, cell)
    if not isinstance(answer, CellError) or answer.kind in _LASTING:
        if len(sight.answers) >= _REMEMBERED:
            sight.answers.clear()
        sight.answers[key] = answer
    return answer


def _answer(one_cell: Callable[..., Any], sight: Sight, cell: tuple[Any, ...]) -> Any:
    for value in cell:
        if value is BEYOND:
            return as_cell_error(
                CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_shapes_differ")
            )
        if isinstance(value, CellError):
            return value  # an error argument stays what it was
    try:
        answer = one_cell(sight, *cell)
    except FideskError as error:
        return as_cell_error(error)
    return float(answer) if isinstance(answer, Decimal) else answer


def as_cell_error(error: FideskError) -> CellError:
    """Return the error value that stands for `error`."""
    if isinstance(error, CellRefusedError):
        kind = error.kind
    elif isinstance(error, InstitutionUnclearError):
        several = bool(error.candidates)
        kind = CellErrorKind.VALUE if several else CellErrorKind.NOT_AVAILABLE
    elif isinstance(error, OutageError):
        kind = CellErrorKind.REFERENCE
    else:
        kind = CellErrorKind.VALUE
    return CellError(kind, error.with_traceback(None))
