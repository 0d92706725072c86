"""What is proposed: the moves, what becomes of each demand, and whether fewer could do."""

from __future__ import annotations

from addin.commands import common
from addin.commands.deal_words import DealWords
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.money import from_minor
from backend.services.limits.proposals import Demanded, Proposal
from sync.deals import StatedDeals

_MOVES = ("institution", "product", "giver", "taker", "amount")
_DEMANDS = ("line", "deal", "amount", "use", "verdict", "why")


def tell_proposal(
    terminal: Terminal, house: House, stated: StatedDeals, proposal: Proposal
) -> None:
    """Show the demands, then the moves, before anything moves."""
    words = DealWords(terminal, house)
    demands = [
        (
            str(deal.line),
            words.deal(deal.institution, deal.product, deal.unit),
            words.money(deal.amount_minor, deal.currency),
            common.wan(one.line_use_minor),
            _verdict(terminal, one),
            "" if one.met else common.refusal_sentence(terminal, one.command, one.outcome),
        )
        for deal, one in zip(stated.deals, proposal.demands, strict=True)
    ]
    moves = [
        (
            words.bank(move.institution),
            words.product(move.product),
            words.unit(move.giver),
            words.unit(move.taker),
            common.wan(move.amount_minor),
        )
        for move in proposal.moves
    ]
    headings = [terminal.text(f"heading.propose_{name}") for name in _DEMANDS]
    terminal.table(terminal.text("said.propose_demands"), headings, demands)
    headings = [terminal.text(f"heading.propose_{name}") for name in _MOVES]
    terminal.table(terminal.text("said.propose_moves"), headings, moves, numbers=1)
    _tell_sums(terminal, stated, proposal)


def _tell_sums(terminal: Terminal, stated: StatedDeals, proposal: Proposal) -> None:
    for error in stated.wrong:
        terminal.line(error.sentence(terminal.language))
    terminal.say(
        "said.proposed",
        count=len(stated.lines),
        standing=sum(one.met and not one.moved for one in proposal.demands),
        moved=sum(one.moved for one in proposal.demands),
        short=sum(not one.met for one in proposal.demands),
        wrong=len(stated.wrong),
        moves=len(proposal.moves),
        sum=common.wan(sum(one.amount_minor for one in proposal.moves)),
    )
    if proposal.moves:
        terminal.say("said.proposal_proven" if proposal.proven else "said.proposal_unproven")


def _verdict(terminal: Terminal, one: Demanded) -> str:
    if one.met:
        return terminal.text("verdict.by_moves" if one.moved else "verdict.fits")
    return terminal.text("verdict.short_by", short=common.wan(one.short_minor))


def proposal_content(
    terminal: Terminal, stated: StatedDeals, proposal: Proposal
) -> dict[str, object]:
    """Return the proposal as JSON says it; amounts are exact decimals as text."""
    return {
        "proven": proposal.proven,
        "moves": [
            {
                "institution": move.institution,
                "product": move.product,
                "from_unit": move.giver,
                "to_unit": move.taker,
                "amount_usd": str(from_minor(move.amount_minor)),
            }
            for move in proposal.moves
        ],
        "demands": [
            {
                "line": deal.line,
                "institution": deal.institution,
                "product": deal.product,
                "unit": deal.unit,
                "met": one.met,
                "moved": one.moved,
                "short_usd": str(from_minor(one.short_minor)),
                **common.outcome_content(one.outcome),
            }
            for deal, one in zip(stated.deals, proposal.demands, strict=True)
        ],
        "wrong": [
            {
                "line": error.line,
                "column": error.column,
                "message": error.sentence(terminal.language),
            }
            for error in stated.wrong
        ],
    }
