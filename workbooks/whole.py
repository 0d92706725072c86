"""A workbook that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xlsxwriter.exceptions import FileCreateError

from backend.files import whole_file


@contextmanager
def whole_workbook(target: Path) -> Iterator[Path]:
    """Give a name to write a workbook to; see `whole_file`. Raises `OutageError`."""
    with whole_file(target) as draft:
        try:
            yield draft
        except FileCreateError as error:
            # XlsxWriter wraps what the system said.
            cause = error.args[0] if error.args else None
            raise cause if isinstance(cause, OSError) else OSError(str(error)) from error
