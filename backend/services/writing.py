"""Put down what a desk decided, in a few statements: rows first, entries last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from backend.contract import Command, Dimension, Outcome, Submission
from backend.ledger.posting import Posting
from backend.ledger.state import NodeState
from backend.queries.regulation import scope_of
from backend.queries.requests import load_request
from backend.services.desk import Desk
from backend.services.pending_rows import PendingRows
from backend.services.receipts import receipt_row
from backend.services.rows import write_rows
from backend.services.writing_submissions import write_submission
from backend.store.tables import ledger, trail
from backend.store.tables.hands import approval


def write(
    desk: Desk,
    answered: Sequence[tuple[Command, Outcome]],
    submission: Submission | None = None,
) -> None:
    """Write what was answered afresh, inside the caller's transaction; the entries come last."""
    if submission is not None:
        write_submission(desk, submission)
    # A line that only an approval lets go looks for it, and so do the entries.
    write_rows(desk.connection, _approvals(desk, wanted=True), _signature(desk))
    _write_lines(desk)
    _write_requests(desk)
    write_rows(desk.connection, _approvals(desk, wanted=False), _signature(desk))
    for table, row in desk.facts:
        _insert(desk.connection, table, [row])
    _insert(desk.connection, trail.receipt, [receipt_row(desk, *one) for one in answered])
    _insert_entries(desk.connection, _entries(desk))


def _insert_entries(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert entries in their order; the legs of a loan, and what comes home of it, as one set.

    The doors of SQL Server see a statement at a time, and take no leg without the others.
    """
    if connection.dialect.name != "mssql":
        _insert(connection, ledger.entry, rows)
        return
    for (_receipt_id, together), found in groupby(rows, _set_of):
        listed = list(found)
        if together:
            connection.execute(insert(ledger.entry).values(listed))
        else:
            _insert(connection, ledger.entry, listed)


def _set_of(row: Mapping[str, Any]) -> tuple[str, str]:
    """Return the set to which an entry belongs; those that stand alone go row by row."""
    if row["kind"] in {"lend", "borrow"}:
        return row["receipt_id"], "legs"
    return (row["receipt_id"], "return") if row["kind"] == "return" else ("", "")


def _approvals(desk: Desk, *, wanted: bool) -> PendingRows:
    """Return the pending rows that are approvals, or the others."""
    return {
        (name, key): row
        for (name, key), row in desk.rows.items()
        if (name == approval.name) is wanted
    }


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _write_lines(desk: Desk) -> None:
    """Insert the nodes that arose and are needed, and update the lines that changed."""
    needed = {posting.node_key for _receipt_id, posting in desk.postings} | set(desk.line_changes)
    for key in list(needed):
        needed |= {node.key for node in desk.book.path(key)}
    arisen = [node for key, node in desk.arisen.items() if key in needed]
    if arisen:
        last = desk.connection.scalar(select(func.max(ledger.node.c.id))) or 0
        for row_id, node in enumerate(arisen, start=last + 1):
            node.row_id = row_id
    for depth in Dimension:  # parents before children
        rows = [_node_row(desk, node) for node in arisen if node.dimension is depth]
        _insert(desk.connection, ledger.node, rows)
    standing = {key: one for key, one in desk.line_changes.items() if key not in desk.arisen}
    _update_lines(desk, standing)


def _update_lines(desk: Desk, standing: Mapping[str, Mapping[str, Any]]) -> None:
    """Update the lines that changed, those with the same columns in one go."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for key, changes in standing.items():
        node = desk.book.nodes[key]
        values = {**changes, "version": node.version + 1, **_signature(desk, key)}
        given = {f"new_{name}": value for name, value in values.items()}
        alike.setdefault(tuple(values), []).append({"line": node.row_id, **given})
    for names, rows in alike.items():
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        order = update(ledger.node).where(ledger.node.c.id == bindparam("line")).values(new)
        desk.connection.execute(order, rows)


def _node_row(desk: Desk, node: NodeState) -> dict[str, Any]:
    changes = desk.line_changes.get(node.key, {})
    scope, code = scope_of(node.key)
    return {
        "id": node.row_id,
        "node_key": node.key,
        "dimension": node.dimension.value,
        "institution_id": node.institution_id,
        "country_code": code if scope == "country" else None,
        "group_code": code if scope == "group" else None,
        "owner_unit_code": changes.get("owner_unit_code"),
        "owner_login": changes.get("owner_login"),
        "product_code": node.product or None,
        "unit_code": node.unit or None,
        "tenor_from_days": node.tenor_from_days or None,
        "currency_code": node.currency or None,
        "rule_code": node.rule or None,
        "limited": int(node.limited),
        "line_type": node.line_type.value,
        "effective_date": node.effective_date,
        "expiry_date": node.expiry_date,
        "max_tenor_days": node.max_tenor_days,
        "approval_number": changes.get("approval_number", ""),
        "note": changes.get("note", ""),
        "is_sample": changes.get("is_sample", 0),
        "suspended": 0,
        "source": "manual",
        "version": 1,
        **_signature(desk),
    }


def _signature(desk: Desk, node_key: str = "") -> dict[str, Any]:
    """Return who changes a row, when, and by which submission; an approved line names its order."""
    return {
        "changed_at": desk.now,
        "changed_by": desk.login,
        "submission_id": desk.approved_lines.get(node_key, desk.submission_id),
    }


def _write_requests(desk: Desk) -> None:
    request = trail.request
    for number, row in desk.request_changes.items():
        if row["version"] == 1:
            desk.connection.execute(insert(request), [{**row, **_signature(desk)}])
            continue
        # Only what changes: a login may change no more of a request than its step.
        before = load_request(desk.connection, number) or {}
        changed = {name: value for name, value in row.items() if value != before.get(name)}
        desk.connection.execute(
            update(request).where(request.c.number == number).values(**changed, **_signature(desk))
        )


def _entries(desk: Desk) -> list[dict[str, Any]]:
    return [_entry(desk, receipt_id, posting) for receipt_id, posting in desk.postings]


def _entry(desk: Desk, receipt_id: str, posting: Posting) -> dict[str, Any]:
    row = dict(vars(posting))  # flat, and many times faster than asdict: a revaluation has many
    node = desk.book.nodes[row.pop("node_key")]
    lender = desk.book.nodes.get(row.pop("lender_key"))
    row["request_number"] = row.pop("request")
    row["business_code"] = row.pop("business") or None
    for measure in ("exposure_used_delta_minor", "exposure_reserved_delta_minor"):
        row[measure] = row[measure] or None
    return {
        **row,
        "node_id": node.row_id,
        "lender_node_id": lender.row_id if lender is not None else None,
        "receipt_id": receipt_id,
        "submission_id": desk.submission_id,
        "resolves_id": posting.resolves_id or None,
        "loan_id": posting.loan_id or None,
        "approval_number": desk.approved.get(receipt_id),
        "on_expiry": posting.on_expiry.value if posting.on_expiry is not None else "",
        "business_date": posting.business_date or desk.today,
        "recorded_at": desk.now,
        "login": desk.login,
    }
