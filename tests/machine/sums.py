"""What the balances and due rows of a database should be: added up from its entries in Python.

Nothing of the ledger's own code or of its triggers is used here.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping

MEASURES = ("approved", "temporary", "frozen", "used", "reserved", "consumed", "allocated")
Balances = dict[str, dict[str, int]]
Dues = dict[str, tuple[str, int, int]]


def balances(connection: sqlite3.Connection) -> Balances:
    """Return node key → measure → minor units, as the database keeps them."""
    columns = ", ".join(f"{measure}_minor" for measure in MEASURES)
    rows = connection.execute(
        f"SELECT node_key, {columns} FROM balance JOIN node ON node.id = node_id"  # noqa: S608
    )
    names = [f"{measure}_minor" for measure in MEASURES]
    return {key: dict(zip(names, figures, strict=True)) for key, *figures in rows}


def summed_balances(connection: sqlite3.Connection) -> Balances:
    """Return what the entries add up to: use at every node above, lines at their own node."""
    nodes = {
        row_id: (key, line_type)
        for row_id, key, line_type in connection.execute("SELECT id, node_key, line_type FROM node")
    }
    parents: Mapping[int, list[tuple[int, bool]]] = defaultdict(list)
    for child, parent, strict in connection.execute(
        "SELECT child_id, parent_id, strict FROM edge WHERE valid_to IS NULL"
    ):
        parents[child].append((parent, bool(strict)))
    sums: Balances = {
        key: {f"{measure}_minor": 0 for measure in MEASURES} for key, _ in nodes.values()
    }
    for node, kind, approved, temporary, frozen, used, reserved in connection.execute(
        "SELECT node_id, kind, approved_delta_minor, temporary_delta_minor, frozen_delta_minor, "
        "used_delta_minor, reserved_delta_minor FROM entry"
    ):
        own = sums[nodes[node][0]]
        own["approved_minor"] += approved
        own["temporary_minor"] += temporary
        own["frozen_minor"] += frozen
        for parent, strict in parents[node]:
            if strict:
                sums[nodes[parent][0]]["allocated_minor"] += approved + temporary
        for above in _above(node, parents):
            key, line_type = nodes[above]
            sums[key]["used_minor"] += used
            sums[key]["reserved_minor"] += reserved
            if kind == "release" and line_type != "revolving":
                sums[key]["consumed_minor"] -= used
    return sums


def _above(node: int, parents: Mapping[int, list[tuple[int, bool]]]) -> set[int]:
    found, waiting = {node}, [node]
    while waiting:
        for parent, _strict in parents.get(waiting.pop(), []):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def dues(connection: sqlite3.Connection) -> Dues:
    """Return entry id → (kind, open, drawn), as the database keeps them."""
    rows = connection.execute("SELECT entry_id, kind, open_minor, drawn_minor FROM due")
    return {entry: (kind, left, drawn) for entry, kind, left, drawn in rows}


def summed_dues(connection: sqlite3.Connection) -> Dues:
    """Return what the entries leave of every reservation and of every loan."""
    entries = connection.execute(
        "SELECT id, kind, node_id, resolves_id, loan_id, temporary_delta_minor, "
        "reserved_delta_minor, loan_delta_minor FROM entry ORDER BY number"
    ).fetchall()
    found: Dues = {}
    home: dict[str, int] = {}
    for name, kind, node, resolves, loan, temporary, reserved, drawn in entries:
        if kind == "reserve":
            found[name] = ("lapse", reserved, 0)
        elif kind == "borrow" and loan == name:
            found[name], home[name] = ("return", temporary, 0), node
        elif kind in {"draw", "void", "lapse"} and reserved < 0:
            found[resolves] = ("lapse", found[resolves][1] + reserved, 0)
        elif kind == "return" and home[loan] == node:
            found[loan] = ("return", found[loan][1] + temporary, found[loan][2])
        if drawn:
            found[loan] = ("return", found[loan][1], found[loan][2] + drawn)
    return found
