"""The book of a past day, as it was known then or is known by now.

Today's balances less what was recorded since and counts later (`as_of_sums`), over the paths that
were valid on the day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from backend.contract import LineType
from backend.ledger.state import Book, NodeState, Parent
from backend.queries.labels import NodeLabels
from backend.queries.nodes import node_state, open_date
from backend.queries.past.across import Moment
from backend.queries.past.late import late_shares
from backend.queries.past.node_versions import as_it_was, older_versions
from backend.queries.past.sums import LINES, last_number, sums_after
from backend.queries.reach import Reach, within
from backend.store.tables.ledger import balance, edge, node, path

_MOVED = ("used", "reserved")
_FIGURES = (*LINES, *_MOVED)


def load_book_as_of(
    connection: Connection,
    day: date,
    labels: NodeLabels,
    known_at: date | None = None,
    institutions: Collection[int] | None = None,
) -> Book:
    """Return the book as it stood at the close of `day`, a past one.

    `known_at` (default: now) is a day not before it: what was recorded later is left out. With
    `institutions` only their nodes and the caps are there, with the figures of all. A node that had
    not arisen by then isn't there, unless something counts for it; dates, suspension and tenor are
    those of the version that stood then. What was due by then has long been posted. Labels and
    owners are today's: they say whom to ask.
    """
    moment = Moment(day, known_at or open_date(connection))
    last = last_number(connection, day)
    after = sums_after(connection, moment, last)
    for node_id, minor in late_shares(connection, moment, last):
        after[node_id]["used"] -= minor
    reach = within(institutions)
    now, then = _edges(connection, day, reach)
    older = older_versions(connection, day)
    rows = connection.execute(_nodes(day, reach)).all()
    known = labels.knowing(connection, rows)
    figures: dict[int, Counter[str]] = {}
    states: dict[int, NodeState] = {}
    for row in rows:
        state = node_state(row, known)
        image = older.get(row.id)
        states[row.id] = as_it_was(state, image) if image else state
        figures[row.id] = _figures(row, after[row.id])
        if row.arisen > day and not any(figures[row.id].values()):
            del states[row.id], figures[row.id]
    _move_back(figures, now, then)
    book = Book(day=day)
    for row_id, state in states.items():
        book.nodes[state.key] = _with(state, figures[row_id])
    _place(book, then)
    return book


def _nodes(day: date, reach: Reach | None) -> Any:
    own = path.alias("own")
    question = (
        select(node, balance, own.c.valid_from.label("arisen"))
        .join(balance, balance.c.node_id == node.c.id)
        .join(own, and_(own.c.node_id == node.c.id, own.c.depth == 0))
    )
    if reach is not None:
        question = question.where(or_(node.c.id.in_(reach), node.c.id.in_(_moved(day))))
    return question.order_by(node.c.id)


def _moved(day: date) -> Any:
    """Return the nodes that have been taken from somewhere since the day."""
    return select(edge.c.child_id).where(edge.c.valid_to > day)


def _figures(row: Row[Any], after: Counter[str]) -> Counter[str]:
    regulation = row.dimension == "regulation"
    found = Counter({name: row._mapping[f"{name}_minor"] - after[name] for name in LINES})
    for name in _MOVED:
        counted = f"exposure_{name}" if regulation else name
        found[name] = row._mapping[f"{name}_minor"] - after[counted]
        found[f"exposure_{name}"] = (
            row._mapping[f"exposure_{name}_minor"] - after[f"exposure_{name}"]
        )
    if row.line_type != LineType.REVOLVING:
        found["consumed"] = row.consumed_minor - after["released"]
    return found


def _with(state: NodeState, figures: Counter[str]) -> NodeState:
    consumed = 0 if state.line_type is LineType.REVOLVING else figures["consumed"]
    for name in _FIGURES:
        setattr(state, f"{name}_minor", figures[name])
    state.consumed_minor, state.allocated_minor = consumed, 0
    return state


Edges = Mapping[int, Mapping[int, bool]]


def _edges(connection: Connection, day: date, reach: Reach | None) -> tuple[Edges, Edges]:
    """Return the edges of now and those of the day: child → parent → whether it is strict."""
    now: dict[int, dict[int, bool]] = defaultdict(dict)
    then: dict[int, dict[int, bool]] = defaultdict(dict)
    question = select(edge).where(or_(edge.c.valid_to.is_(None), edge.c.valid_to > day))
    if reach is not None:
        question = question.where(or_(edge.c.child_id.in_(reach), edge.c.child_id.in_(_moved(day))))
    for row in connection.execute(question):
        if row.valid_to is None:
            now[row.child_id][row.parent_id] = bool(row.strict)
        if row.valid_from <= day and (row.valid_to is None or row.valid_to > day):
            then[row.child_id][row.parent_id] = bool(row.strict)
    for child, parents in now.items():  # what arose since was never elsewhere
        then.setdefault(child, parents)
    return now, then


def _move_back(figures: Mapping[int, Counter[str]], now: Edges, then: Edges) -> None:
    """Take the use of what moved since from where it is to where it was."""
    for child in [one for one in then if now.get(one) != then[one] and one in figures]:
        here, there = _above(child, now), _above(child, then)
        for moved, sign in ((here - there, -1), (there - here, 1)):
            for above in moved & set(figures):
                for name in _MOVED:
                    figures[above][name] += sign * figures[child][name]


def _above(child: int, edges: Edges) -> set[int]:
    found: set[int] = set()
    waiting = [child]
    while waiting:
        new = set(edges.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _place(book: Book, then: Edges) -> None:
    """Put the edges into the book, and what children hold at their strict parents."""
    key_of = {state.row_id: key for key, state in book.nodes.items()}
    parents: dict[str, tuple[Parent, ...]] = {}
    for child, above in then.items():
        if child not in key_of:
            continue
        state = book.nodes[key_of[child]]
        known = {one: strict for one, strict in above.items() if one in key_of}
        parents[state.key] = tuple(Parent(key_of[one], strict) for one, strict in known.items())
        for one, strict in known.items():
            if strict:
                held = state.approved_minor + state.temporary_minor
                book.nodes[key_of[one]].allocated_minor += held
    book.parents = parents
