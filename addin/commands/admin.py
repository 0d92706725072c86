"""What the database's owner does now and then: logins."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import make_url

from addin.commands.common import terminal_of
from addin.commands.houses import place_of
from addin.terminal import Terminal
from addin.words import group, option
from backend.bootstrap import open_house, shown
from backend.errors import InputError, UsageError

if TYPE_CHECKING:  # read where logins are made
    from backend.services.founding.logins import LoginPlan

admin_command = group("admin")


@admin_command.order("create-logins")
@option("--windows", default="")
@option("--passwords", type=click.Path(path_type=Path))
@option("--dry-run", is_flag=True)
@click.pass_context
def create_logins_order(
    context: click.Context, /, windows: str, passwords: Path | None, dry_run: bool
) -> int:
    """Bring the logins of SQL Server in line with the persons, or show how."""
    from backend.services.founding import logins  # noqa: PLC0415 - only here

    terminal, settings = terminal_of(context), place_of(context)
    if settings.is_file:
        raise UsageError("no_logins_in_a_file", database=shown(settings))
    house = open_house(settings)
    plan = logins.plan_logins(house.engine, windows)
    shown_statements = list(logins.hidden(plan.statements, plan.passwords))
    kept = None
    if dry_run:
        for statement in shown_statements:
            terminal.line(f"{statement};")
    else:
        if plan.passwords:
            kept = passwords or _beside_home(settings.database, house.clock())
            write_secrets(kept, plan.passwords)
        logins.carry_out(house.engine, plan)
        _say(terminal, plan, kept)
    terminal.answer(
        {
            "made": plan.made,
            "moved": plan.moved,
            "removed": plan.removed,
            "standing": plan.standing,
            "passwords": None if kept is None else str(kept),
            "statements": shown_statements if dry_run else [],
        }
    )
    return 0


def _say(terminal: Terminal, plan: LoginPlan, kept: Path | None) -> None:
    terminal.say(
        "said.logins",
        made=len(plan.made),
        moved=len(plan.moved),
        removed=len(plan.removed),
        standing=len(plan.standing),
    )
    if kept is not None:
        terminal.say("said.passwords", path=kept, count=len(plan.passwords))


def _beside_home(database: str, moment: datetime) -> Path:
    """Return where the passwords of this run are written when nobody says where."""
    name = make_url(database).database or "fidesk"
    return Path.home() / f"{name}-passwords-{moment:%Y%m%d-%H%M%S}.txt"


def write_secrets(path: Path, passwords: dict[str, str]) -> None:
    """Write logins and passwords into a new file that its maker alone may read.

    On Windows a file has the rights of its folder. Raises `InputError` `passwords_not_written`,
    also where the file is there already: what it holds is not written twice.
    """
    lines = "".join(f"{login}\t{secret}\n" for login, secret in passwords.items())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        cause = error.strerror or str(error)
        raise InputError("passwords_not_written", path=str(path), cause=cause) from error
