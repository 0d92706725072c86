"""Find institutions in the database; the index by which it is done is pure."""

from __future__ import annotations

from sqlalchemy import Connection

from backend.queries.institution_index import InstitutionIndex, InstitutionUnclearError, shown
from backend.queries.institutions import institution_names
from backend.queries.rows import InstitutionName

__all__ = [
    "InstitutionIndex",
    "InstitutionUnclearError",
    "find_institutions",
    "institution_names",
    "shown",
]


def find_institutions(connection: Connection, text: str) -> list[InstitutionName]:
    """Return every institution that `text` may mean, the best first; one statement."""
    return InstitutionIndex(institution_names(connection).values()).find(text)
