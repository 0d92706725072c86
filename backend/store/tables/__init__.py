"""The tables, by subject; one metadata for both databases.

Names are the field's words in the singular. Every constraint has a name. `STRICT` on SQLite.
"""

from backend.store.tables import institutions, ledger, reference, trail
from backend.store.tables.base import metadata

__all__ = ["institutions", "ledger", "metadata", "reference", "trail"]
