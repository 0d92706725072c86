"""How much may still be used at a leaf or a product line, and what decides it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from backend.contract import Binding, Dimension, OutcomeCode
from backend.language import Language, text
from backend.ledger.state import Book, NodeState, Parent
from backend.ledger.verdict import Demand, check_use
from backend.queries.reference import Unit


@dataclass(frozen=True)
class Room:
    """What may still be used in ledger minor units; zero when `code` is a refusal.

    `binding` is the node that decides: the tightest one, or the one that refuses.
    """

    code: OutcomeCode
    available_minor: int
    binding: Binding | None


@dataclass(frozen=True)
class Place:
    """Where room is asked for: the line of an institution, as a whole or a unit's share of it.

    `line_id` is the number of the institution whose lines are charged: a branch's deals use its
    head office's. `unit` is empty for the product line as a whole.
    """

    line_id: int
    product: str
    unit: str = ""


def room_at(
    book: Book,
    units: Mapping[str, Unit],
    place: Place,
    tenor_days: int = 0,
    exposure: Fraction = Fraction(1),
) -> Room:
    """Return the room at a place for a deal of `tenor_days`; the book is not changed.

    `exposure` is what one of line use adds to regulatory exposure.
    """
    key = f"product:{place.line_id}/{place.product}"
    if key not in book.nodes:
        return Room(OutcomeCode.NO_LINE, 0, None)
    if place.unit:
        book, key = _with_leaf(book, units, place)
    verdict = check_use(book, key, Demand(tenor_days=tenor_days, exposure_ratio=exposure))
    return Room(verdict.code, verdict.available_minor, verdict.binding)


def _with_leaf(book: Book, units: Mapping[str, Unit], place: Place) -> tuple[Book, str]:
    """Return a book that holds the unit's leaf: one that has not arisen yet holds nothing."""
    key = _leaf_key(place, place.unit)
    if key in book.nodes:
        return book, key
    above = f"product:{place.line_id}/{place.product}"
    chain = [units[place.unit]]
    group = units.get(chain[0].parent)
    if group is not None and group.allocates:
        chain.append(group)
    nodes = {node.key: node for node in book.path(above)}
    parents = {one: book.parents.get(one, ()) for one in nodes}
    for unit in reversed(chain):
        leaf = _leaf_key(place, unit.code)
        nodes[leaf] = book.nodes.get(leaf) or _empty(leaf, unit)
        parents[leaf] = (Parent(above, strict=True),)
        above = leaf
    return Book(day=book.day, nodes=nodes, parents=parents), key


def _leaf_key(place: Place, unit: str) -> str:
    return f"unit:{place.line_id}/{place.product}/{unit}"


def _empty(key: str, unit: Unit) -> NodeState:
    return NodeState(
        key,
        Dimension.UNIT,
        unit=unit.code,
        label_zh=text("node_label.unit", Language.CHINESE, name=unit.name_zh),
        label_en=text("node_label.unit", Language.ENGLISH, name=unit.name_en),
        owner_zh=unit.name_zh,
        owner_en=unit.name_en,
        telephone=unit.telephone,
    )
