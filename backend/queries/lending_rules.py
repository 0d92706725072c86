"""Who may give shares to whom, and how much at once: the rules of a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from backend.store.tables.hands import lending_rule


@dataclass(frozen=True)
class LendingRule:
    """One rule; an empty code means any. `most_minor` is ledger currency, `None` without limit."""

    giver: str
    taker: str
    product: str
    valid_from: date
    allowed: bool
    most_minor: int | None

    def concerns(self, giver: str, taker: str, product: str) -> bool:
        """Whether the rule speaks of this move."""
        return (
            self.giver in {"", giver}
            and self.taker in {"", taker}
            and self.product in {"", product}
        )


def lending_rules(connection: Connection, day: date) -> Sequence[LendingRule]:
    """Return every rule in force on `day`, also those that a later one replaces."""
    columns = lending_rule.c
    rows = connection.execute(select(lending_rule).where(columns.valid_from <= day))
    return [
        LendingRule(
            giver=row.giver_unit_code,
            taker=row.taker_unit_code,
            product=row.product_code,
            valid_from=row.valid_from,
            allowed=bool(row.allowed),
            most_minor=row.most_minor,
        )
        for row in rows
    ]


def most_to_lend(rules: Sequence[LendingRule], product: str) -> Callable[[str, str], int | None]:
    """Return the limit of a move of this product: (giver, taker) → minor units, `None` for none.

    Of several rules the one that names most codes holds, then the newest; without any all may give.
    """

    def most(giver: str, taker: str) -> int | None:
        named = [one for one in rules if one.concerns(giver, taker, product)]
        rule = max(named, key=_weight, default=None)
        if rule is None:
            return None
        return rule.most_minor if rule.allowed else 0

    return most


def _weight(rule: LendingRule) -> tuple[object, ...]:
    codes = (rule.giver, rule.taker, rule.product)
    return (sum(map(bool, codes)), *map(bool, codes), rule.valid_from)
