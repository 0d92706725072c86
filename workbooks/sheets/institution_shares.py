"""The allocation of one institution, turned: units down, products across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.queries.rows import AllocationRow, InstitutionName, Lookups, UnitName, UnitShare

#: What a unit holds that never held any.
NO_SHARE = UnitShare(allocated_minor=0, used_minor=0, reserved_minor=0, available_minor=0)


@dataclass(frozen=True, kw_only=True)
class ViewRow:
    """What a unit holds of one institution, by product; `parent` is a branch's department.

    `version` holds the version of every product's row of the allocation sheet.
    """

    institution: InstitutionName
    unit: UnitName
    parent: UnitName | None
    place: int
    version: str
    approved: Mapping[str, int]
    shares: Mapping[str, UnitShare]

    @property
    def key(self) -> str:
        """BIC8 and unit."""
        return f"{self.institution.bic8}/{self.unit.code}"


def view_rows(
    rows: Sequence[AllocationRow], lookups: Lookups, institution: InstitutionName
) -> Sequence[ViewRow]:
    """Return the rows of one institution's allocation, turned: units down, products across."""
    own = [row for row in rows if row.institution.bic8 == institution.bic8]
    version = " ".join(f"{row.product}:{row.version}" for row in own)
    approved = {row.product: row.approved_minor for row in own}
    above = {unit.code: unit for unit in lookups.units}
    units: list[UnitName] = []
    for unit in lookups.units:
        units += [unit, *(branch for branch in lookups.branches if branch.parent == unit.code)]
    return [
        ViewRow(
            institution=institution,
            unit=unit,
            parent=above.get(unit.parent),
            place=place,
            version=version,
            approved=approved,
            shares={row.product: row.shares.get(unit.code, NO_SHARE) for row in own},
        )
        for place, unit in enumerate(units)
    ]


def versions_of(version: str) -> Mapping[str, str]:
    """Return product → version of its row of the allocation sheet."""
    parts = (part.partition(":") for part in version.split())
    return {product: mark for product, _sign, mark in parts}
