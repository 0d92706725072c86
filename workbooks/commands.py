"""Commands as one submission: in which order, under which identity.

Identities depend on what is ordered and on the pull, never on where it stood: the same edits in
another order are the same submission.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date

from backend.contract import Command, Submission

_NAMESPACE = uuid.UUID("0f2d6a0c-3f0e-4b57-8a55-8f7e0a4d2c10")


def submission_of(
    pull_id: str, login: str, commands: Sequence[Command], phase: Callable[[Command], int]
) -> Submission | None:
    """Return the commands in order under their identities; `None` when there are none.

    `phase` tells which of them come first.
    """
    if not commands:
        return None
    ordered = sorted(commands, key=lambda command: (phase(command), canonical(command)))
    edits = [canonical(command) for command in ordered]
    identity = uuid.uuid5(_NAMESPACE, "\n".join([pull_id, *edits]))
    # A command is the same whatever else is sent with it: what a first push did, a second push of
    # the same file does not do again. Equal new rows are told apart by their count.
    numbered, seen = [], Counter[str]()
    for command, edit in zip(ordered, edits, strict=True):
        own = uuid.uuid5(_NAMESPACE, f"{pull_id}\n{seen[edit]}\n{edit}")
        seen[edit] += 1
        numbered.append(replace(command, id=str(own)))
    return Submission(id=str(identity), pull_id=pull_id, login=login, commands=tuple(numbered))


def canonical(command: Command) -> str:
    """Return what is ordered as text: no identity, no person, no place."""
    content = {
        name: value
        for name, value in asdict(command).items()
        if name not in {"id", "login", "place"}
    }
    return f"{type(command).__name__} {json.dumps(content, sort_keys=True, default=_plain)}"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
