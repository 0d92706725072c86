"""Balances against the sums of their entries, counted by the database itself in a few statements.

Use is summed over the present paths, since moving a node takes its open use along. What a line that
is not revolving has consumed stays where it was consumed: it is summed over the path of its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, case, func, or_, select, union_all

from backend.queries.discrepancy import Discrepancy, figures, node_places
from backend.queries.verification.uses import across_sums, exposure_sums, path_sums
from backend.store.tables.ledger import balance, edge, entry, node, path
from backend.store.tables.trail import audit

_OWN = ("approved", "temporary", "frozen")


def balance_discrepancies(connection: Connection) -> Iterator[Discrepancy]:
    """Yield every balance that its entries do not add up to, by node and measure."""
    wrong: list[tuple[int, str, int, int]] = []
    for measures, sums in (
        (_OWN, _own_sums()),
        (("used", "reserved"), _use_sums()),
        (("exposure_used", "exposure_reserved"), exposure_sums()),
        (("consumed",), _consumed_sums()),
        (("allocated",), _allocated_sums()),
    ):
        for row in connection.execute(_unlike(measures, sums)).all():
            wrong += _wrong_measures(connection, measures, row)
    bare = connection.scalars(
        select(node.c.id)
        .outerjoin(balance, balance.c.node_id == node.c.id)
        .where(balance.c.node_id.is_(None))
    ).all()
    places = node_places(connection, {one[0] for one in wrong} | set(bare))
    for node_id in bare:
        yield _discrepancy("balance_missing", places[node_id], {})
    for node_id, measure, expected, found in wrong:
        detail = {"measure": measure, **figures(expected, found)}
        yield _discrepancy("balance_unlike_entries", places[node_id], detail)


def _discrepancy(code: str, place: Mapping[str, str], detail: Mapping[str, str]) -> Discrepancy:
    labels = {name: place[name] for name in ("label_zh", "label_en")}
    return Discrepancy(code, "balance", place["key"], {**labels, **detail})


def _unlike(measures: tuple[str, ...], sums: Select[Any]) -> Select[Any]:
    """Return the question for balances that differ from `sums` (node_id, one sum per measure)."""
    summed = sums.subquery()
    pairs = {
        measure: (func.coalesce(summed.c[measure], 0), balance.c[f"{measure}_minor"])
        for measure in measures
    }
    return (
        select(
            balance.c.node_id,
            *(expected.label(f"{measure}_expected") for measure, (expected, _) in pairs.items()),
            *(found.label(f"{measure}_found") for measure, (_, found) in pairs.items()),
        )
        .select_from(balance.outerjoin(summed, summed.c.node_id == balance.c.node_id))
        .where(or_(*(expected != found for expected, found in pairs.values())))
        .order_by(balance.c.node_id)
    )


def _wrong_measures(
    connection: Connection, measures: tuple[str, ...], row: Row[Any]
) -> Iterator[tuple[int, str, int, int]]:
    for measure in measures:
        expected = int(row._mapping[f"{measure}_expected"])
        found = int(row._mapping[f"{measure}_found"])
        if expected == found:
            continue
        if measure == "consumed" and _consumed_may_be(connection, row.node_id, found):
            continue
        yield row.node_id, measure, expected, found


def _own_sums() -> Select[Any]:
    sums = (func.sum(entry.c[f"{measure}_delta_minor"]).label(measure) for measure in _OWN)
    return select(entry.c.node_id, *sums).group_by(entry.c.node_id)


def _use_sums() -> Select[Any]:
    """Return the sums of use over the paths, of exposure at caps of it, and across the paths."""
    both = union_all(path_sums(), across_sums("used"), across_sums("reserved")).subquery()
    return select(
        both.c.node_id,
        func.sum(both.c.used).label("used"),
        func.sum(both.c.reserved).label("reserved"),
    ).group_by(both.c.node_id)


def _released(measure: Any) -> Select[Any]:
    """Return the sum of releases, less those undone, per node above them on their day."""
    return (
        select(path.c.ancestor_id.label("node_id"), func.sum(measure).label("consumed"))
        .select_from(
            entry.join(
                path,
                and_(
                    path.c.node_id == entry.c.node_id,
                    path.c.valid_from <= entry.c.business_date,
                    or_(path.c.valid_to.is_(None), path.c.valid_to > entry.c.business_date),
                ),
            ).join(node, node.c.id == path.c.ancestor_id)
        )
        .where(
            or_(
                entry.c.kind == "release",
                and_(entry.c.kind == "reverse", entry.c.used_delta_minor > 0),
            )
        )
        .group_by(path.c.ancestor_id)
    )


def _consumed_sums() -> Select[Any]:
    return _released(case((node.c.line_type != "revolving", -entry.c.used_delta_minor), else_=0))


def _allocated_sums() -> Select[Any]:
    # What a unit borrowed or lent counts like its own share.
    share = entry.c.approved_delta_minor + entry.c.temporary_delta_minor
    held = (
        select(entry.c.node_id, func.sum(share).label("share"))
        .where(share != 0)
        .group_by(entry.c.node_id)
        .subquery()
    )
    return (
        select(edge.c.parent_id.label("node_id"), func.sum(held.c.share).label("allocated"))
        .select_from(held.join(edge, edge.c.child_id == held.c.node_id))
        .where(edge.c.strict == 1, edge.c.valid_to.is_(None))
        .group_by(edge.c.parent_id)
    )


def _consumed_may_be(connection: Connection, node_id: int, found: int) -> bool:
    """Whether a line whose type was changed may have consumed `found`.

    Releases count by the type of their moment, which no number orders against the change: for
    such a line, rare as it is, anything from nothing to all of its releases is accepted.
    """
    json_text = func.json_extract if connection.dialect.name == "sqlite" else func.json_value
    kinds = connection.scalar(
        select(func.count(json_text(audit.c.image, "$.line_type").distinct())).where(
            audit.c.table_name == "node", audit.c.row_key == str(node_id)
        )
    )
    if (kinds or 0) < 2:  # noqa: PLR2004 - one type, or another one too
        return False
    released = _released(-entry.c.used_delta_minor).where(path.c.ancestor_id == node_id).subquery()
    most = connection.scalar(select(released.c.consumed)) or 0
    return 0 <= found <= most
