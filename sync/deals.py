"""Deals (or demands) that somebody lists in a file: every line read on its own merits.

A line that cannot be taken is named with its place, its cause and its cure; the others go on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from backend.errors import InputError
from backend.language import both
from sync.deal_lines import DealLineError, DealReader, Defaults, StatedDeal
from sync.tables import Form, Line, read_table

_COLUMNS = (
    "institution",
    "product",
    "unit",
    "currency",
    "amount",
    "value_date",
    "maturity",
    "tenor_days",
    "reference",
)
_REQUIRED = ("institution", "product", "amount")
_MOST_LINES = 10_000


@dataclass(frozen=True)
class StatedDeals:
    """A file of deals: heading and lines as they stand there, what was read, what was not."""

    heading: Sequence[str]
    lines: Sequence[Line]
    deals: Sequence[StatedDeal]
    wrong: Sequence[DealLineError]


def read_deals(
    connection: Connection, path: Path, defaults: Defaults, content: bytes | None = None
) -> StatedDeals:
    """Return the deals of a file (or of `content`, read from a pipe), in its order.

    Raises `OutageError` and `InputError` for what is no table of deals at all: `deals_empty`,
    `deals_too_long`, and those of `sync.tables.read_table`.
    """
    read = read_table(path, _form(), content)
    if not read.lines:
        raise InputError("deals_empty", path=path.name)
    reader = DealReader(connection, path.name, defaults, read.columns)
    deals, wrong = [], []
    for line in read.lines:
        try:
            deals.append(reader.deal(line))
        except DealLineError as error:
            wrong.append(error)
    return StatedDeals(read.heading, read.lines, deals, wrong)


def _form() -> Form:
    labels = {column: _labels(column) for column in _COLUMNS}
    named = [both(f"column.deal.{one}") for one in _REQUIRED]
    return Form(
        labels=labels,
        required=[[column] for column in _REQUIRED],
        named=([chinese for chinese, _english in named], [english for _chinese, english in named]),
        most_lines=_MOST_LINES,
        too_long="deals_too_long",
    )


def _labels(column: str) -> list[str]:
    """Return every label of a column: its own, and what else people write above it."""
    others = [one for said in both(f"deal_labels.{column}") for one in said.split(";")]
    return [column, *both(f"column.deal.{column}"), *others]
