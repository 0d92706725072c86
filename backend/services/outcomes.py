"""From the ledger's verdict to the answer of a command."""

from __future__ import annotations

from backend.contract import Command, Outcome, OutcomeCode
from backend.ledger.verdict import Deal, Verdict
from backend.services.desk import Desk


def refuse(command: Command, code: OutcomeCode, /, **detail: str) -> Outcome:
    """Return a refusal that needs no figures of the ledger."""
    return Outcome(code=code, command_id=command.id, detail=detail)


def answer(
    desk: Desk, command: Command, verdict: Verdict, deal: Deal | None = None, reference: str = ""
) -> Outcome:
    """Return the answer to a command; when it is done, its postings are pending at the desk."""
    if verdict.code is OutcomeCode.DONE:
        desk.postings += [(command.id, posting) for posting in verdict.postings]
    first = verdict.postings[0].id if verdict.postings else ""
    return Outcome(
        code=verdict.code,
        command_id=command.id,
        reference=reference or first,
        binding=verdict.binding,
        line_use_minor=deal.line_use_minor if deal is not None else 0,
        available_minor=verdict.available_minor,
        excess_minor=verdict.excess_minor if verdict.code is OutcomeCode.DONE else 0,
    )
