"""What the evaluation book reads for its sheet 年审进度."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection

from backend.queries import reference
from backend.queries.review.campaign import campaign_year, read_reviews
from backend.queries.review.rows import ReviewRow
from backend.queries.rows import Label
from backend.queries.sheets.versions import image_cells
from workbooks.sheets.review_columns import ANALYSTS, TENORS, tenor_labels

#: Column of the sheet → field of the row.
_FIELDS = {
    "analyst": "analyst",
    "kind": "kind",
    "report_source": "report_source",
    "received": "received_date",
    "recommended": "recommended_minor",
    "tenor": "recommended_tenor_days",
    "committee": "committee_date",
    "approval_number": "approval_number",
    "valid_until": "valid_until",
    "next_reminder": "next_reminder",
    "note": "note",
}


def review_rows(connection: Connection, day: date, only: str) -> Sequence[ReviewRow]:
    """Return the campaign of the year under review; of one institution where `only` names it."""
    rows = read_reviews(connection, day, campaign_year(day))
    return [row for row in rows if not only or row.institution.bic8 == only]


def review_choices(connection: Connection) -> Mapping[str, Sequence[Label]]:
    """Return the lists that the sheet's cells offer."""
    analysts = [
        Label(code=person.login, zh=person.name_zh, en=person.name_en)
        for person in reference.persons(connection).values()
    ]
    return {ANALYSTS: analysts, TENORS: tenor_labels()}


def review_bases(
    connection: Connection, versions: Mapping[str, str]
) -> Mapping[tuple[str, str], object]:
    """Return the cells of rows at their versions; a row not planned yet carries its own kind."""
    bare = {key: kind for key, kind in versions.items() if not kind.isdigit()}
    standing = {key: version for key, version in versions.items() if key not in bare}
    cells = image_cells(connection, "review", {**standing, **dict.fromkeys(bare, "")}, _FIELDS)
    # The list's code is text, the audit's number of days is not.
    said = {
        place: str(value) if place[1] == "tenor" and value is not None else value
        for place, value in cells.items()
    }
    return said | {(key, "kind"): kind for key, kind in bare.items()}
