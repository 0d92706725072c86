"""Backups: create, list, verify, restore, drill."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from addin.commands.common import terminal_of
from addin.commands.houses import check_place, writer_of
from addin.terminal import Terminal
from addin.words import group, option
from backend.bootstrap import shown
from backend.errors import InputError

if TYPE_CHECKING:  # read where a backup is
    from sync.backup.manifest import Manifest

backup_command = group("backup")


@backup_command.order("create")
@option("-o", "--output", type=click.Path(path_type=Path), default=Path())
@click.pass_context
def create_order(context: click.Context, /, output: Path) -> int:
    """Make a backup."""
    from sync.backup.create import create  # noqa: PLC0415 - only here

    terminal, house = terminal_of(context), writer_of(context, "backup")
    with terminal.progress() as move:
        made = create(house, output, move)
    manifest = made.manifest
    terminal.say("said.backup_made", path=made.path, **_counts(manifest))
    terminal.say("said.backup_hash", hash=made.manifest_hash)
    for head in manifest.heads:
        terminal.say("said.backup_head", **_head(head))
    if manifest.discrepancies:
        terminal.say("said.backup_unsound", count=manifest.discrepancies)
    terminal.answer(_content(made.path, manifest, made.manifest_hash))
    return 1 if manifest.discrepancies else 0


@backup_command.order("list")
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_context
def list_order(context: click.Context, /, folder: Path) -> int:
    """List what a folder holds."""
    from sync.backup.check import backups_in  # noqa: PLC0415 - only here
    from sync.backup.package import open_backup  # noqa: PLC0415 - only here

    terminal = terminal_of(context)
    rows, answers, bad = [], [], []
    for path in backups_in(folder):
        try:
            with open_backup(path) as backup:
                manifest, digest = backup.manifest, backup.manifest_hash
        except InputError as error:
            bad.append((path, error))
            continue
        answers.append(_content(path, manifest, digest))
        entry, count = str(manifest.newest_entry), str(manifest.rows)
        rows.append(
            [path.name, manifest.made_at, manifest.business_date, manifest.made_by, entry, count]
        )
    names = ("file", "made_at", "business_date", "made_by", "newest_entry", "rows")
    terminal.table("", [terminal.text(f"backup_column.{name}") for name in names], rows, 2)
    refused = _say_bad(terminal, bad)
    terminal.answer({"backups": answers, "refused": refused})
    return 1 if bad else 0


@backup_command.order("verify")
@click.argument("place", type=click.Path(path_type=Path))
@option("--manifest-hash", default="")
@click.pass_context
def verify_order(context: click.Context, /, place: Path, manifest_hash: str) -> int:
    """Check a backup, or every one of a folder."""
    from sync.backup.check import backups_in, check_file  # noqa: PLC0415 - only here

    terminal = terminal_of(context)
    good, bad = [], []
    for path in backups_in(place) if place.is_dir() else [place]:
        try:
            with terminal.progress() as move:
                backup = check_file(path, move, manifest_hash)
        except InputError as error:
            if not place.is_dir():
                raise
            bad.append((path, error))
            continue
        counts = _counts(backup.manifest)
        del counts["entry"]
        terminal.say("said.backup_good", path=path, hash=backup.manifest_hash, **counts)
        good.append(_content(path, backup.manifest, backup.manifest_hash))
    refused = _say_bad(terminal, bad)
    terminal.answer({"backups": good, "refused": refused})
    return 1 if bad else 0


@backup_command.order("restore")
@click.argument("file", type=click.Path(path_type=Path))
@option("--database", "new_database", required=True)
@click.pass_context
def restore_order(context: click.Context, /, file: Path, new_database: str) -> int:
    """Restore into a new database; who may, the backup's own persons say."""
    from sync.backup.restore import restore  # noqa: PLC0415 - only here

    terminal = terminal_of(context)
    target = replace(context.obj[0], database=new_database)
    check_place(target)
    with terminal.progress() as move:
        restored = restore(file, target, move)
    counts = _counts(restored.manifest)
    terminal.say(
        "said.restored", database=shown(target), tables=counts["tables"], rows=counts["rows"]
    )
    answer = _content(file, restored.manifest, restored.manifest_hash)
    terminal.answer({**answer, "database": shown(target), "equal": True, "sound": True})
    return 0


@backup_command.order("drill")
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_context
def drill_order(context: click.Context, /, file: Path) -> int:
    """Restore into a temporary database, compare, delete."""
    from sync.backup.restore import drill  # noqa: PLC0415 - only here

    terminal = terminal_of(context)
    with terminal.progress() as move:
        drilled = drill(file, context.obj[0], move)
    manifest = drilled.manifest
    for part in manifest.tables:
        for column, total in part.totals.items():
            if "/" not in column and total != "0":
                terminal.say("said.drill_total", table=part.name, column=column, sum=total)
    counts = _counts(manifest)
    terminal.say("said.drilled", tables=counts["tables"], rows=counts["rows"])
    answer = _content(file, manifest, drilled.manifest_hash)
    terminal.answer({**answer, "equal": True, "sound": True})
    return 0


def _counts(manifest: Manifest) -> dict[str, Any]:
    return {
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "day": manifest.business_date,
        "entry": manifest.newest_entry,
    }


def _head(head: Any) -> dict[str, Any]:
    return {"stream": head.stream, "number": head.number, "hash": head.chain_hash}


def _content(path: Path, manifest: Manifest, digest: str) -> dict[str, Any]:
    """Return a backup as JSON says it."""
    said = asdict(manifest)
    tables = {part.name: {"rows": part.rows, "totals": part.totals} for part in manifest.tables}
    return {**said, "file": str(path), "manifest_hash": digest, "tables": tables}


def _say_bad(terminal: Terminal, bad: list[tuple[Path, InputError]]) -> list[dict[str, str]]:
    """Say what is wrong with each backup of a folder; return it for the machine."""
    refused = []
    for path, error in bad:
        sentence = error.sentence(terminal.language)
        terminal.line(f"- {sentence}")
        refused.append({"file": str(path), "error": error.code, "message": sentence})
    return refused
