"""The items of a statement, declared once: for intake, for ratios, for the sheet.

An amount counts in minor units of the statement's currency; a ratio that the bank reports itself is
an item too, scaled by 10**6. Labels stand beneath `statement_item.` in the glossary.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ItemKind(StrEnum):
    """How an item is to be read."""

    STOCK = "stock"  # at the period's end
    FLOW = "flow"  # of the whole period
    RATIO = "ratio"  # as the bank reports it


@dataclass(frozen=True)
class Item:
    """One row of a statement. `section`: assets, liabilities, capital, income, reported."""

    code: str
    section: str
    kind: ItemKind


def _items(section: str, kind: ItemKind, *codes: str) -> tuple[Item, ...]:
    return tuple(Item(code, section, kind) for code in codes)


#: In the order of the sheet.
ITEMS = (
    *_items(
        "assets",
        ItemKind.STOCK,
        "cash",
        "due_from_banks",
        "securities",
        "gross_loans",
        "provisions",
        "net_loans",
        "total_assets",
        "earning_assets",
        "liquid_assets",
        "non_performing_loans",
    ),
    *_items(
        "liabilities",
        ItemKind.STOCK,
        "deposits",
        "due_to_banks",
        "short_term_funding",
        "total_liabilities",
        "equity",
    ),
    *_items(
        "capital",
        ItemKind.STOCK,
        "cet1_capital",
        "tier1_capital",
        "total_capital",
        "risk_weighted_assets",
        "leverage_exposure",
    ),
    *_items(
        "income",
        ItemKind.FLOW,
        "net_interest_income",
        "non_interest_income",
        "operating_income",
        "operating_expenses",
        "net_profit",
    ),
    *_items(
        "reported",
        ItemKind.RATIO,
        "reported_cet1",
        "reported_capital_adequacy",
        "reported_leverage",
        "reported_npl",
        "reported_provision_coverage",
        "reported_roa",
        "reported_roe",
        "reported_nim",
        "reported_cost_income",
        "reported_lcr",
        "reported_nsfr",
    ),
)

#: Code → item.
BY_CODE = {item.code: item for item in ITEMS}
