"""What a person noted about matters, and what others handed over."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import Connection, select

from backend.contract.office import MatterAction
from backend.queries.home.rows import MatterNote
from backend.store.tables.office import matter_note

_NAMESPACE = uuid.UUID("b1b8a9d0-31d5-4a31-9f0a-6a5c2f1c7d11")


def note_key(login: str, matter: str) -> str:
    """Return the key under which a person's note about a matter is kept."""
    return str(uuid.uuid5(_NAMESPACE, f"{login}\n{matter}"))


def notes_of(connection: Connection, login: str) -> Mapping[str, MatterNote]:
    """Return a person's own notes by matter."""
    rows = connection.execute(select(matter_note).where(matter_note.c.login == login))
    return {
        row.matter: MatterNote(
            action=MatterAction(row.action) if row.action else None,
            hand_to=row.hand_to,
            until_date=row.until_date,
            note=row.note,
            version=str(row.version),
        )
        for row in rows
    }


def handed_to(connection: Connection, login: str) -> frozenset[str]:
    """Return the matters that somebody handed to a person."""
    rows = connection.scalars(select(matter_note.c.matter).where(matter_note.c.hand_to == login))
    return frozenset(rows)
