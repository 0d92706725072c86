"""What a file is by its size and its first bytes, before it is opened as anything."""

from __future__ import annotations

from pathlib import Path

from backend.errors import InputError

LARGEST_FILE_BYTES = 100 * 2**20

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def look_at_file(path: Path) -> None:
    """Look at a file's size and first bytes. Raises `InputError`."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            # A pipe or a device may never end.
            raise InputError("workbook_missing", path=str(path))
        with path.open("rb") as file:
            start = file.read(8)
            whole_start = start + file.read(2**16)
    except OSError as error:
        raise InputError("workbook_missing", path=str(path)) from error
    if not size:
        raise InputError("workbook_empty", path=str(path))
    if size > LARGEST_FILE_BYTES:
        raise InputError("workbook_too_large", path=str(path))
    if start == _OLE:
        encrypted = _ENCRYPTED in whole_start or _ENCRYPTED in path.read_bytes()
        code = "workbook_encrypted" if encrypted else "workbook_old_format"
        raise InputError(code, path=str(path))
    if not start.startswith(_ZIP):
        raise InputError("workbook_not_excel", path=str(path))
