"""Reconcile a day on the line; carry out and check what people decided about breaks."""

from __future__ import annotations

import click

from addin.commands import common
from addin.commands.houses import writer_of
from addin.commands.reconcile_answers import show_reconciled
from addin.words import command, option
from backend.services.reconciling import reconcile


@command("reconcile")
@option("--date", "reconcile_date")
@click.pass_context
def reconcile_command(context: click.Context, /, reconcile_date: str | None) -> int:
    """Compare the three books of a day."""
    terminal, house = common.terminal_of(context), writer_of(context, "reconcile")
    day = common.day_of(reconcile_date) if reconcile_date else None
    done = reconcile(house.engine, day, house.clock, house.login)
    show_reconciled(terminal, house, done)
    return 0
