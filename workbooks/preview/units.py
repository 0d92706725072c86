"""The unit in which an institution's amounts stand on the statement sheet."""

from __future__ import annotations

from backend.evaluation.items import ITEMS, ItemKind
from backend.queries.evaluation.preview import PreviewRow

#: The powers of ten of a currency in which amounts may stand, the largest first.
UNITS = (6, 3, 0)


def unit_minor(row: PreviewRow) -> int:
    """Return the unit of an institution's amounts, in minor units: all of them are whole in it."""
    amounts = [
        one.items[item.code]
        for one in row.years
        if one is not None
        for item in ITEMS
        if item.kind is not ItemKind.RATIO and item.code in one.items
    ]
    units = [10 ** (power + row.minor_units) for power in UNITS]
    return next((unit for unit in units if not any(one % unit for one in amounts)), 1)
