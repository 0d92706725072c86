"""Told deals that found no reservation: tied to one by hand, or confirmed as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.corrections import ConfirmDraw, TieDraw
from backend.contract.office import MatterAction
from backend.ledger import use as ledger
from backend.queries.home.notes import note_key
from backend.queries.unmatched import UNMATCHED, is_settled
from backend.services.desk import Desk
from backend.services.numbers import next_number
from backend.services.outcomes import answer, refuse
from backend.services.rows import put_row
from backend.store.tables.ledger import entry, node
from backend.store.tables.office import matter_note


def tie_draw(desk: Desk, command: TieDraw) -> Outcome:
    """Give back the reservation that a told deal was meant to use, so that it counts once.

    The reservation may be another unit's, another amount's or of another value date, but of the
    same line; the void carries the draw's number as its reference.
    """
    drawn = _waiting(desk, command, command.draw)
    if isinstance(drawn, Outcome):
        return drawn
    held = desk.book.dues.get(command.reservation)
    if held is None or held.kind != "lapse":
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.reservation)
    leaf = desk.book.nodes[held.node_key]
    if (leaf.institution_id, leaf.product) != (drawn.institution_id, drawn.product_code):
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.reservation)
    if held.open_minor <= 0:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.reservation)
    number = next_number(desk, "CX")
    verdict = ledger.void(desk.book, replace(held, reference=command.draw), number)
    return answer(desk, command, verdict)


def confirm_draw(desk: Desk, command: ConfirmDraw) -> Outcome:
    """Note that a told deal never had a reservation; it counts as it did before."""
    drawn = _waiting(desk, command, command.draw)
    if isinstance(drawn, Outcome):
        return drawn
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    matter = UNMATCHED + command.draw
    put_row(
        desk,
        matter_note,
        note_key(desk.login, matter),
        login=desk.login,
        matter=matter,
        action=MatterAction.SEEN.value,
        note=command.reason,
    )
    return Outcome(OutcomeCode.DONE, command.id, reference=command.draw)


def _waiting(desk: Desk, command: Command, number: str) -> Any:
    """Return a told draw that waits, with whose line it takes; or why it does not."""
    row = desk.connection.execute(
        select(entry.c.id, entry.c.resolves_id, node.c.institution_id, node.c.product_code)
        .join(node, node.c.id == entry.c.node_id)
        .where(entry.c.id == number, entry.c.kind == "draw", entry.c.mode == "tell")
    ).one_or_none()
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=number)
    if row.resolves_id is not None or is_settled(desk.connection, number):
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=number)
    return row
