"""期限限额, 币种限额: limits across the lines of an institution; they arise at the first order."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from backend.contract import Dimension, Outcome, OutcomeCode
from backend.contract.lines import AcrossCommand, SetCurrencyLimit, SetTenorLimit
from backend.ledger import lines as ledger
from backend.ledger.state import NodeState
from backend.money import wan_text
from backend.services.desk import Desk
from backend.services.limits.lines import refuse_target
from backend.services.outcomes import answer, refuse
from backend.store.tables.ledger import node as nodes
from backend.store.tables.ledger import open_draw

#: The longest original tenor that anybody limits, in days.
MOST_DAYS = 36_500


def set_tenor_limit(desk: Desk, command: SetTenorLimit) -> Outcome:
    """期限限额: what may be open from a tenor on. Buckets nest: a longer deal counts in each."""
    if not 0 < command.tenor_days <= MOST_DAYS:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    return _set(
        desk,
        command,
        f"{command.tenor_days}",
        Dimension.TENOR,
        {"tenor_from_days": command.tenor_days},
    )


def set_currency_limit(desk: Desk, command: SetCurrencyLimit) -> Outcome:
    """币种限额: what may be open in one currency."""
    if command.institution in desk.institutions and command.currency not in desk.minor_units:
        return refuse(command, OutcomeCode.UNKNOWN_CURRENCY, currency=command.currency)
    what: dict[str, object] = {"currency": command.currency}
    return _set(desk, command, command.currency, Dimension.CURRENCY, what)


def _set(
    desk: Desk,
    command: AcrossCommand,
    last: str,
    dimension: Dimension,
    what: dict[str, object],
) -> Outcome:
    charged = desk.institutions.get(command.institution)
    if charged is None:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    if command.product and command.product not in desk.products:
        return refuse(command, OutcomeCode.UNKNOWN_PRODUCT, product=command.product)
    refusal = refuse_target(command)
    if refusal is not None:
        return refusal
    key = f"{dimension.value}:{charged.line_id}/{command.product}/{last}"
    node = desk.book.nodes.get(key)
    standing = node.approved_minor if node is not None else None
    if standing not in {command.base_minor, command.target_minor}:
        return refuse(
            command,
            OutcomeCode.CHANGED_MEANWHILE,
            now=wan_text(standing or 0),
            base=wan_text(command.base_minor or 0),
        )
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if node is None:
        node = _arise(desk, command, key, charged.line_id, what)
    verdict = ledger.approve(
        desk.book, key, command.target_minor, command.id, reason=command.reason
    )
    if verdict.code is OutcomeCode.DONE:
        desk.set_line(node, _columns(command))
    words = "/".join(one for one in (charged.bic8, command.product, last) if one)
    return replace(
        answer(desk, command, verdict, reference=words),
        available_minor=node.usable_minor(desk.today),
        excess_minor=max(0, -node.room_minor) if command.limited else 0,
    )


def _arise(
    desk: Desk, command: AcrossCommand, key: str, line_id: int, what: dict[str, object]
) -> NodeState:
    """Put the limit into the book, with what is open of it; its institution's node beside it."""
    desk.entity(line_id)
    node = NodeState(
        key,
        Dimension(key.partition(":")[0]),
        institution_id=line_id,
        product=command.product,
        **what,  # type: ignore[arg-type]
    )
    _count(desk, node)
    return desk.arise(node, ())


def _columns(command: AcrossCommand) -> dict[str, object]:
    given: dict[str, object] = {
        "limited": int(command.limited),
        "effective_date": command.effective_date,
        "expiry_date": command.expiry_date,
        "approval_number": command.approval_number or None,
    }
    return {name: value for name, value in given.items() if value is not None}


def _count(desk: Desk, node: NodeState) -> None:
    """Count what is open of the limit's tenor or currency, as the trigger will."""
    drawn = open_draw
    own = [
        nodes.c.institution_id == node.institution_id,
        drawn.c.tenor_days >= node.tenor_from_days
        if node.dimension is Dimension.TENOR
        else drawn.c.currency_code == node.currency,
        drawn.c.entry_id.not_in(list(desk.book.draws)),
    ]
    if node.product:
        own.append(nodes.c.product_code == node.product)
    node.used_minor = int(
        desk.connection.scalar(
            select(func.coalesce(func.sum(drawn.c.open_use_minor), 0))
            .join(nodes, nodes.c.id == drawn.c.node_id)
            .where(*own)
        )
        or 0
    )
    # What this batch has touched stands in the book; so does every open reservation.
    for draw in desk.book.draws.values():
        if _at(desk, draw.node_key, node) and node.covers(draw.tenor_days, draw.currency):
            node.used_minor += draw.open_use_minor
    for due in desk.book.dues.values():
        held = due.kind == "lapse" and node.covers(due.tenor_days, due.currency)
        if held and _at(desk, due.node_key, node):
            node.reserved_minor += due.open_minor


def _at(desk: Desk, leaf_key: str, node: NodeState) -> bool:
    leaf = desk.book.nodes.get(leaf_key)
    return (
        leaf is not None
        and leaf.institution_id == node.institution_id
        and node.product in {"", leaf.product}
    )
