"""Restore a backup into a new database, and drill: a backup counts only after one."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from backend.bootstrap import unfounded_house
from backend.contract.progress import Progress
from backend.errors import InputError
from backend.files import whole_file
from backend.queries.backup.tables import program_schema, table_names
from backend.services.restoring.restore import restore as replay
from backend.settings import Settings
from sync.backup.check import check
from sync.backup.manifest import Manifest, part_path
from sync.backup.package import Backup, open_backup


@dataclass(frozen=True)
class Restored:
    """A backup that was restored, compared and verified."""

    manifest: Manifest
    manifest_hash: str


def restore(path: Path, target: Settings, moved: Progress) -> Restored:
    """Check the backup at `path` and restore it into the database that `target` names.

    A file must not be there yet: it appears whole or not at all. A database of a server must be
    empty; all rows come in one transaction. Who may restore, the backup's own persons say.
    Raises `InputError` `restore_target_used`, `unknown_login`, `not_permitted`, those of
    `open_backup` and `check`, and those of `backend.services.restoring.restore.restore`.
    """
    with open_backup(path) as backup:
        _require_tables(backup)
        _require_right(backup, target.login)
        if not target.is_file:
            check(backup, moved)
            _into(target, backup, moved)
        else:
            if target.path.exists():
                raise InputError("restore_target_used", database=str(target.path))
            if not target.path.parent.is_dir():
                raise InputError("no_folder", folder=str(target.path.parent))
            check(backup, moved)
            with whole_file(target.path) as draft:
                _into_file(backup, draft, target, moved)
        return Restored(backup.manifest, backup.manifest_hash)


def drill(path: Path, settings: Settings, moved: Progress) -> Restored:
    """Restore the backup at `path` into a temporary file, compare all of it, and delete it.

    A drill of a server's backup needs no server: the file holds the same rows.
    """
    with (
        tempfile.TemporaryDirectory(prefix="fidesk-drill-") as folder,
        open_backup(path) as backup,
    ):
        _require_tables(backup)
        _require_right(backup, settings.login)
        check(backup, moved)
        _into_file(backup, Path(folder) / "drill.db", settings, moved)
        return Restored(backup.manifest, backup.manifest_hash)


def _require_tables(backup: Backup) -> None:
    """Refuse a backup of another schema, or one that has not exactly this program's tables."""
    if backup.schema != program_schema():
        raise InputError("backup_schema", schema=backup.schema, expected=program_schema())
    given, known = {part.name for part in backup.manifest.tables}, set(table_names())
    for name in sorted(known - given):
        raise InputError("backup_part_missing", path=str(backup.path), part=part_path(name))
    for name in sorted(given - known):
        raise InputError("backup_part_unexpected", path=str(backup.path), part=part_path(name))


def _require_right(backup: Backup, login: str) -> None:
    """Refuse somebody who, by the backup's own tables, may not back up."""
    roles = {row.get("login"): row.get("role") for row in backup.rows("person")}
    if login not in roles:
        raise InputError("unknown_login", login=login)
    allowed = {(row.get("role"), row.get("operation")) for row in backup.rows("permission")}
    if (roles[login], "backup") not in allowed:
        raise InputError("not_permitted", login=login)


def _into_file(backup: Backup, file: Path, settings: Settings, moved: Progress) -> None:
    _into(replace(settings, database=str(file)), backup, moved)


def _into(target: Settings, backup: Backup, moved: Progress) -> None:
    engine = unfounded_house(target).engine
    try:
        replay(engine, backup, moved)
    finally:
        engine.dispose()
