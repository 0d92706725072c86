"""重估: every open draw at the day's rates and factors, one entry for each that changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from backend.contract import Outcome, OutcomeCode
from backend.contract.corrections import RevalueLines
from backend.ledger.corrections import Value, revalue_all
from backend.ledger.state import OpenDraw
from backend.queries.nodes import load_book
from backend.queries.open_use import OpenUse, open_uses
from backend.services.desk import Desk
from backend.services.line_use import Whose
from backend.services.numbers import next_number
from backend.services.outcomes import refuse


def revalue_lines(desk: Desk, command: RevalueLines) -> Outcome:
    """Value what is open anew; twice with the same rates changes nothing.

    `line_use_minor` of the answer is what the lines carry more (or less) for it; what is over its
    line by it is a passive excess. The answer's detail counts the draws.
    """
    if command.day > desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.day.isoformat())
    _hold_all(desk)
    valued = list(_valued(desk, command))
    numbers = (next_number(desk, "CG") for _one in itertools.count())
    postings = revalue_all(desk.book, valued, numbers)
    desk.postings += [(command.id, posting) for posting in postings]
    changes = [posting.used_delta_minor for posting in postings]
    return Outcome(
        OutcomeCode.DONE,
        command.id,
        reference=postings[0].id if postings else "",
        line_use_minor=sum(changes),
        detail={
            "day": command.day.isoformat(),
            "revalued": str(len(changes)),
            "raised_minor": str(sum(one for one in changes if one > 0)),
            "lowered_minor": str(-sum(one for one in changes if one < 0)),
        },
    )


def _hold_all(desk: Desk) -> None:
    """Let the desk's book hold every line: what it holds already stays as this batch left it."""
    whole = load_book(desk.connection, None)
    for key, node in whole.nodes.items():
        desk.book.nodes.setdefault(key, node)
    for key, parents in whole.parents.items():
        desk.book.parents.setdefault(key, parents)
    for key, due in whole.dues.items():
        desk.book.dues.setdefault(key, due)


def _valued(desk: Desk, command: RevalueLines) -> Iterator[tuple[OpenDraw, Value]]:
    """Yield the draws whose rate or factor is another one now, with their new value."""
    for one in open_uses(desk.connection):
        drawn = desk.book.draws.setdefault(one.drawn.entry_id, one.drawn)
        value = _value(desk, command, one, drawn)
        if value is not None and (value.rate_e12, value.factor_e6) != (
            drawn.rate_e12,
            drawn.factor_e6,
        ):
            yield drawn, value


def _value(desk: Desk, command: RevalueLines, use: OpenUse, drawn: OpenDraw) -> Value | None:
    """Return what a draw is worth on the day; `None` where the bank's file has no rate for it."""
    whose = Whose(use.institution_id, drawn.maturity_date)
    taken = desk.line_use(use.product, drawn.currency, drawn.open_deal_minor, command.day, whose)
    if taken is None:
        return None
    return Value(
        rate_e12=taken.rate_e12,
        factor_e6=taken.factor_e6,
        use_minor=taken.minor,
        exposure_minor=taken.exposure_minor,
    )
