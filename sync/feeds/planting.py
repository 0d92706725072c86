"""What differs between the sample files and our ledger: breaks, planted at invented banks only."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backend.errors import InputError
from backend.queries.feeds.own_side import OpenDeal, OurBank

#: What may be planted: kind → what it does to the limit system's list, or to treasury's.
KINDS = (
    "amount",  # a deal with another amount
    "theirs_missing",  # a deal of ours that they do not list
    "ours_missing",  # a deal that only they list
    "rate",  # the same amount, converted at another rate
    "unit",  # an amount written in ten thousands
    "matured",  # they say it is over, ours stands
    "unmapped",  # a deal of a bank by a number that nobody knows
    "told",  # a new deal of treasury's, which takes its line when the file is taken
)
#: A number that no bank of the sample has.
NOBODY = "9900000001"
_OTHER_RATE = (1_003, 1_000)
_WAN = 10_000
_TERM_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class TheirDeal:
    """A deal as their file lists it; `over` says that it has matured."""

    deal: OpenDeal
    foreign_id: str = ""
    over: bool = False


@dataclass(frozen=True, kw_only=True)
class Planted:
    """The lists of both systems, breaks in them."""

    uses: Sequence[TheirDeal]
    treasury: Sequence[TheirDeal]


def plant(
    deals: Sequence[OpenDeal], breaks: Sequence[tuple[str, str]], day: date, seed: int
) -> Planted:
    """Return both systems' lists: our deals, but for one break for each (kind, BIC8) given.

    Raises `InputError` `unknown_break`, `break_at_real_bank` or `no_deal_for_break`.
    """
    planter = _Planter(deals, day, seed)
    for kind, bic8 in breaks:
        planter.plant(kind, bic8)
    return Planted(
        uses=list(planter.uses.values()),
        treasury=[one for one in planter.treasury.values() if one.deal.unit == "treasury"],
    )


class _Planter:
    """Both lists while breaks are planted in them."""

    def __init__(self, deals: Sequence[OpenDeal], day: date, seed: int) -> None:
        self.deals = deals
        self.day = day
        self.seed = seed
        self.uses = {one.number: TheirDeal(deal=one) for one in deals}
        self.treasury = dict(self.uses)
        self.touched: set[str] = set()

    def plant(self, kind: str, bic8: str) -> None:
        """Plant one break."""
        if kind not in KINDS:
            raise InputError("unknown_break", given=kind, known=", ".join(KINDS))
        own = list(self._of(bic8))
        if any(not one.bank.invented for one in own):
            raise InputError("break_at_real_bank", bic8=bic8)
        if kind == "matured":
            # One that is over by its own dates comes first.
            own.sort(key=lambda one: one.maturity_date)
        if kind == "rate":
            own = [one for one in own if one.currency != "USD"]
        if not own:
            raise InputError("no_deal_for_break", kind=kind, bic8=bic8)
        chosen = own[0]
        self.touched.add(chosen.number)
        match kind:
            case "theirs_missing":
                del self.uses[chosen.number]
            case "ours_missing" | "unmapped" | "told":
                self._new(kind, chosen)
            case "matured":
                self.uses[chosen.number] = TheirDeal(deal=chosen, over=True)
            case _:
                self.uses[chosen.number] = TheirDeal(deal=_altered(kind, chosen))

    def _of(self, bic8: str) -> Iterator[OpenDeal]:
        return (
            one for one in self.deals if one.bank.bic8 == bic8 and one.number not in self.touched
        )

    def _new(self, kind: str, like: OpenDeal) -> None:
        chance = random.Random(f"{self.seed}/{kind}/{like.bank.bic8}")  # noqa: S311 - a sample
        amount = chance.randint(2, 9) * 1_000_000_00
        number = f"{kind.upper().replace('_', '-')}-{chance.randint(1, 999_999):06d}"
        # What treasury deals in, its own system lists too; of trade finance only the limit system.
        product, unit = (
            ("trade_finance", "trade") if kind == "ours_missing" else ("placement", "treasury")
        )
        deal = OpenDeal(
            number=number,
            reference=number,
            bank=like.bank,
            product=product,
            unit=unit,
            currency="USD",
            amount_minor=amount,
            use_minor=amount,
            rate_e12=10**12,
            value_date=self.day,
            maturity_date=self.day + timedelta(days=_TERM_DAYS),
        )
        their = TheirDeal(deal=deal, foreign_id=NOBODY if kind == "unmapped" else "")
        self.uses[number] = their
        if kind == "told":
            self.treasury[number] = their
        # A number of the sample stands for a bank that only they know.
        if kind == "unmapped":
            nobody = OurBank(bic8="", customer_number=NOBODY, name="?", invented=True)
            self.uses[number] = replace(their, deal=replace(deal, bank=nobody))


def _altered(kind: str, deal: OpenDeal) -> OpenDeal:
    match kind:
        case "unit":
            return replace(deal, amount_minor=deal.amount_minor // _WAN)
        case "rate":
            up, down = _OTHER_RATE
            return replace(
                deal, rate_e12=deal.rate_e12 * up // down, use_minor=deal.use_minor * up // down
            )
        case _:
            more = max(1, deal.amount_minor // 10)
            return replace(
                deal,
                amount_minor=deal.amount_minor + more,
                use_minor=deal.use_minor + max(1, deal.use_minor // 10),
            )
