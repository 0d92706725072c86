"""Carry out a break's treatment in the ledger: 补记 tells the deal, 冲正 releases the draw.

The break waits for its evidence: the next comparison, which no longer finds it, closes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.contract import DrawLimit, Outcome, OutcomeCode, ReleaseDraw
from backend.contract.reconciliation import ApplyBreak, BreakClass, BreakState, System, Treatment
from backend.queries.breaks.compared import FEED_OF
from backend.queries.feeds.files import deal_named
from backend.services.desk import Desk
from backend.services.limits import use
from backend.services.outcomes import refuse
from backend.services.reconciliation.breaks import may_treat
from backend.services.rows import put_row, standing_row
from backend.store.tables.reconciliation import break_item

#: What the ledger can do about a break, by its class. The rest is for the other side, or for words.
_TREATMENTS: Mapping[str, Treatment] = {
    BreakClass.OURS_MISSING: Treatment.LATE_ENTRY,
    BreakClass.MATURED: Treatment.REVERSAL,
}


def apply_break(desk: Desk, command: ApplyBreak) -> Outcome:
    """Draw the deal that only they list, or release the draw that is over; once a break."""
    row = standing_row(desk, break_item, command.number)
    if row is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.number)
    treatment = _TREATMENTS.get(row["class_code"])
    if row["cause_code"].startswith("line_"):
        treatment = None  # what the limit system approved is settled there
    operation = "release" if treatment is Treatment.REVERSAL else "draw"
    if not (desk.may(operation) and may_treat(desk, row)):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation=operation)
    if row["state"] == BreakState.CLOSED or row["change_slip"]:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.number)
    if command.version != row["version"]:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    if treatment is None or row["treatment"] not in {"", treatment.value}:
        return refuse(command, OutcomeCode.WRONG_STATE)
    if treatment is Treatment.REVERSAL:
        order = ReleaseDraw(id=command.id, login=desk.login, draw=row["our_reference"])
        outcome = use.release(desk, order)
    else:
        outcome = _told(desk, command, row)
    if outcome.accepted:
        put_row(
            desk,
            break_item,
            command.number,
            treatment=treatment.value,
            treated_by=desk.login,
            state=BreakState.WORKING.value,
            change_slip=desk.submission_id or command.id,
        )
    return outcome


def _told(desk: Desk, command: ApplyBreak, row: Mapping[str, Any]) -> Outcome:
    """Draw the deal as their newest file lists it; it counts even where it does not fit."""
    bic8 = next((one.bic8 for one in desk.institutions.values() if one.id == _owner(row)), "")
    if not bic8:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=row["their_reference"])
    feed = FEED_OF[System(row["system"].partition("+")[0])]
    deal = deal_named(desk.connection, feed, row["their_reference"])
    if deal is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=row["their_reference"])
    order = DrawLimit(
        id=command.id,
        login=desk.login,
        institution=bic8,
        product=deal.product,
        unit=deal.unit,
        currency=deal.currency,
        amount_minor=deal.amount_minor,
        value_date=deal.value_date,
        maturity_date=deal.maturity_date or deal.value_date,
        # The name that the other systems know too: by it the next comparison finds the deal.
        reference=deal.our_reference or deal.their_reference,
        told=True,
    )
    return use.draw(desk, order)


def _owner(row: Mapping[str, Any]) -> int | None:
    owner: int | None = row["institution_id"]
    return owner
