"""跨产品调剂: a share moves to another product line, and the line with it."""

from __future__ import annotations

from backend.contract import Outcome, OutcomeCode
from backend.contract.lines import ReallocateProducts
from backend.ledger import products as ledger
from backend.ledger.state import MOST_MINOR
from backend.services.desk import Desk
from backend.services.limits.lenders import lending_allowed, lending_words
from backend.services.limits.lines import has_line, line_key, named
from backend.services.outcomes import answer, refuse


def reallocate_products(desk: Desk, command: ReallocateProducts) -> Outcome:
    """Move a share for good from one product to another, of one institution."""
    units = (command.from_unit, command.to_unit)
    charged = named(desk, command, command.institution, command.from_product, *units)
    if isinstance(charged, Outcome):
        return charged
    products = {command.from_product, command.product}
    if command.product not in desk.products or len(products) == 1 or "" in products:
        return refuse(command, OutcomeCode.UNKNOWN_PRODUCT, product=command.product)
    lines = [desk.book.nodes.get(line_key(charged.line_id, one)) for one in sorted(products)]
    if any(line is not None and line.source != "manual" for line in lines):
        return refuse(command, OutcomeCode.NOT_PERMITTED, operation="approve")
    if not 0 < command.amount_minor <= MOST_MINOR:
        return refuse(command, OutcomeCode.BAD_AMOUNT)
    if not command.reason.strip():
        return refuse(command, OutcomeCode.REASON_MISSING)
    if command.from_unit != command.to_unit and not all(
        lending_allowed(desk, product, *units, command.amount_minor) for product in products
    ):
        said = lending_words(desk, command.product, *units)
        return refuse(command, OutcomeCode.LENDING_NOT_ALLOWED, **said)
    if not all(has_line(desk, charged.line_id, product) for product in products):
        return refuse(command, OutcomeCode.NO_LINE)
    giving = desk.leaf(charged.line_id, command.from_product, command.from_unit)
    taking = desk.leaf(charged.line_id, command.product, command.to_unit)
    verdict = ledger.reallocate_products(
        desk.book, giving.key, taking.key, command.amount_minor, command.id, command.reason
    )
    moved = f"{charged.bic8}/{command.product}/{command.to_unit}"
    return answer(desk, command, verdict, reference=moved)
