"""A what-if of many deals in order, and one call that reserves what fits of them.

Ids follow from what a deal says, who asks, until when, and how many equal deals stand before it: a
list that is sent again, also with lines added or mended, reserves nothing twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Engine

from backend.contract import Outcome, OutcomeCode, ReserveLimit, Submission
from backend.dates import Clock
from backend.services.content import canonical
from backend.services.execute import execute, submit
from backend.services.receipts import read_receipts
from backend.services.transaction import transact

#: What a submission of a list has in place of a pull.
_LIST = "list"


@dataclass(frozen=True)
class Answered:
    """A deal and what was answered to it."""

    command: ReserveLimit
    outcome: Outcome

    @property
    def fits(self) -> bool:
        """Whether there is room for the deal, or it stands reserved already."""
        return self.outcome.accepted

    @property
    def short_minor(self) -> int:
        """What is missing at the node that binds, in ledger minor units; 0 when it fits."""
        if self.fits:
            return 0
        return max(0, self.outcome.line_use_minor - (self.outcome.available_minor or 0))


def with_ids(commands: Sequence[ReserveLimit]) -> list[ReserveLimit]:
    """Return the commands with ids of their content; equal ones are told apart by their order."""
    counted: dict[str, int] = {}
    named = []
    for command in commands:
        content = canonical(asdict(replace(command, id="", place="")))
        counted[content] = counted.get(content, 0) + 1
        identity = uuid5(NAMESPACE_OID, f"{_LIST}/{content}/{counted[content]}")
        named.append(replace(command, id=str(identity)))
    return named


def simulate_deals(
    engine: Engine, commands: Sequence[ReserveLimit], clock: Clock
) -> list[Answered]:
    """Decide the deals in order on live figures, each on top of those before; write nothing.

    One that stands reserved already (`EXISTS`) is not counted again. The ids are `with_ids`.
    """
    known = transact(engine, lambda connection: read_receipts(connection, commands))
    standing = {
        identity: replace(said, code=OutcomeCode.EXISTS)
        for identity, said in known.items()
        if said.code is OutcomeCode.DONE
    }
    asked = [command for command in commands if command.id not in standing]
    answered = execute(engine, asked, clock, dry_run=True)
    outcomes = {one.command_id: one for one in answered} | standing
    return [Answered(command, outcomes[command.id]) for command in commands]


def reserve_deals(engine: Engine, commands: Sequence[ReserveLimit], clock: Clock) -> list[Answered]:
    """Reserve in one transaction what fits, in order; what does not fit leaves no trace."""
    if not commands:
        return []
    digest = hashlib.sha256("/".join(command.id for command in commands).encode()).hexdigest()
    identity = str(uuid5(NAMESPACE_OID, f"{_LIST}/{digest}"))
    given = Submission(identity, _LIST, commands[0].login, commands)
    done = submit(engine, given, clock, only_good=True)
    return [
        Answered(command, outcome) for command, outcome in zip(commands, done.outcomes, strict=True)
    ]
