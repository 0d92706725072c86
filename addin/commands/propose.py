"""Propose the fewest and smallest moves between units that meet demands; ask for or make them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import click

from addin.commands import common
from addin.commands.houses import house_of, writer_of
from addin.commands.propose_answers import proposal_content, tell_proposal
from addin.commands.simulate import file_defaults, read_file
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.contract import (
    Command,
    OnExpiry,
    OutcomeCode,
    RaiseRequest,
    ReallocateLine,
    RequestKind,
    ReserveLimit,
    Submission,
)
from backend.errors import UsageError
from backend.money import LEDGER_CURRENCY
from backend.services.execute import submit
from backend.services.limits.proposals import Proposal, ProposedMove
from backend.services.limits.propose import propose_moves
from backend.services.simulate import with_ids

_PLAN = "proposal"


@command("propose")
@click.argument("file")
@option("--apply", is_flag=True)
@option("--permanent", is_flag=True)
@option("--until")
@option("--purpose", default="")
@option("--all-returns", is_flag=True)
@option("--unit")
@option("--value-date")
@option("--maturity", "--tenor", default="1M", show_default=True)
@click.pass_context
def propose_command(context: click.Context, /, **given: Any) -> int:
    """Show which moves would meet the demands of a file; with `--apply` ask for them."""
    terminal = common.terminal_of(context)
    house = writer_of(context) if given["apply"] else house_of(context)
    _check(given)
    defaults = file_defaults(context, house, given, tenor=str(given["maturity"]))
    stated = read_file(house, given["file"], defaults)
    today = common.today_of(house)
    wanted = with_ids(
        [
            ReserveLimit(
                id="",
                login=house.login,
                institution=one.institution,
                product=one.product,
                unit=one.unit,
                currency=one.currency,
                amount_minor=one.amount_minor,
                value_date=one.value_date,
                maturity_date=one.maturity_date,
                reference=one.reference,
                last_date=today,
            )
            for one in stated.deals
        ]
    )
    until = None if given["permanent"] else _last_date(given, today)
    proposal = propose_moves(house.engine, wanted, house.clock, until=until)
    tell_proposal(terminal, house, stated, proposal)
    applied = _apply(terminal, house, proposal, given, until) if given["apply"] else []
    content = proposal_content(terminal, stated, proposal)
    terminal.answer({"file": given["file"], **content, "applied": applied})
    met = all(one.met for one in proposal.demands) and not stated.wrong
    done = all(one["accepted"] for one in applied)
    return 0 if met and done else 1


def _last_date(given: dict[str, Any], today: date) -> date:
    return common.day_of(given["until"]) if given["until"] else today


def _check(given: dict[str, Any]) -> None:
    if not given["apply"]:
        return
    if not given["purpose"].strip():
        raise UsageError("propose_purpose")
    if not given["permanent"] and not given["until"]:
        raise UsageError("propose_until")


def _apply(
    terminal: Terminal,
    house: House,
    proposal: Proposal,
    given: dict[str, Any],
    until: date | None,
) -> list[dict[str, object]]:
    """Send the moves as one submission: all or nothing. The same plan again changes nothing."""
    orders = [_order(house, move, given, until) for move in proposal.moves]
    if not orders:
        terminal.say("said.nothing_to_move")
        return []
    identity = str(uuid5(NAMESPACE_OID, "/".join(order.id for order in orders)))
    sent = submit(house.engine, Submission(identity, _PLAN, house.login, orders), house.clock)
    for order, outcome in zip(orders, sent.outcomes, strict=True):
        if not outcome.accepted:
            terminal.line(common.refusal_sentence(terminal, order, outcome))
    done = [one.reference for one in sent.outcomes if one.accepted]
    if sent.applied or sent.repeated:
        waiting = any(one.code is OutcomeCode.AWAITING for one in sent.outcomes)
        act = "said.moves_made" if given["permanent"] else "said.moves_asked"
        act = "said.moves_waiting" if waiting else act
        terminal.say(act, count=len(done), numbers=", ".join(done))
    else:
        terminal.say("said.moves_refused")
    return [common.outcome_content(one) for one in sent.outcomes]


def _order(house: House, move: ProposedMove, given: dict[str, Any], until: date | None) -> Command:
    said = (_PLAN, house.login, *_identity(move), str(until), str(common.today_of(house)))
    identity = str(uuid5(NAMESPACE_OID, "/".join((*said, given["purpose"]))))
    if until is None:
        return ReallocateLine(
            id=identity,
            login=house.login,
            institution=move.institution,
            product=move.product,
            from_unit=move.giver,
            to_unit=move.taker,
            amount_minor=move.amount_minor,
            reason=given["purpose"],
        )
    return RaiseRequest(
        id=identity,
        login=house.login,
        kind=RequestKind.TRANSFER,
        institution=move.institution,
        product=move.product,
        unit=move.taker,
        currency=LEDGER_CURRENCY,
        amount_minor=move.request_minor,
        from_date=common.today_of(house),
        last_date=until,
        on_expiry=OnExpiry.ALL_RETURNS if given["all_returns"] else OnExpiry.UNUSED_RETURNS,
        purpose=given["purpose"],
        lending_unit=move.giver,
    )


def _identity(move: ProposedMove) -> Sequence[str]:
    return (move.institution, move.product, move.giver, move.taker, str(move.amount_minor))
