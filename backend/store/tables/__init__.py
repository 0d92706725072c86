"""The tables, by subject; one metadata for both databases.

Names are the field's words in the singular. Every constraint has a name. `STRICT` on SQLite.
"""

from backend.store.tables import (
    dealings,
    evaluation,
    institutions,
    ledger,
    office,
    reconciliation,
    reference,
    trail,
)
from backend.store.tables.base import metadata

__all__ = [
    "dealings",
    "evaluation",
    "institutions",
    "ledger",
    "metadata",
    "office",
    "reconciliation",
    "reference",
    "trail",
]
