"""The commands of dated parameters and of the regulatory caps that follow from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backend.contract.command import Command


@dataclass(frozen=True, kw_only=True)
class SetParameter(Command):
    """Let a dated parameter hold from a day on; what stood before stays in the table.

    `table` and the names in `key` and `values` are those of `docs/parameters.md`; factors and
    shares are times 10**6, amounts minor units of their currency, flags 0 or 1.
    """

    table: str
    key: Mapping[str, str | int]
    values: Mapping[str, str | int | None]
    valid_from: date


@dataclass(frozen=True, kw_only=True)
class ApplyRegulation(Command):
    """Set every regulatory cap anew from today's capital, shares and rates; idempotent."""
