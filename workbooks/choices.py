"""What may be picked: every list's codes with their names in both languages.

A list of fixed codes has one line in `_ENUMERATIONS`; one that depends on the bank's data (its
people, say) comes in `Lookups.choices`. Institutions alone are found by more than two names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from backend.contract import Consent, LineType, OnExpiry, RequestKind
from backend.contract.approvals import Opinion
from backend.contract.office import MatterAction
from backend.contract.reciprocity import Direction, Strategy
from backend.contract.reconciliation import Treatment
from backend.contract.review import ReportSource, ReviewKind
from backend.language import both
from backend.queries.rows import Label, Lookups

INSTITUTIONS = "institutions"
CURRENCIES = "currencies"
#: List: the glossary table of its words, and its codes.
_ENUMERATIONS: Mapping[str, tuple[str, type[StrEnum]]] = {
    "line_types": ("line_type", LineType),
    "request_kinds": ("request_kind", RequestKind),
    "consents": ("consent", Consent),
    "on_expiry": ("on_expiry", OnExpiry),
    "directions": ("direction", Direction),
    "strategies": ("strategy", Strategy),
    "matter_actions": ("matter_action", MatterAction),
    "break_treatments": ("break_treatment", Treatment),
    "review_kinds": ("review_kind", ReviewKind),
    "opinions": ("opinion", Opinion),
    "report_sources": ("report_source", ReportSource),
}


def choices_of(lookups: Lookups) -> Mapping[str, Sequence[Label]]:
    """Return every list by name; institutions are not among them."""
    units = (*lookups.units, *lookups.branches)
    return {
        "products": lookups.products,
        "units": [Label(code=unit.code, zh=unit.name_zh, en=unit.name_en) for unit in units],
        CURRENCIES: [Label(code=code, zh=code, en=code) for code in lookups.minor_units],
        **{name: _enumeration(*entry) for name, entry in _ENUMERATIONS.items()},
        **lookups.choices,
    }


def _enumeration(table: str, codes: type[StrEnum]) -> Sequence[Label]:
    said = ((code.value, *both(f"{table}.{code.value}")) for code in codes)
    return [Label(code=code, zh=chinese, en=english) for code, chinese, english in said]
