"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.errors import OutageError

#: What SQLite keeps beside a file that is open.
_BESIDE = ("-wal", "-shm", "-journal")


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a name beside `target` to write to; put it in `target`'s place when all went well.

    Raises `OutageError` `file_not_written` when the place cannot be written; what stood there
    before then still stands there.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    except OSError as error:
        cause = error.strerror or str(error)
        raise OutageError("file_not_written", path=str(target), cause=cause) from error
    finally:
        for ending in ("", *_BESIDE):
            draft.with_name(f"{draft.name}{ending}").unlink(missing_ok=True)
