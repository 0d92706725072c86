"""Who could lend a share to a unit, and who may, by the dated rules of lending."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.money import wan_text
from backend.queries.lending_rules import lending_rules, most_to_lend
from backend.services.desk import Desk


def may_lend(desk: Desk, lender: str, unit: str) -> bool:
    """Whether a unit can lend to another: a group uses what its branches leave anyway."""
    lending = desk.units.get(lender)
    return lending is not None and lending.allocates and unit not in {lender, lending.parent}


def most_lent(desk: Desk, product: str) -> Callable[[str, str], int | None]:
    """Return how much may move at once of a product: (giver, taker) → minor units, `None`: any."""
    if "lending_rules" not in desk.remembered:
        desk.remembered["lending_rules"] = lending_rules(desk.connection, desk.today)
    return most_to_lend(desk.remembered["lending_rules"], product)


def lending_allowed(desk: Desk, product: str, giver: str, taker: str, amount_minor: int) -> bool:
    """Whether a unit may give another so much line use at once."""
    most = most_lent(desk, product)(giver, taker)
    return most is None or amount_minor <= most


def lending_words(desk: Desk, product: str, giver: str, taker: str) -> Mapping[str, str]:
    """Return what the refusal of a move says: who, to whom, and how much at most."""
    most = most_lent(desk, product)(giver, taker)
    return {
        **_named(desk, "giver", giver),
        **_named(desk, "taker", taker),
        "most": "-" if most is None else wan_text(most),
    }


def _named(desk: Desk, role: str, code: str) -> Mapping[str, str]:
    unit = desk.units.get(code)
    chinese, english = (unit.name_zh, unit.name_en) if unit is not None else (code, code)
    return {f"{role}_zh": chinese, f"{role}_en": english}


def propose_lender(desk: Desk, line_id: int, product: str, unit: str) -> str:
    """Return the unit that could give most of this line and may; empty when none can."""
    own = {unit, desk.units[unit].parent}
    most = most_lent(desk, product)
    sharing = [
        node
        for node in desk.book.nodes.values()
        if node.institution_id == line_id
        and node.product == product
        and node.unit
        and node.unit not in own
        and desk.units[node.unit].parent != unit
        and node.spare_minor > 0
        and most(node.unit, unit) != 0
    ]
    best = max(sharing, key=lambda node: (node.spare_minor, node.unit), default=None)
    return best.unit if best is not None else ""
