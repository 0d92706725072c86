"""扣占对象: the words of the table of who is charged.

A kind of business names the party whose line it takes, the basis of the amount, and from when
until when. Its names are `business.<code>` in the glossary, parties `party.<code>`, and so on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

#: Whose line is taken. `obligated_bank` is the accepting, else the avalising, else the issuing
#: bank; nobody's line is taken where they have a line on us.
PARTIES = (
    *("borrowing_bank", "account_bank", "counterparty", "issuing_bank", "obligated_bank"),
    *("counter_guarantor", "guaranteeing_bank", "issuer", "obligor", "seller", "participant"),
    *("instructing_bank", "nobody"),
)
#: Parties that stand in one another's place, the first that the deal names.
STAND_INS: Mapping[str, Sequence[str]] = {
    "obligated_bank": ("accepting_bank", "avalising_bank", "issuing_bank"),
}
NOBODY = "nobody"
#: What a bank may be in a deal; a confirming bank is named for completeness, its line is not taken.
ROLES = (
    *(one for one in PARTIES if one != NOBODY and one not in STAND_INS),
    *("accepting_bank", "avalising_bank", "confirming_bank"),
)

#: What of the deal is charged. The funded ones are on our balance sheet.
FUNDED_BASES = ("principal", "book_balance", "face", "advance", "face_or_book")
BASES = (
    *FUNDED_BASES,
    *("notional", "receivable", "amount_and_tolerance", "counter_guarantee"),
    *("lesser_of_loan_and_guarantee", "share"),
)
STARTS = (
    *("trade_date", "daily", "payment_irrevocable", "confirmation", "disbursement", "issue"),
    *("effective", "payment"),
)
ENDS = (
    *("money_back", "daily", "last_delivery", "receipt_confirmed", "expiry_and_mail"),
    *("payment_received", "release_or_expiry", "repayment_or_release", "sale_or_maturity"),
    *("end", "repayment"),
)
