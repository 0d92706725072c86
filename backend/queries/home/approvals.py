"""Matters of hands: orders that wait for the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from backend.contract.approvals import WAITING, ApprovalState
from backend.contract.office import MatterKind
from backend.dates import SHANGHAI
from backend.queries.hands import approvals_in, principals_of
from backend.queries.home.rows import Matter, Owner
from backend.queries.reference import Person
from backend.queries.rows import InstitutionName

#: 经办 and 复核: then the check is the last hand, which needs an authority.
_TWO = 2


def approval_matters(
    connection: Connection, names: Mapping[int, InstitutionName], persons: Mapping[str, Person]
) -> Iterator[Matter]:
    """Yield the orders that wait for a second or third hand, with the operation that gives it."""
    for row in approvals_in(connection, WAITING):
        maker = persons.get(row["maker"])
        checks = row["state"] == ApprovalState.AWAITING_CHECK
        made_on = row["made_at"].astimezone(SHANGHAI).date()
        before = {row["maker"], row["checker"], row["checker_for"]} - {None}
        before |= set(principals_of(connection, row["maker"], made_on))
        last = not checks or row["hands"] == _TWO
        yield Matter(
            key=f"approval/{row['number']}",
            kind=MatterKind.CHECK,
            sentence="approval_check" if checks else "approval_authorise",
            owner=Owner(
                operation="check" if checks else "authorise",
                not_by=frozenset(before),
                authority=(row["operation"], row["amount_minor"]) if last else None,
            ),
            detail={"number": row["number"], "operation": row["operation"]},
            institution=names.get(row["institution_id"]) if row["institution_id"] else None,
            amount_minor=row["amount_minor"] or None,
            from_zh=maker.name_zh if maker else row["maker"],
            from_en=maker.name_en if maker else row["maker"],
            raised_at=row["made_at"],
        )
