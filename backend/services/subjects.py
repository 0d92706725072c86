"""Which institutions a batch of commands is about, so that only their book is read."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Select, select

from backend.contract import Command
from backend.contract.approvals import DecideApproval
from backend.contract.reconciliation import ApplyBreak
from backend.services.content import command_named
from backend.store.tables.hands import approval
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import entry, node
from backend.store.tables.reconciliation import break_item
from backend.store.tables.trail import request

#: So many keys are asked for at once.
_AT_ONCE = 500
#: The fields of commands that name an entry.
_ENTRIES = ("reservation", "draw", "entry", "freeze", "increase", "loan")


def institutions_of(connection: Connection, commands: Sequence[Command]) -> set[str]:
    """Return the BIC8s that the commands name or refer to."""
    named: set[str] = set()
    entries: set[str] = set()
    requests: set[str] = set()
    breaks: set[str] = set()
    for command in [*commands, *_waiting(connection, commands)]:
        named.add(getattr(command, "institution", ""))
        entries |= {getattr(command, name, "") for name in _ENTRIES}
        # A loan is called by its own number or by that of its request.
        requests |= {getattr(command, "request", ""), getattr(command, "loan", "")}
        if isinstance(command, ApplyBreak):
            breaks.add(command.number)
    bic8 = select(institution.c.bic8)
    of_entry = bic8.join(node, node.c.institution_id == institution.c.id).join(
        entry, entry.c.node_id == node.c.id
    )
    of_request = bic8.join(request, request.c.institution_id == institution.c.id)
    of_break = bic8.join(break_item, break_item.c.institution_id == institution.c.id)
    for question, column, keys in (
        (of_entry, entry.c.id, entries),
        (of_request, request.c.number, requests),
        (of_break, break_item.c.number, breaks),
    ):
        named |= _found(connection, question, column, sorted(keys - {""}))
    return named - {""}


def _waiting(connection: Connection, commands: Sequence[Command]) -> list[Command]:
    """Return the orders that these commands decide about."""
    numbers = [one.number for one in commands if isinstance(one, DecideApproval)]
    found: list[Command] = []
    for start in range(0, len(numbers), _AT_ONCE):
        rows = connection.execute(
            select(approval.c.command, approval.c.content).where(
                approval.c.number.in_(numbers[start : start + _AT_ONCE])
            )
        )
        found += [command_named(name, content) for name, content in rows]
    return found


def _found(
    connection: Connection, question: Select[tuple[str]], column: Column[str], keys: Sequence[str]
) -> set[str]:
    """Return the BIC8s that a question answers for these keys."""
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        part = question.where(column.in_(keys[start : start + _AT_ONCE]))
        found |= set(connection.scalars(part))
    return found
