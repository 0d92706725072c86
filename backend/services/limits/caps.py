"""Caps of countries and regions, lines of groups."""

from __future__ import annotations

from sqlalchemy import select

from backend.contract import ApproveCap, Dimension, Outcome, OutcomeCode
from backend.ledger import lines as ledger
from backend.ledger.state import NodeState, Parent
from backend.money import wan_text
from backend.queries.labels import NodeLabels
from backend.queries.nodes import reach_into
from backend.queries.reach import within
from backend.services.desk import Desk
from backend.services.limits.lines import refuse_target
from backend.services.outcomes import answer, refuse
from backend.store.tables.institutions import institution, institution_group
from backend.store.tables.reference import country


def approve_cap(desk: Desk, command: ApproveCap) -> Outcome:
    """Set the cap of a country or region, or the line of a group; every entity below counts."""
    refusal = _refuse_naming(desk, command) or refuse_target(command)
    if refusal is not None:
        return refusal
    key = f"{command.dimension.value}:{command.code}"
    node = _standing(desk, key)
    standing = node.approved_minor if node is not None else None
    if standing not in {command.base_minor, command.target_minor}:
        return refuse(
            command,
            OutcomeCode.CHANGED_MEANWHILE,
            now=wan_text(standing or 0),
            base=wan_text(command.base_minor or 0),
        )
    node = node or _arise(desk, command, key)
    verdict = ledger.approve(desk.book, key, command.target_minor, command.id)
    if verdict.code is OutcomeCode.DONE:
        desk.set_line(node, _columns(command))
    return answer(desk, command, verdict, reference=command.code)


def _standing(desk: Desk, key: str) -> NodeState | None:
    """Return the cap as this batch leaves it; it is read when no institution brought it along."""
    if key not in desk.book.nodes:
        labels = NodeLabels.of_office(desk.connection)
        reach_into(desk.connection, desk.book, within((), {key}), labels)
    return desk.book.nodes.get(key)


def _refuse_naming(desk: Desk, command: ApproveCap) -> Outcome | None:
    if command.owner_unit and command.owner_unit not in desk.units:
        return refuse(command, OutcomeCode.UNKNOWN_UNIT, unit=command.owner_unit)
    if command.dimension not in {Dimension.COUNTRY, Dimension.GROUP} or not _exists(desk, command):
        return refuse(command, OutcomeCode.UNKNOWN_CAP, cap=command.code)
    if command.owner_login and command.owner_login not in desk.persons:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.owner_login)
    return None


def _columns(command: ApproveCap) -> dict[str, object]:
    given: dict[str, object] = {
        "owner_unit_code": command.owner_unit or None,
        "owner_login": command.owner_login or None,
        "effective_date": command.effective_date,
        "expiry_date": command.expiry_date,
        "approval_number": command.approval_number or None,
        "is_sample": 1 if command.is_sample else None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _exists(desk: Desk, command: ApproveCap) -> bool:
    code = (country if command.dimension is Dimension.COUNTRY else institution_group).c.code
    return desk.connection.scalar(select(code).where(code == command.code)) is not None


def _arise(desk: Desk, command: ApproveCap, key: str) -> NodeState:
    """Put the node over the entities that stand already, as the trigger will."""
    node = NodeState(key, command.dimension)
    desk.arise(node, ())
    below = select(institution.c.id)
    if command.dimension is Dimension.COUNTRY:
        below = below.where(
            institution.c.kind == "bank", institution.c.risk_country_code == command.code
        )
    else:
        below = below.where(institution.c.group_code == command.code)
    for line_id in desk.connection.scalars(below):
        entity = desk.book.nodes.get(f"entity:{line_id}")
        if entity is not None:
            above = desk.book.parents.get(entity.key, ())
            desk.book.parents[entity.key] = (*above, Parent(key, strict=False))
            node.used_minor += entity.used_minor
            node.reserved_minor += entity.reserved_minor
    return node
