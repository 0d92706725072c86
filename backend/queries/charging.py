"""扣占对象: whose line a kind of business takes, under which product, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from backend.contract.charging import STAND_INS
from backend.language import Language, glossary
from backend.store.tables.parameters import charge_rule


@dataclass(frozen=True)
class ChargeRule:
    """A rule as it stands: words are those of `contract.charging`."""

    code: str
    product: str
    party: str
    basis: str
    starts: str
    ends: str
    valid_from: date

    def charged(self, parties: Mapping[str, str]) -> str | None:
        """Return the BIC of the party that is charged, of those that a deal names."""
        for party in STAND_INS.get(self.party, (self.party,)):
            if party in parties:
                return parties[party]
        return None


def business_name(code: str, language: Language) -> str:
    """Return what a kind of business is called; the code itself of one that the bank added."""
    return glossary().get(f"business.{code}", {}).get(language.value, code)


def charge_rules(connection: Connection, day: date) -> Mapping[str, ChargeRule]:
    """Return the rules of a day by kind of business; rows of a later day don't count."""
    rows = connection.execute(
        select(charge_rule)
        .where(charge_rule.c.valid_from <= day)
        .order_by(charge_rule.c.business_code, charge_rule.c.valid_from)
    )
    return {
        row.business_code: ChargeRule(
            row.business_code,
            row.product_code,
            row.party,
            row.basis,
            row.starts,
            row.ends,
            row.valid_from,
        )
        for row in rows
    }
