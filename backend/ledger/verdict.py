"""Whether a use may be, and what binds it: decided on the book, nothing posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from backend.contract import Binding, Dimension, OutcomeCode
from backend.ledger.posting import Posting
from backend.ledger.state import Book, Due, NodeState


@dataclass(frozen=True)
class Verdict:
    """What the ledger says: `code` `DONE` with its postings, or a refusal and what binds."""

    code: OutcomeCode
    postings: tuple[Posting, ...] = ()
    binding: Binding | None = None
    available_minor: int = 0
    excess_minor: int = 0


@dataclass(frozen=True, kw_only=True)
class Deal:
    """A deal as the ledger sees it: its leaf, its line use, its days."""

    entry_id: str
    leaf_key: str
    line_use_minor: int
    currency: str
    amount_minor: int
    rate_e12: int
    factor_e6: int
    value_date: date
    maturity_date: date
    reference: str = ""
    request: str = ""
    exposure_minor: int = 0
    effect_date: date | None = None
    reason: str = ""
    business: str = ""

    @property
    def tenor_days(self) -> int:
        """Original tenor in days."""
        return (self.maturity_date - self.value_date).days


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What a use asks of the nodes: line use, exposure, tenor, currency, less what it holds.

    `exposure_minor` is what `minor` adds to regulatory exposure; with `minor` 0, a question for
    what is available, `exposure_ratio` says how much one of line use would add.
    """

    minor: int = 0
    tenor_days: int = 0
    currency: str = ""
    exposure_minor: int = 0
    exposure_ratio: Fraction = Fraction(0)
    held: Due | None = None

    def at(self, node: NodeState) -> int:
        """Return how much more a node would carry, in its own measure; negative when less."""
        held = self.held
        if node.dimension is Dimension.REGULATION:
            return self.exposure_minor - (held.open_exposure_minor if held else 0)
        if node.dimension in {Dimension.TENOR, Dimension.CURRENCY}:
            taken = self.minor if node.covers(self.tenor_days, self.currency) else 0
            given = held is not None and node.covers(held.tenor_days, held.currency)
            return taken - (held.open_minor if held is not None and given else 0)
        return self.minor - (held.open_minor if held else 0)


def demand_of(deal: Deal, held: Due | None = None) -> Demand:
    """Return what a deal asks of its nodes, less the reservation that it resolves."""
    return Demand(
        minor=deal.line_use_minor,
        tenor_days=deal.tenor_days,
        currency=deal.currency,
        exposure_minor=deal.exposure_minor,
        exposure_ratio=Fraction(deal.exposure_minor, max(1, deal.line_use_minor)),
        held=held,
    )


def binding_node(
    path: Sequence[NodeState], day: date, ratio: Fraction = Fraction(1)
) -> NodeState | None:
    """Return the limited node with the least usable room, the nearest one among equals."""
    limited = [node for node in path if node.limited and _counts(node, ratio)]
    return min(limited, key=lambda node: _usable(node, day, ratio), default=None)


def available_minor(path: Sequence[NodeState], day: date, ratio: Fraction = Fraction(1)) -> int:
    """Return what line may still be used: the minimum over the path; zero without any line.

    `ratio` is the regulatory exposure of one of line use.
    """
    node = binding_node(path, day, ratio)
    return _usable(node, day, ratio) if node is not None else 0


def _counts(node: NodeState, ratio: Fraction) -> bool:
    return node.dimension is not Dimension.REGULATION or ratio > 0


def _usable(node: NodeState, day: date, ratio: Fraction) -> int:
    """Return what line use a node would let through; a cap on exposure in terms of line use."""
    usable = node.usable_minor(day)
    return int(usable / ratio) if node.dimension is Dimension.REGULATION else usable


def takes_more(book: Book, leaf_key: str, demand: Demand) -> bool:
    """Whether a demand takes more of any limit than what it holds already."""
    return any(demand.at(node) > 0 for node in _limited(book, leaf_key, demand))


def _limited(book: Book, leaf_key: str, demand: Demand) -> list[NodeState]:
    across = book.across(leaf_key, demand.tenor_days, demand.currency)
    return [node for node in (*book.path(leaf_key), *across) if node.limited]


def check_use(book: Book, leaf_key: str, demand: Demand) -> Verdict:
    """Say whether a leaf may take what a demand asks, by the precedence of `OutcomeCode`."""
    path = book.path(leaf_key)
    product = next((node for node in path if node.dimension is Dimension.PRODUCT), None)
    if product is None or not product.limited or product.line_minor + product.frozen_minor <= 0:
        node = product or path[0]
        return Verdict(OutcomeCode.NO_LINE, binding=node.binding(0))
    limited = _limited(book, leaf_key, demand)
    day, tenor_days = book.day, demand.tenor_days
    closed: Sequence[tuple[OutcomeCode, Callable[[NodeState], bool]]] = (
        (OutcomeCode.NOT_EFFECTIVE, lambda node: (node.effective_date or day) > day),
        (OutcomeCode.EXPIRED, lambda node: (node.expiry_date or day) < day),
        (OutcomeCode.SUSPENDED, lambda node: node.suspended),
        (OutcomeCode.TENOR, lambda node: (node.max_tenor_days or tenor_days) < tenor_days),
    )
    for code, fails in closed:
        failing = next((node for node in limited if fails(node)), None)
        if failing is not None:
            return Verdict(code, binding=failing.binding())
    ratio = demand.exposure_ratio
    available = available_minor(limited, day, ratio)
    over = [node for node in limited if demand.at(node) > node.usable_minor(day)]
    binding = binding_node(over or limited, day, ratio)
    named = binding.binding() if binding is not None else None
    code = OutcomeCode.OVER_LINE if over else OutcomeCode.DONE
    return Verdict(code, binding=named, available_minor=available)


def settled(book: Book, leaf_key: str, postings: tuple[Posting, ...]) -> Verdict:
    """Return the verdict on what has just been posted: what is left, what binds, what is over."""
    first = postings[0]
    drawn = book.draws.get(first.id) or book.draws.get(first.resolves_id)
    held = book.dues.get(first.id)
    tenor_days, currency, ratio = 0, "", Fraction(1)
    if drawn is not None:
        tenor_days, currency = drawn.tenor_days, drawn.currency
        ratio = Fraction(drawn.open_exposure_minor, max(1, drawn.open_use_minor))
    elif held is not None:
        tenor_days, currency = held.tenor_days, held.currency
        ratio = Fraction(held.open_exposure_minor, max(1, held.open_minor))
    path = [*book.path(leaf_key), *book.across(leaf_key, tenor_days, currency)]
    binding = binding_node(path, book.day, ratio)
    least = min((node.room_minor for node in path if node.limited), default=0)
    return Verdict(
        OutcomeCode.DONE,
        postings=postings,
        binding=binding.binding() if binding is not None else None,
        available_minor=available_minor(path, book.day, ratio),
        excess_minor=max(0, -least),
    )
