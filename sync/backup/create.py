"""Make a backup: seal, read everything in one snapshot, write it whole."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from backend.bootstrap import House
from backend.contract.progress import Progress
from backend.errors import UsageError
from backend.files import whole_file
from backend.queries.backup.tables import ControlTotals, origin, row_count, rows_of, table_names
from backend.queries.chain import canonical_row, plain
from backend.queries.verification.verify import verify
from backend.services.sealing import seal
from sync.backup.manifest import MANIFEST, MANIFEST_HASH, Manifest, Part, manifest_hash, part_path

#: The same rows make the same bytes, whenever they are written.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_REPORT_EACH = 1_000


@dataclass(frozen=True)
class Made:
    """A backup that was made: where it is, its manifest, and by what the manifest is known."""

    path: Path
    manifest: Manifest
    manifest_hash: str


def create(house: House, folder: Path, moved: Progress) -> Made:
    """Make a backup of the house in `folder`; it appears whole or not at all.

    What is not sealed yet is sealed first. Everything is read in one snapshot: people go on
    working. A database in which something was altered is backed up too, and its manifest says so.
    Raises `UsageError` `no_folder`, `OutageError` when the place cannot be written.
    """
    if not folder.is_dir():
        raise UsageError("no_folder", folder=str(folder))
    sealed = seal(house.engine, house.clock)
    moment = sealed.sealed_at.astimezone(UTC)
    with house.reading() as connection:
        target = _free_name(folder, f"fidesk_{moment:%Y%m%dT%H%M%SZ}")
        with whole_file(target) as draft, zipfile.ZipFile(draft, "w") as package:
            parts = tuple(_write_tables(connection, package, moved))
            known = origin(connection)
            manifest = Manifest(
                schema=known.schema,
                dialect=known.dialect,
                database_id=known.database_id,
                business_date=known.business_date.isoformat(),
                made_at=plain(moment),
                made_by=house.login,
                newest_entry=known.newest_entry,
                discrepancies=len(verify(connection)),
                heads=tuple(known.heads.values()),
                tables=parts,
            )
            content = manifest.content()
            digest = manifest_hash(content)
            package.writestr(_member(MANIFEST), content)
            package.writestr(_member(MANIFEST_HASH), f"{digest}  {MANIFEST}\n")
    return Made(target, manifest, digest)


def _free_name(folder: Path, stem: str) -> Path:
    """Return a name that nothing has yet: two backups of one second stand side by side."""
    target, number = folder / f"{stem}.zip", 1
    while target.exists():
        number += 1
        target = folder / f"{stem}_{number}.zip"
    return target


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _NO_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = 3
    member.external_attr = 0o600 << 16
    return member


def _write_tables(
    connection: Connection, package: zipfile.ZipFile, moved: Progress
) -> Iterator[Part]:
    names = table_names()
    counts = {name: row_count(connection, name) for name in names}
    total, done = sum(counts.values()), 0
    for name in names:
        before = done

        def tell(rows: int, before: int = before) -> None:
            moved("backup_rows", before + rows, total)

        yield _write_part(package, name, rows_of(connection, name), tell)
        done += counts[name]
        moved("backup_rows", done, total)


def _write_part(
    package: zipfile.ZipFile,
    name: str,
    rows: Iterator[Mapping[str, Any]],
    tell: Callable[[int], None],
) -> Part:
    digest, totals = hashlib.sha256(), ControlTotals(name)
    count = size = 0
    with (
        package.open(_member(part_path(name)), "w", force_zip64=True) as raw,
        io.BufferedWriter(raw, 1 << 20) as part,
    ):
        for row in rows:
            line = (canonical_row(list(row), list(row.values())) + "\n").encode()
            part.write(line)
            digest.update(line)
            totals.add(row)
            count, size = count + 1, size + len(line)
            if count % _REPORT_EACH == 0:
                tell(count)
    return Part(name, count, size, digest.hexdigest(), totals.content())
