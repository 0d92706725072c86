"""The tables, by subject; one metadata for both databases.

Names are the field's words in the singular. Every constraint has a name. `STRICT` on SQLite.
"""

from backend.store.tables import (
    dealings,
    evaluation,
    hands,
    institutions,
    ledger,
    office,
    parameters,
    reconciliation,
    reference,
    trail,
)
from backend.store.tables.base import metadata

__all__ = [
    "dealings",
    "evaluation",
    "hands",
    "institutions",
    "ledger",
    "metadata",
    "office",
    "parameters",
    "reconciliation",
    "reference",
    "trail",
]
