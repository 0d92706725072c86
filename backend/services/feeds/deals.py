"""Let the deals that a business system tells of take and give back their lines, once each."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from backend.contract import Command, DrawLimit, Outcome, ReleaseDraw
from backend.contract.feeds import DealState, FeedDeal, FeedFile, Telling, ToldDeal
from backend.queries.nodes import load_draw
from backend.services import writing
from backend.services.desk import Desk, open_desk
from backend.services.limits import use
from backend.services.limits.reservations import reservations_alike
from backend.store.tables.ledger import entry, node

_NAMESPACE = uuid.UUID("b7a4c0f2-3f0e-4e0e-8f2b-6a7a2f0c9d11")
#: References asked for in one statement.
_BATCH = 400


@dataclass(frozen=True)
class _Standing:
    """A draw that stands under a reference, open or over."""

    number: str
    line_id: int
    product: str


def tell(
    connection: Connection,
    given: FeedFile,
    whose: Mapping[int, int | None],
    now: datetime,
    login: str,
) -> Sequence[ToldDeal]:
    """Draw, match or release every deal of a file, inside the caller's transaction.

    A deal that stands under its reference, whoever drew it, is matched; what it differs in is for
    the reconciliation. What cannot be booked is answered by name and burns nothing: the next file
    tries again.
    """
    desk = open_desk(connection, login, now, None)
    teller = _Teller(desk, given.system, _standing(connection, given.deals))
    told = [teller.tell(one, whose[one.line_number]) for one in given.deals]
    writing.write(desk, teller.answered)
    return told


def _standing(
    connection: Connection, deals: Sequence[FeedDeal]
) -> Mapping[str, Sequence[_Standing]]:
    """Return the draws by their reference, and by their own number, that the deals may mean."""
    names = sorted({one.their_reference for one in deals} | {one.our_reference for one in deals})
    found: dict[str, list[_Standing]] = defaultdict(list)
    for start in range(0, len(names), _BATCH):
        part = [name for name in names[start : start + _BATCH] if name]
        rows = connection.execute(
            select(entry.c.id, entry.c.reference, node.c.institution_id, node.c.product_code)
            .join(node, node.c.id == entry.c.node_id)
            .where(entry.c.kind == "draw", or_(entry.c.reference.in_(part), entry.c.id.in_(part)))
        )
        for row in rows:
            draw = _Standing(row.id, row.institution_id, row.product_code)
            for name in {row.id, row.reference} - {""}:
                found[name].append(draw)
    return found


class _Teller:
    """One file's deals at the desk, each decided on top of the ones before."""

    def __init__(
        self, desk: Desk, system: str, standing: Mapping[str, Sequence[_Standing]]
    ) -> None:
        self.desk = desk
        self.system = system
        self.standing = standing
        self.bic8s = {one.id: one for one in desk.institutions.values()}
        self.answered: list[tuple[Command, Outcome]] = []

    def tell(self, deal: FeedDeal, institution_id: int | None) -> ToldDeal:
        """Return what became of one deal."""
        if institution_id is None:
            return self._became(deal, Telling.UNMAPPED)
        line_id = self.bic8s[institution_id].line_id
        named = self.standing.get(deal.their_reference) or self.standing.get(deal.our_reference)
        draws = [
            one for one in named or () if (one.line_id, one.product) == (line_id, deal.product)
        ]
        if deal.state is not DealState.OPEN:
            return self._over(deal, draws)
        if draws:
            return self._became(deal, Telling.MATCHED, entry=draws[0].number)
        if named:  # the same deal would count twice
            return self._became(deal, Telling.ELSEWHERE, entry=named[0].number)
        return self._draw(deal, institution_id)

    def _draw(self, deal: FeedDeal, institution_id: int) -> ToldDeal:
        charged = self.bic8s[institution_id]
        leaf_key = f"unit:{charged.line_id}/{deal.product}/{deal.unit}"
        held = self.desk.book.dues.get(deal.our_reference)
        by_number = held is not None and held.open_minor > 0 and held.node_key == leaf_key
        alike = reservations_alike(
            self.desk, leaf_key, deal.currency, deal.amount_minor, deal.value_date
        )
        order = DrawLimit(
            id=self._identity("draw", deal, charged.bic8),
            login=self.desk.login,
            institution=charged.bic8,
            product=deal.product,
            unit=deal.unit,
            currency=deal.currency,
            amount_minor=deal.amount_minor,
            value_date=deal.value_date,
            maturity_date=deal.maturity_date or deal.value_date,
            reference=deal.their_reference,
            reservation=deal.our_reference if by_number else "",
            told=True,
        )
        known = set(self.desk.arisen)
        outcome = use.draw(self.desk, order)
        if not outcome.accepted:
            self.desk.forget(set(self.desk.arisen) - known)
            return self._became(deal, Telling.REFUSED, detail=outcome.code.value)
        self.answered.append((order, outcome))
        posting = self.desk.postings[-1][1]
        became = Telling.RESERVED if posting.resolves_id else Telling.DRAWN
        if became is Telling.DRAWN and len(alike) > 1:
            became = Telling.SEVERAL
        return self._became(
            deal, became, entry=outcome.reference, excess_minor=outcome.excess_minor
        )

    def _over(self, deal: FeedDeal, draws: Sequence[_Standing]) -> ToldDeal:
        """Release the draw of a deal that is over."""
        found = [load_draw(self.desk.connection, self.desk.book, one.number) for one in draws]
        still = [one for one in found if one is not None and one.open_deal_minor > 0]
        if not still:
            return self._became(deal, Telling.OVER)
        if len(still) > 1:
            return self._became(deal, Telling.SEVERAL, entry=still[0].entry_id)
        order = ReleaseDraw(
            id=self._identity("release", deal, still[0].entry_id),
            login=self.desk.login,
            draw=still[0].entry_id,
        )
        outcome = use.release(self.desk, order)
        if not outcome.accepted:
            return self._became(deal, Telling.REFUSED, detail=outcome.code.value)
        self.answered.append((order, outcome))
        return self._became(deal, Telling.RELEASED, entry=outcome.reference)

    def _identity(self, act: str, deal: FeedDeal, which: str) -> str:
        """Return the command's id: the same act for the same deal is the same command."""
        words = f"{self.system}/{act}/{deal.their_reference}/{deal.product}/{which}"
        return str(uuid.uuid5(_NAMESPACE, words))

    @staticmethod
    def _became(
        deal: FeedDeal, became: Telling, *, entry: str = "", excess_minor: int = 0, detail: str = ""
    ) -> ToldDeal:
        return ToldDeal(
            line_number=deal.line_number,
            their_reference=deal.their_reference,
            became=became,
            entry=entry,
            excess_minor=excess_minor,
            detail=detail,
        )
