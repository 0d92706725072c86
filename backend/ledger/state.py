"""What the ledger knows: nodes with their balances, edges, open dues, open draws.

All amounts are ledger minor units. A `Book` is a small world: the nodes on the paths of the
institutions that a question concerns. It is changed only by `backend.ledger.posting.post`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from backend.contract import Binding, Dimension, LineType
from backend.ledger.open_items import Due, OpenDraw

__all__ = ["MOST_MINOR", "Book", "Due", "NodeState", "OpenDraw", "Parent"]

#: The largest amount that is taken, in minor units: a sum of many still fits 64 bits.
MOST_MINOR = 10**17


@dataclass
class NodeState:
    """A node and its balance. `row_id` is `None` while it has not arisen in the database.

    A `TENOR` or `CURRENCY` node stands across the paths of its institution (and product, when it
    names one); a `REGULATION` node's used and reserved are regulatory exposure.
    """

    key: str
    dimension: Dimension
    limited: bool = True
    line_type: LineType = LineType.REVOLVING
    row_id: int | None = None
    institution_id: int | None = None
    product: str = ""
    unit: str = ""
    effective_date: date | None = None
    expiry_date: date | None = None
    max_tenor_days: int | None = None
    suspended: bool = False
    label_zh: str = ""
    label_en: str = ""
    owner_zh: str = ""
    owner_en: str = ""
    telephone: str = ""
    note: str = ""
    version: int = 0
    source: str = "manual"
    approved_minor: int = 0
    temporary_minor: int = 0
    frozen_minor: int = 0
    used_minor: int = 0
    reserved_minor: int = 0
    consumed_minor: int = 0
    allocated_minor: int = 0
    tenor_from_days: int = 0
    currency: str = ""
    rule: str = ""

    @property
    def line_minor(self) -> int:
        """What the node could carry: approved + temporary - frozen."""
        return self.approved_minor + self.temporary_minor - self.frozen_minor

    @property
    def room_minor(self) -> int:
        """What is left of the line; negative when it is exceeded."""
        return self.line_minor - self.used_minor - self.reserved_minor - self.consumed_minor

    @property
    def spare_minor(self) -> int:
        """What could be given away: neither used nor held by units beneath; may be negative."""
        return min(self.room_minor, self.line_minor - self.allocated_minor)

    def open_on(self, day: date) -> bool:
        """Whether the line may take new use on `day`: in force, not expired, not suspended."""
        return (
            not self.suspended
            and (self.effective_date is None or self.effective_date <= day)
            and (self.expiry_date is None or self.expiry_date >= day)
        )

    def usable_minor(self, day: date) -> int:
        """Return what new use this node alone would let through on `day`; never negative."""
        return max(0, self.room_minor) if self.open_on(day) else 0

    def covers(self, tenor_days: int, currency: str) -> bool:
        """Whether a limit across the line counts a deal of this original tenor and currency."""
        if self.dimension is Dimension.TENOR:
            return tenor_days >= self.tenor_from_days
        return self.dimension is Dimension.CURRENCY and currency == self.currency

    def binding(self, room_minor: int | None = None) -> Binding:
        """Return the node as the one that decides."""
        return Binding(
            node=self.key,
            dimension=self.dimension,
            label_zh=self.label_zh,
            label_en=self.label_en,
            room_minor=self.room_minor if room_minor is None else room_minor,
            owner_zh=self.owner_zh,
            owner_en=self.owner_en,
            telephone=self.telephone,
        )


@dataclass(frozen=True)
class Parent:
    """An edge upwards; `strict` counts the child's share at the parent."""

    key: str
    strict: bool


@dataclass
class Book:
    """The world of one question, on one business date."""

    day: date
    nodes: dict[str, NodeState] = field(default_factory=dict)
    parents: dict[str, tuple[Parent, ...]] = field(default_factory=dict)
    dues: dict[str, Due] = field(default_factory=dict)
    draws: dict[str, OpenDraw] = field(default_factory=dict)
    releases: dict[str, str] = field(default_factory=dict)  # release → its draw
    _across: dict[int | None, list[str]] = field(default_factory=dict, repr=False)
    _seen: int = field(default=0, repr=False)

    def across(self, key: str, tenor_days: int, currency: str) -> list[NodeState]:
        """Return the tenor and currency limits that count such a deal at a leaf or a line."""
        self._find_across()
        leaf = self.nodes[key]
        return [
            node
            for node in (self.nodes[one] for one in self._across.get(leaf.institution_id, ()))
            if node.product in {"", leaf.product} and node.covers(tenor_days, currency)
        ]

    def _find_across(self) -> None:
        # Nodes are only ever added, save those that a refused order let arise.
        if len(self.nodes) < self._seen:
            self._seen, self._across = 0, {}
        for node in islice(self.nodes.values(), self._seen, None):
            if node.dimension in {Dimension.TENOR, Dimension.CURRENCY}:
                self._across.setdefault(node.institution_id, []).append(node.key)
        self._seen = len(self.nodes)

    def path(self, key: str) -> list[NodeState]:
        """Return the node and every node above it, each once, the nearest first."""
        found: dict[str, None] = {key: None}
        waiting = [key]
        while waiting:
            for parent in self.parents.get(waiting.pop(0), ()):
                if parent.key not in found:
                    found[parent.key] = None
                    waiting.append(parent.key)
        return [self.nodes[one] for one in found]

    def unit_path(self, key: str) -> list[NodeState]:
        """Return the part of the path that belongs to units: a branch, then its group."""
        return [node for node in self.path(key) if node.dimension is Dimension.UNIT]

    def strict_parent(self, key: str) -> NodeState | None:
        """Return the node at which this one's share is counted."""
        for parent in self.parents.get(key, ()):
            if parent.strict:
                return self.nodes[parent.key]
        return None

    def open_loans(self, node_key: str) -> Iterator[Due]:
        """Yield the loans to a unit that are still open, the first to end first."""
        loans = [
            due
            for due in self.dues.values()
            if due.kind == "return" and due.node_key == node_key and due.open_minor > 0
        ]
        yield from sorted(loans, key=lambda due: (due.last_date, due.entry_id))
