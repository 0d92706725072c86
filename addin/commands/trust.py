"""Seal and verify."""

from __future__ import annotations

import click

from addin.commands.common import terminal_of
from addin.commands.houses import house_of
from addin.words import command
from backend.queries.verification.verify import verify
from backend.services.sealing import seal


@command("seal")
@click.pass_context
def seal_command(context: click.Context) -> int:
    """Chain what is not sealed yet."""
    terminal, house = terminal_of(context), house_of(context)
    sealed = seal(house.engine, house.clock, house.login)
    terminal.say("said.sealed", **sealed.counts)
    terminal.answer(
        {
            "sealed": dict(sealed.counts),
            "heads": {stream: head.chain_hash for stream, head in sealed.heads.items()},
        }
    )
    return 0


@command("verify")
@click.pass_context
def verify_command(context: click.Context) -> int:
    """Verify chain, audit, balances and triggers."""
    terminal, house = terminal_of(context), house_of(context)
    with house.reading() as connection:
        found = verify(connection)
    if not found:
        terminal.say("said.verified")
    else:
        terminal.say("said.discrepancies", count=len(found))
        for one in found:
            terminal.line(f"- {one.sentence(terminal.language)}")
    terminal.answer(
        {
            "sound": not found,
            "discrepancies": [
                {
                    "code": one.code,
                    "table": one.table,
                    "key": one.key,
                    "message": one.sentence(terminal.language),
                }
                for one in found
            ],
        }
    )
    return 1 if found else 0
