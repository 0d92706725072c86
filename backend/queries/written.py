"""What a submission wrote into an audited row, what stood before, and who wrote there since."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from backend.store.tables.institutions import institution
from backend.store.tables.ledger import entry, node
from backend.store.tables.trail import audit

Image = Mapping[str, Any]


@dataclass(frozen=True)
class Written:
    """A row that a submission wrote: its `version`, the image of `before` (`None`: it was new).

    `moved` tells whether it was written again afterwards.
    """

    version: int
    before: Image | None
    moved: bool


@dataclass(frozen=True)
class LastChange:
    """Who wrote last, and when; `image` is the row's, `None` for an amount of the ledger."""

    login: str
    at: datetime
    image: Image | None = None


def written(connection: Connection, table: str, key: str, submission_id: str) -> Written | None:
    """Return what a submission wrote into a row; `None` when it wrote nothing there."""
    own = (audit.c.table_name == table, audit.c.row_key == key)
    version = connection.scalar(
        select(func.max(audit.c.version)).where(*own, audit.c.submission_id == submission_id)
    )
    if version is None:
        return None
    newest = connection.scalar(select(func.max(audit.c.version)).where(*own))
    image = connection.scalar(select(audit.c.image).where(*own, audit.c.version == version - 1))
    before = json.loads(image) if image is not None else None
    return Written(int(version), before, newest != version)


def last_writer(
    connection: Connection, table: str, key: str, fields: Sequence[str]
) -> LastChange | None:
    """Return who gave these fields of a row the values that they have, and when."""
    rows = connection.execute(
        select(audit.c.changed_by, audit.c.changed_at, audit.c.image)
        .where(audit.c.table_name == table, audit.c.row_key == key)
        .order_by(audit.c.version.desc())
    ).all()
    found: LastChange | None = None
    for changed_by, changed_at, text in rows:
        image = json.loads(text)
        if found is not None and any(
            image.get(name) != (found.image or {}).get(name) for name in fields
        ):
            break
        found = LastChange(changed_by, changed_at, image)
    return found


def last_amount(connection: Connection, node_key: str) -> LastChange | None:
    """Return who last set the approved amount of a node, and when."""
    found = connection.execute(
        select(entry.c.login, entry.c.recorded_at)
        .join(node, node.c.id == entry.c.node_id)
        .where(node.c.node_key == node_key, entry.c.approved_delta_minor != 0)
        .order_by(entry.c.number.desc())
        .limit(1)
    ).one_or_none()
    return LastChange(found.login, found.recorded_at) if found is not None else None


def node_number(connection: Connection, node_key: str) -> int | None:
    """Return the number of a node's row."""
    return connection.scalar(select(node.c.id).where(node.c.node_key == node_key))


def legal_entity(connection: Connection, bic8: str) -> tuple[int, str]:
    """Return number and BIC8 of an institution's legal entity; (0, bic8) for an unknown one."""
    own = select(institution.c.id, institution.c.bic8, institution.c.head_office_id)
    found = connection.execute(own.where(institution.c.bic8 == bic8)).one_or_none()
    if found is not None and found.head_office_id is not None:
        found = connection.execute(
            own.where(institution.c.id == found.head_office_id)
        ).one_or_none()
    return (int(found.id), str(found.bic8)) if found is not None else (0, bic8)
