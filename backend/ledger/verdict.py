"""Whether a use may be, and what binds it: decided on the book, nothing posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from backend.contract import Binding, Dimension, OutcomeCode
from backend.ledger.posting import Posting
from backend.ledger.state import Book, NodeState


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

    @property
    def tenor_days(self) -> int:
        """Original tenor in days."""
        return (self.maturity_date - self.value_date).days


def binding_node(path: Sequence[NodeState], day: date) -> NodeState | None:
    """Return the limited node with the least usable room, the nearest one among equals."""
    limited = [node for node in path if node.limited]
    return min(limited, key=lambda node: node.usable_minor(day), default=None)


def available_minor(path: Sequence[NodeState], day: date) -> int:
    """Return what may still be used: the minimum over the path; zero without any line."""
    node = binding_node(path, day)
    return node.usable_minor(day) if node is not None else 0


def check_use(book: Book, leaf_key: str, increase_minor: int, tenor_days: int) -> Verdict:
    """Say whether a leaf may take `increase_minor` more, by the precedence of `OutcomeCode`."""
    path = book.path(leaf_key)
    product = next((node for node in path if node.dimension is Dimension.PRODUCT), None)
    limited = [node for node in path if node.limited]
    if product is None or not product.limited or product.line_minor + product.frozen_minor <= 0:
        node = product or path[0]
        return Verdict(OutcomeCode.NO_LINE, binding=node.binding(0))
    day = book.day
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
    available = available_minor(path, day)
    binding = binding_node(path, day)
    named = binding.binding() if binding is not None else None
    if increase_minor > 0 and increase_minor > available:
        return Verdict(OutcomeCode.OVER_LINE, binding=named, available_minor=available)
    return Verdict(OutcomeCode.DONE, binding=named, available_minor=available)
