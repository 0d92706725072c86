"""Read a foreign file in a process of its own, within bounds of memory and time.

A reader can be made to ask for more memory than there is, and then the whole process ends with it;
or to count for hours. Here it is a child that ends, and its caller says one sentence:

    workbook_memory      it asked for more memory than a file of that size may
    workbook_slow        it took longer than a file of that size may
    workbook_unreadable  it ended otherwise, or answered with what is no answer

Whatever the child itself refuses (`workbooks.intake`) arrives here as the same `InputError`. Where
the system knows no limits (Windows) the time is bounded, memory by `workbooks.scan` alone.
"""

from __future__ import annotations

import gc
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any, cast

from backend.contract import Finding
from backend.errors import InputError, OutageError
from backend.language import Language
from workbooks.bounds import Bounds, bounds_of
from workbooks.grid import ReadBook, ReadRow, ReadSheet
from workbooks.identity import Identity
from workbooks.picks import Pick
from workbooks.scan import SheetScan

BOOK, PICKS = "book", "picks"
#: What the child says first.
REFUSED, DONE = "refused", "done"
#: Rows that go over in one piece, so that neither side holds the sheet twice.
ROWS_AT_ONCE = 5_000
#: How the child ends where Python itself found no memory.
NO_MEMORY = 71

#: Bytes of what the child said last that go along with a refusal, for whoever looks into it.
_LAST_WORDS = 2_000
_MEMORY_WORDS = (b"memory allocation of", b"MemoryError", b"bad_alloc")
_TIME_SIGNALS = tuple(getattr(signal, name, 0) for name in ("SIGXCPU", "SIGALRM"))
#: Nobody but the system kills a child with this one, and it does so for want of memory.
_KILLED = getattr(signal, "SIGKILL", 0)
#: All that an answer is made of: a child that read something foreign is not believed further.
_KNOWN = {
    (one.__module__, one.__qualname__): one
    for one in (
        *(ReadBook, ReadSheet, ReadRow, SheetScan, Identity, Finding, Language, Pick),
        *(date, datetime, time, timedelta, set, frozenset),
        *(type(Path()), PurePosixPath, PureWindowsPath),
    )
}


class _Ended(Exception):  # noqa: N818 - no error yet: why it ended decides which
    """The child ended before its answer did."""


class _Answer(pickle.Unpickler):
    """Takes only what an answer is made of."""

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _KNOWN[module, name]
        except KeyError as error:
            raise pickle.UnpicklingError(name) from error


def read_apart(path: Path | str, bounds: Bounds | None = None) -> ReadBook:
    """Read a workbook as `workbooks.intake.read_book` does, but in a child.

    Raises `InputError`, and `OutageError` `reader_not_started`.
    """
    with _asked(BOOK, Path(path), bounds) as answer:
        book = cast("ReadBook", _next(answer))
        sheets = {}
        for identifier, sheet in book.sheets.items():
            rows: list[ReadRow] = []
            while part := _next(answer):
                rows.extend(part)
            sheets[identifier] = replace(sheet, rows=rows)
        return replace(book, sheets=sheets)


def picks_apart(path: Path | str, bounds: Bounds | None = None) -> list[Pick]:
    """Read the picks of a workbook as `workbooks.picks.picks_in` does, but in a child."""
    with _asked(PICKS, Path(path), bounds) as answer:
        return cast("list[Pick]", _next(answer))


@contextmanager
def _asked(work: str, path: Path, bounds: Bounds | None) -> Iterator[IO[bytes]]:
    """Yield the child's answer behind its first word; the child has ended when this ends."""
    given = bounds or bounds_of(path)
    late: list[bool] = []
    with TemporaryFile() as said:
        child = _start(work, path, given, said)
        answer = cast("IO[bytes]", child.stdout)

        def stop() -> None:
            late.append(True)
            child.kill()

        timer = Timer(given.seconds, stop)
        timer.start()
        try:
            with _no_collection():
                _say_refused(answer)
                yield answer
        except (_Ended, MemoryError) as ended:
            child.kill()
            code = child.wait()
            said.seek(0)
            words = said.read()
            ended.add_note(f"exit {code}: {words[-_LAST_WORDS:].decode(errors='replace')}")
            here = isinstance(ended, MemoryError)
            cause = "workbook_memory" if here else refusal_of(code, words, late=bool(late))
            raise InputError(cause, path=str(path)) from ended
        finally:
            timer.cancel()
            child.kill()
            answer.close()
            child.wait()


def _start(work: str, path: Path, bounds: Bounds, said: IO[bytes]) -> subprocess.Popen[bytes]:
    limits = (str(bounds.memory_bytes), str(max(1, round(bounds.seconds))))
    # -P: nothing is imported from the folder in which a foreign file may lie.
    order = [sys.executable, "-P", "-m", "workbooks.reader", work, *limits, str(path)]
    try:
        return subprocess.Popen(  # noqa: S603 - our own program, and the file's name as one word
            order,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise OutageError("reader_not_started", cause=error.strerror or str(error)) from error


def _say_refused(answer: IO[bytes]) -> None:
    word, *rest = cast("tuple[Any, ...]", _next(answer))
    if word == REFUSED:
        code, parameters = rest
        raise InputError(code, **parameters)


def _next(answer: IO[bytes]) -> Any:
    try:
        return _Answer(answer).load()
    except MemoryError:
        raise
    except Exception as error:
        # Half an answer fails in as many ways as there are things in it.
        raise _Ended from error


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let no search for cycles run while millions of cells without any arrive."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def refusal_of(code: int, said: bytes, *, late: bool) -> str:
    """Return what a child's end means: its exit code or signal, its last words, its lateness."""
    if code == NO_MEMORY or any(word in said for word in _MEMORY_WORDS):
        return "workbook_memory"
    if late or -code in _TIME_SIGNALS:
        return "workbook_slow"
    return "workbook_memory" if _KILLED and -code == _KILLED else "workbook_unreadable"
