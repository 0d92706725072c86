"""Check a backup against its manifest: every hash, every count, every control total."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from backend.contract.progress import Progress
from backend.errors import InputError
from backend.queries.backup.tables import ControlTotals
from sync.backup.manifest import Part
from sync.backup.package import Backup, open_backup

_REPORT_EACH = 1_000


def check(backup: Backup, moved: Progress) -> None:
    """Read every part; return when all of it is as the manifest says.

    Raises `InputError` `backup_hash`, `backup_rows`, `backup_totals`, `backup_entries` and those of
    `Backup.lines`.
    """
    total, done = backup.manifest.rows, 0
    for part in backup.manifest.tables:
        before = done

        def tell(rows: int, before: int = before) -> None:
            moved("backup_check", before + rows, total)

        _check_part(backup, part, tell)
        done += part.rows
        moved("backup_check", done, total)


def check_file(path: Path, moved: Progress, known_hash: str = "") -> Backup:
    """Open and check the backup at `path`; return it, closed, for what its manifest says.

    `known_hash` was noted elsewhere when the backup was made: `backup_other_manifest` when the
    manifest is not that one.
    """
    with open_backup(path) as backup:
        if known_hash and known_hash.strip().lower() != backup.manifest_hash:
            raise InputError(
                "backup_other_manifest",
                path=str(path),
                expected=known_hash,
                found=backup.manifest_hash,
            )
        check(backup, moved)
        return backup


def backups_in(folder: Path) -> list[Path]:
    """Return a folder's backups, by name; raises `InputError` `no_backups` when it has none."""
    found = sorted(path for path in folder.glob("*.zip") if not path.name.startswith("."))
    if not found:
        raise InputError("no_backups", folder=str(folder))
    return found


def _check_part(backup: Backup, part: Part, tell: Callable[[int], None]) -> None:
    digest, totals, count, newest = hashlib.sha256(), ControlTotals(part.name), 0, 0
    place = {"path": str(backup.path), "part": part.path}
    for line, row in backup.lines(part.name):
        digest.update(line)
        try:
            totals.add(row)
        except TypeError:
            raise InputError("backup_line", **place, line=count + 1) from None
        count += 1
        if part.name == "entry":
            newest = row.get("number", 0)
        if count % _REPORT_EACH == 0:
            tell(count)
    if digest.hexdigest() != part.sha256:
        raise InputError("backup_hash", **place, expected=part.sha256, found=digest.hexdigest())
    if count != part.rows:
        raise InputError("backup_rows", **place, expected=part.rows, found=count)
    said = totals.content()
    for name in sorted(set(said) | set(part.totals)):
        if said.get(name) != part.totals.get(name):
            expected, found = part.totals.get(name, "-"), said.get(name, "-")
            raise InputError("backup_totals", **place, column=name, expected=expected, found=found)
    if part.name == "entry" and newest != backup.manifest.newest_entry:
        expected_entry = backup.manifest.newest_entry
        raise InputError("backup_entries", **place, expected=expected_entry, found=newest)
