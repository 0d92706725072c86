"""机构名录: every institution with its names, ratings, grade, line and manager, as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from backend.contract.evaluation import RatingType
from backend.queries.evaluation.grades import grades
from backend.queries.institutions import institution_names
from backend.queries.managers import managers
from backend.queries.rows import InstitutionName, Label
from backend.store.tables.evaluation import rating
from backend.store.tables.institutions import institution, institution_group
from backend.store.tables.ledger import balance, node

#: What a bank is called by its rating: the issuer's own, else that of its deposits.
_RATING_TYPES = (RatingType.DEPOSIT.value, RatingType.ISSUER.value)


@dataclass(frozen=True, kw_only=True)
class InstitutionRow:
    """One institution. Amounts are ledger minor units, `None` without a line of its own.

    `ratings` are values by agency, `grade` is our own as sheets show it. Of a branch grade and
    manager are its head office's. `version` is that of its audited row.
    """

    number: int
    version: int
    name: InstitutionName
    name_zh: str
    short_name_zh: str
    short_name_en: str
    group: Label | None
    head_office: InstitutionName | None
    kind: str
    risk_country: str
    ratings: Mapping[str, str]
    grade: str
    approved_minor: int | None
    used_minor: int | None
    manager: Label | None
    note: str
    origin: str


@dataclass(frozen=True)
class _Line:
    approved_minor: int
    used_minor: int


def institution_rows(connection: Connection, day: date, only: str = "") -> Sequence[InstitutionRow]:
    """Return the directory as of now, ratings and grades as of `day`; of one BIC8 where given."""
    names = institution_names(connection)
    by_bic = {name.bic8: name for name in names.values()}
    groups = institution_groups(connection)
    people = managers(connection)
    rated, graded, lines = _ratings(connection, day), grades(connection, day), _lines(connection)
    question = select(institution).order_by(institution.c.bic8)
    if only:
        question = question.where(institution.c.bic8 == only)
    found = []
    for row in connection.execute(question).all():
        owner = row.head_office_id or row.id
        line, mark = lines.get(row.id), graded.get(owner)
        found.append(
            InstitutionRow(
                number=row.id,
                version=row.version,
                name=names[row.id],
                name_zh=row.name_zh,
                short_name_zh=row.short_name_zh,
                short_name_en=row.short_name_en,
                group=groups.get(row.group_code or ""),
                head_office=by_bic.get(names[row.id].head_office),
                kind=row.kind,
                risk_country=row.risk_country_code,
                ratings=rated.get(row.id, {}),
                grade=mark.text if mark else "",
                approved_minor=line.approved_minor if line else None,
                used_minor=line.used_minor if line else None,
                manager=people.get(owner),
                note=row.note,
                origin=row.origin,
            )
        )
    return found


def institution_groups(connection: Connection) -> Mapping[str, Label]:
    """Return the groups by code."""
    rows = connection.execute(select(institution_group).order_by(institution_group.c.name_en))
    return {row.code: Label(code=row.code, zh=row.name_zh, en=row.name_en) for row in rows}


def _ratings(connection: Connection, day: date) -> Mapping[int, Mapping[str, str]]:
    """Return the newest rating of each agency by institution; the issuer's goes before."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for kind in _RATING_TYPES:
        rows = connection.execute(
            select(rating.c.institution_id, rating.c.agency, rating.c.value)
            .where(rating.c.rating_type == kind, rating.c.valid_from <= day)
            .order_by(rating.c.valid_from)
        )
        for owner, agency, value in rows:
            found[owner][agency] = value
    return found


def _lines(connection: Connection) -> Mapping[int, _Line]:
    rows = connection.execute(
        select(
            node.c.institution_id,
            balance.c.approved_minor,
            balance.c.used_minor,
            node.c.limited,
        )
        .join(balance, balance.c.node_id == node.c.id)
        .where(node.c.dimension == "entity")
    )
    return {
        row.institution_id: _Line(row.approved_minor, row.used_minor) for row in rows if row.limited
    }
