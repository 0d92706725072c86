"""What a revaluation did, in one sentence."""

from __future__ import annotations

from addin.commands import common
from addin.terminal import Terminal
from backend.contract import Outcome, OutcomeCode


def say_revalued(terminal: Terminal, outcome: Outcome) -> None:
    """Say by how much the lines carry more or less; nothing for what was done before."""
    if outcome.code is OutcomeCode.DONE:
        terminal.say(
            "said.revalued",
            day=outcome.detail["day"],
            count=f"{int(outcome.detail['revalued']):,}",
            raised=common.wan(int(outcome.detail["raised_minor"])),
            lowered=common.wan(int(outcome.detail["lowered_minor"])),
        )
    elif not outcome.accepted:
        terminal.say("said.not_revalued")
