"""Open a backup, whoever made it: nothing in it is trusted before it was checked.

Nothing is ever written where a part's name points. Parts are read in pieces, and none further than
its manifest says; so neither a path nor a bomb does harm.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

from backend.errors import InputError
from backend.queries.chain import Head
from sync.backup.manifest import (
    LARGEST,
    MANIFEST,
    MANIFEST_HASH,
    Manifest,
    Part,
    manifest_hash,
    read_manifest,
)

#: The longest row there may be, in bytes: an outbound file is kept in one.
LONGEST_LINE = 256_000_000
#: Rows deflate to a tenth; what deflates to less than this share is no backup of ours.
_MOST_DEFLATED = 400
_SMALL = 1_000_000
_ENCRYPTED = 0x1
_KINDS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: What reading a damaged zip raises.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Backup:
    """A backup that is open: its manifest is checked, its parts are named rightly."""

    def __init__(self, path: Path, package: zipfile.ZipFile) -> None:
        """Check the names of the parts and the manifest; see `open_backup`."""
        self.path = path
        self._package = package
        self._open: set[IO[bytes]] = set()
        self._members = self._named_once()
        content = self._small(MANIFEST)
        self.manifest_hash = manifest_hash(content)
        # The manifest is judged by its own line first: whatever else is wrong follows from it.
        line = self._small(MANIFEST_HASH)
        if line != f"{self.manifest_hash}  {MANIFEST}\n".encode():
            words = line.decode("utf-8", errors="replace").split()
            expected = words[0][:64] if words else "-"
            raise InputError(
                "backup_manifest_altered",
                path=str(path),
                expected=expected,
                found=self.manifest_hash,
            )
        self.manifest: Manifest = read_manifest(str(path), content)
        self._parts = {part.name: part for part in self.manifest.tables}
        self._check_parts()

    @property
    def schema(self) -> str:
        """The schema that its rows are of."""
        return self.manifest.schema

    @property
    def dialect(self) -> str:
        """The database that it was made from."""
        return self.manifest.dialect

    @property
    def heads(self) -> tuple[Head, ...]:
        """Where the chains ended."""
        return self.manifest.heads

    def count(self, table: str) -> int:
        """Return how many rows a table has, by the manifest."""
        return self._part(table).rows

    def rows(self, table: str) -> Iterator[Mapping[str, Any]]:
        """Yield a table's rows in the order of the part."""
        for _line, row in self.lines(table):
            yield row

    def lines(self, table: str) -> Iterator[tuple[bytes, Mapping[str, Any]]]:
        """Yield a table's lines and what they say.

        Raises `InputError` `backup_damaged`, `backup_size`, `backup_line`.
        """
        part = self._part(table)
        size = 0
        with self._reading(part.path) as file:
            for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), start=1):
                size += len(line)
                if size > part.bytes:
                    break
                yield line, self._row(part, number, line)
        if size != part.bytes:
            raise InputError(
                "backup_size", path=str(self.path), part=part.path, expected=part.bytes, found=size
            )

    def _row(self, part: Part, number: int, line: bytes) -> Mapping[str, Any]:
        try:
            row = json.loads(line) if line.endswith(b"\n") else None
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise InputError("backup_line", path=str(self.path), part=part.path, line=number)
        return row

    def _part(self, table: str) -> Part:
        try:
            return self._parts[table]
        except KeyError:
            raise InputError("backup_part_missing", path=str(self.path), part=table) from None

    def close(self) -> None:
        """Close what somebody stopped reading halfway."""
        while self._open:
            self._open.pop().close()

    # --- what it consists of ---------------------------------------------------------------------

    def _named_once(self) -> dict[str, zipfile.ZipInfo]:
        members = self._package.infolist()
        for name, count in Counter(member.filename for member in members).items():
            if count > 1:
                raise InputError("backup_part_twice", path=str(self.path), part=name)
        found = {member.filename: member for member in members}
        for name in (MANIFEST, MANIFEST_HASH):
            if name not in found:
                raise InputError("backup_part_missing", path=str(self.path), part=name)
        return found

    def _check_parts(self) -> None:
        """Refuse parts that the manifest does not know, that are away, or of another size."""
        paths = Counter(part.path for part in self.manifest.tables)
        for name in sorted(set(self._members) - set(paths) - {MANIFEST, MANIFEST_HASH}):
            raise InputError("backup_part_unexpected", path=str(self.path), part=name)
        for part in self.manifest.tables:
            place = {"path": str(self.path), "part": part.path}
            member = self._members.get(part.path)
            if member is None:
                raise InputError("backup_part_missing", **place)
            if paths[part.path] > 1:
                raise InputError("backup_part_twice", **place)
            if member.file_size != part.bytes:
                size = member.file_size
                raise InputError("backup_size", **place, expected=part.bytes, found=size)

    def _small(self, name: str) -> bytes:
        with self._reading(name) as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise InputError("backup_bomb", path=str(self.path), part=name)
        return content

    @contextmanager
    def _reading(self, name: str) -> Iterator[IO[bytes]]:
        """Open a part to read; what is wrong with it is said with its name."""
        member = self._members[name]
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _KINDS:
            raise InputError("backup_part_unexpected", path=str(self.path), part=name)
        if member.file_size > max(_SMALL, member.compress_size * _MOST_DEFLATED):
            raise InputError("backup_bomb", path=str(self.path), part=name)
        try:
            with self._package.open(member) as file:
                self._open.add(file)
                yield file
                self._open.discard(file)
        except _DAMAGE as error:
            raise InputError(
                "backup_damaged", path=str(self.path), part=name, cause=str(error)
            ) from error


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Open a backup; its parts are not read yet (`sync.backup.check` does).

    Raises `InputError` with the name of what is wrong: `no_backup`, `backup_not_a_zip`,
    `backup_part_missing`, `backup_part_unexpected`, `backup_part_twice`, `backup_size`,
    `backup_bomb`, `backup_damaged`, `backup_manifest_altered`, `backup_manifest`, `backup_format`.
    """
    if not path.is_file():
        raise InputError("no_backup", path=str(path))
    try:
        package = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise InputError("backup_not_a_zip", path=str(path), cause=str(error)) from error
    with package, closing(Backup(path, package)) as backup:
        yield backup
