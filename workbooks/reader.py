"""The child of `workbooks.apart`: reads one foreign file within bounds, and answers in pieces.

    python -P -m workbooks.reader book|picks MEMORY_BYTES SECONDS PATH

Its answer goes to the standard output: (done,) or (refused, code, parameters); then the book
without its rows; then the rows of each sheet in parts, an empty part behind the last.
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO

from backend.errors import InputError
from workbooks.apart import DONE, NO_MEMORY, PICKS, REFUSED, ROWS_AT_ONCE
from workbooks.intake import read_book
from workbooks.picks import picks_in


def main(work: str, memory_bytes: str, seconds: str, path: str) -> None:
    """Set the bounds, read and answer."""
    _bound(int(memory_bytes), int(seconds))
    answer = sys.stdout.buffer
    try:
        read = picks_in(Path(path)) if work == PICKS else read_book(Path(path))
    except InputError as refused:
        _say(answer, (REFUSED, refused.code, refused.parameters))
        return
    except MemoryError:
        os._exit(NO_MEMORY)
    _say(answer, (DONE,))
    if isinstance(read, list):
        _say(answer, read)
        return
    bare = {name: replace(sheet, rows=()) for name, sheet in read.sheets.items()}
    _say(answer, replace(read, sheets=bare))
    for sheet in read.sheets.values():
        for start in range(0, len(sheet.rows), ROWS_AT_ONCE):
            _say(answer, sheet.rows[start : start + ROWS_AT_ONCE])
        _say(answer, [])


def _bound(memory_bytes: int, seconds: int) -> None:
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    for limit, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(limit)
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (within, hard))


def _say(answer: IO[bytes], content: object) -> None:
    pickle.dump(content, answer, protocol=5)


if __name__ == "__main__":
    main(*sys.argv[1:])
    sys.stdout.buffer.flush()
    # What was read need not be tidied away piece by piece.
    os._exit(0)
