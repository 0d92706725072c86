"""Matters of hands: orders that wait for the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from backend.contract.approvals import WAITING, ApprovalState
from backend.contract.office import MatterKind
from backend.queries.hands import approvals_in
from backend.queries.home.rows import Matter, Owner
from backend.queries.reference import Person
from backend.queries.rows import InstitutionName


def approval_matters(
    connection: Connection, names: Mapping[int, InstitutionName], persons: Mapping[str, Person]
) -> Iterator[Matter]:
    """Yield the orders that wait for a second or third hand, with the operation that gives it."""
    for row in approvals_in(connection, WAITING):
        maker = persons.get(row["maker"])
        checks = row["state"] == ApprovalState.AWAITING_CHECK
        before = {row["maker"], row["checker"], row["checker_for"]} - {None}
        yield Matter(
            key=f"approval/{row['number']}",
            kind=MatterKind.CHECK,
            sentence="approval_check" if checks else "approval_authorise",
            owner=Owner(operation="check" if checks else "authorise", not_by=frozenset(before)),
            detail={"number": row["number"], "operation": row["operation"]},
            institution=names.get(row["institution_id"]) if row["institution_id"] else None,
            amount_minor=row["amount_minor"] or None,
            from_zh=maker.name_zh if maker else row["maker"],
            from_en=maker.name_en if maker else row["maker"],
            raised_at=row["made_at"],
        )
