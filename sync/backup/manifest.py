"""The manifest: what a backup is of, and what each of its parts must be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from backend.errors import InputError
from backend.queries.chain import Head

#: The format of the parts and of this file.
FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_HASH = "manifest.sha256"
#: A manifest is some kilobytes; what is larger is none.
LARGEST = 4_000_000

_FIELDS = {
    "format": int,
    "schema": str,
    "dialect": str,
    "database_id": str,
    "business_date": str,
    "made_at": str,
    "made_by": str,
    "newest_entry": int,
    "discrepancies": int,
    "heads": list,
    "tables": list,
}
_PART_FIELDS = {"name": str, "rows": int, "bytes": int, "sha256": str, "totals": dict}


@dataclass(frozen=True)
class Part:
    """One table's part: its rows and bytes, their SHA-256, and the control totals of its money.

    `totals` says `column` and `column/currency` → sum, as text in full.
    """

    name: str
    rows: int
    bytes: int
    sha256: str
    totals: Mapping[str, str]

    @property
    def path(self) -> str:
        """Where it stands in the backup."""
        return part_path(self.name)


@dataclass(frozen=True)
class Manifest:
    """What a backup is of. Instants are UTC with six decimals, dates ISO.

    `discrepancies` is how many `fidesk verify` found in the database when it was made.
    """

    schema: str
    dialect: str
    database_id: str
    business_date: str
    made_at: str
    made_by: str
    newest_entry: int
    discrepancies: int
    heads: tuple[Head, ...]
    tables: tuple[Part, ...]

    def content(self) -> bytes:
        """Return the manifest as it is written."""
        said = {"format": FORMAT, **asdict(self)}
        return (json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(part.rows for part in self.tables)


def part_path(table: str) -> str:
    """Return where a table's part stands in a backup."""
    return f"tables/{table}.jsonl"


def manifest_hash(content: bytes) -> str:
    """Return what a manifest is known by: its SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read_manifest(path: str, content: bytes) -> Manifest:
    """Return the manifest of the backup at `path`.

    Raises `InputError` `backup_format` for one of another format, `backup_manifest` for what is
    none.
    """
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise InputError("backup_manifest", path=path, field="-") from None
    if not isinstance(said, dict):
        raise InputError("backup_manifest", path=path, field="-")
    if said.get("format") != FORMAT:
        raise InputError("backup_format", path=path, format=said.get("format"), expected=FORMAT)
    _require(path, said, _FIELDS)
    for part in said["tables"]:
        _require(path, part, _PART_FIELDS)
    for head in said["heads"]:
        _require(path, head, {"stream": str, "number": int, "chain_hash": str})
    own = {name: said[name] for name in _FIELDS if name not in {"format", "heads", "tables"}}
    return Manifest(
        **own,
        heads=tuple(Head(**head) for head in said["heads"]),
        tables=tuple(Part(**part) for part in said["tables"]),
    )


def _require(path: str, said: Any, fields: Mapping[str, type]) -> None:
    """Refuse what lacks a field, has one more, or says it in another kind."""
    if not isinstance(said, dict):
        raise InputError("backup_manifest", path=path, field="-")
    for name in sorted(set(said) ^ set(fields)):
        raise InputError("backup_manifest", path=path, field=name)
    for name, kind in fields.items():
        if type(said[name]) is not kind or (kind is int and said[name] < 0):
            raise InputError("backup_manifest", path=path, field=name)
