"""Several orders decided about at once: each on its own, and none that was not shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from addin.commands import common
from addin.commands.approval_listing import (
    Listed,
    Row,
    code_of_seen,
    listing,
    say_total,
    show_listing,
    total_minor,
)
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.approvals import (
    ApprovalState,
    AuthoriseApproval,
    CheckApproval,
    DecideApproval,
)
from backend.money import from_minor
from backend.queries.hands import load_approval
from backend.services.execute import execute


def decide_each(
    terminal: Terminal,
    house: House,
    numbers: Sequence[str],
    order: type[Command] | None,
    *,
    seen: str = "",
    **given: Any,
) -> int:
    """Decide about each on its own; what is refused or unknown keeps none of the others.

    `order` is `None` for whichever hand is next. Several are agreed to only with the code of what
    was shown (`seen`): without it they are shown, and nothing is decided. Returns the exit code.
    """
    wanted = list(dict.fromkeys(numbers))
    with house.reading() as connection:
        found = {one: load_approval(connection, one) for one in wanted}
    rows = [row for row in found.values() if row is not None]
    if given.get("confirmed") and len(rows) > 1:
        listed = listing(terminal, house, rows)
        if seen != code_of_seen(listed):
            return _show_first(terminal, listed, wanted, found, seen)
    answers, done, code = [], [], 0
    for number in wanted:
        row = found[number]
        if row is None:
            answers.append(_unknown(terminal, number))
            code = 1
            continue
        command = _command(house, row, order, given)
        (outcome,) = execute(house.engine, [command], house.clock)
        _say(terminal, command, number, outcome)
        answers.append(common.outcome_content(outcome))
        done += [row] if outcome.accepted else []
        code = max(code, common.code_of(outcome))
    if len(wanted) > 1:
        say_total(terminal, done, "said.approval_decided_total")
    terminal.answer({"orders": answers, "decided": len(done), "total_usd": _usd(done)})
    return code


def _show_first(
    terminal: Terminal,
    listed: Sequence[Listed],
    wanted: Sequence[str],
    found: dict[str, Any],
    seen: str,
) -> int:
    """Show what would be decided, with the code that says so; nothing is decided."""
    code = code_of_seen(listed)
    show_listing(terminal, terminal.text("said.approvals"), listed)
    for one in listed:
        if one.seen is not None and one.seen.changes:
            count = len(one.seen.changes)
            terminal.say("said.approval_moved", number=one.row["number"], count=count)
    unknown = [_unknown(terminal, number) for number in wanted if found[number] is None]
    terminal.say("said.approval_seen_again" if seen else "said.approval_see_first", code=code)
    shown = [one.content() for one in listed]
    total = _usd([one.row for one in listed])
    answer = {"orders": unknown, "decided": 0, "shown": shown, "seen": code}
    terminal.answer({**answer, "shown_total_usd": total})
    return 1


def _command(house: House, row: Row, order: type[Command] | None, given: dict[str, Any]) -> Command:
    checks = row["state"] == ApprovalState.AWAITING_CHECK
    kind: Any = order or (CheckApproval if checks else AuthoriseApproval)
    return kind(  # type: ignore[no-any-return]
        id=common.fresh_id(None),
        login=house.login,
        number=row["number"],
        version=row["version"],
        **given,
    )


def _unknown(terminal: Terminal, number: str) -> dict[str, object]:
    terminal.say("error.unknown_approval", number=number)
    outcome = Outcome(OutcomeCode.UNKNOWN_REFERENCE, "", reference=number)
    return common.outcome_content(outcome)


def _say(terminal: Terminal, command: Command, number: str, outcome: Outcome) -> None:
    if not outcome.accepted:
        reason = common.refusal_sentence(terminal, command, outcome)
        refused = isinstance(command, DecideApproval) and not command.confirmed
        key = "said.approval_not_refused" if refused else "said.approval_refused_now"
        terminal.say(key, number=number, reason=reason)
        return
    state = terminal.text(f"approval_state.{outcome.detail['state']}")
    terminal.say("said.approval_decided", number=number, state=state)


def _usd(rows: Sequence[Row]) -> str:
    return str(from_minor(total_minor(rows)))
