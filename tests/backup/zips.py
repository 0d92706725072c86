"""Take a backup apart and put it together otherwise, as somebody with a zip program would."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

MANIFEST, HASH = "manifest.json", "manifest.sha256"
Parts = dict[str, bytes]


def taken_apart(path: Path) -> Parts:
    """Return part → content."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def put_together(path: Path, parts: Parts, *twice: tuple[str, bytes]) -> None:
    """Write a zip of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
        for name, content in twice:
            package.writestr(name, content)


def signed(parts: Parts, change: Callable[[dict[str, Any]], None]) -> Parts:
    """Return the parts with another manifest, and the hash line that fits it."""
    manifest = json.loads(parts[MANIFEST])
    change(manifest)
    content = json.dumps(manifest).encode()
    line = f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode()
    return {**parts, MANIFEST: content, HASH: line}


def part_of(manifest: dict[str, Any], table: str) -> dict[str, Any]:
    """Return what the manifest says of a table."""
    found: dict[str, Any] = next(one for one in manifest["tables"] if one["name"] == table)
    return found


def rewritten(parts: Parts, table: str, lines: list[bytes], **said: Any) -> Parts:
    """Return the parts with other lines in a table, its bytes and hash told rightly."""
    content = b"".join(lines)

    def change(manifest: dict[str, Any]) -> None:
        part_of(manifest, table).update(
            bytes=len(content), sha256=hashlib.sha256(content).hexdigest(), rows=len(lines), **said
        )

    return signed({**parts, f"tables/{table}.jsonl": content}, change)
