"""Packs of branches that have no program: made, and taken when they come back.

A pack belongs to the person who makes it: the branch has no login, so that person answers for
having handed it in. It comes back by `push`, or through a folder that is looked into.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from addin.books.branch import branch_named, month_of
from addin.exchange import Examined, pull_book, push_book, result_path
from backend.bootstrap import House
from backend.errors import FideskError, InputError, OutageError
from backend.language import Language, text
from backend.queries.branches import branches
from backend.queries.nodes import open_date
from workbooks.apart import read_apart

BOOK = "branch"
#: What programs leave beside a workbook while it is open.
_LOCKS = ("~$", ".~lock.", ".")


@dataclass(frozen=True)
class Collected:
    """What became of one file: the push, or the sentence of why it could not be read."""

    file: Path
    moved: Path
    result: Path | None
    examined: Examined | None = None
    error: FideskError | None = None

    @property
    def taken(self) -> bool:
        """Whether it was taken, now or before."""
        return self.examined is not None and not self.examined.blocking


def make_packs(
    house: House, folder: Path, language: Language, codes: list[str], month: str
) -> Iterator[Path]:
    """Write the pack of each branch (all when none is named) and yield its path.

    Raises `InputError` `unknown_branch` or `bad_month` before anything is written.
    """
    with house.reading() as connection:
        first = month_of(month, open_date(connection))
        chosen = [branch_named(connection, one) for one in codes] or list(branches(connection))
    for unit in chosen:
        name = unit.name_zh if language is Language.CHINESE else unit.name_en
        title = text("sheet.branch_return", language)
        plain = "".join(sign for sign in name if sign.isalnum() or sign == " ").strip()
        path = folder / f"{title}_{unit.code}{plain}_{first:%Y%m}.xlsx"
        scope = {"branch": unit.code, "month": f"{first:%Y-%m}"}
        pull_book(house, BOOK, path, language, scope)
        yield path


def waiting_in(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return the workbooks of a folder with size and time of change; a lock file is none."""
    found = {}
    for path in sorted(folder.iterdir()):
        known = path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".et", ".csv"}
        if known and path.is_file() and not path.name.startswith(_LOCKS):
            state = path.stat()
            found[path] = (state.st_size, state.st_mtime_ns)
    return found


def collect(house: House, path: Path, language: Language) -> Collected:
    """Push one file and move it: into a folder of what was taken, or of what goes back.

    The database stands before the file moves; a file that is taken twice changes nothing, so a
    stop at any moment leaves only a file to be looked at again. Raises `OutageError` and leaves the
    file where it is: it is not the branch's fault.
    """
    result_name = result_path(path, language).name
    # Hidden until it is done: what a stop leaves behind is no workbook that came in.
    draft = path.with_name(f".{result_name}")
    examined: Examined | None = None
    error: FideskError | None = None
    try:
        # Nobody's other workbook is sent because it was put into a folder.
        if read_apart(path).identity.book != BOOK:
            raise InputError("not_a_pack", path=str(path))
        examined = push_book(house, path, draft)
    except OutageError:
        raise
    except FideskError as refused:
        error = refused
    good = examined is not None and not examined.blocking
    target = path.parent / text(f"file.folder_{'done' if good else 'refused'}", language)
    target.mkdir(exist_ok=True)
    result = None
    if draft.exists():
        result = _free(target, result_name, draft)
        draft.replace(result)
    moved = _free(target, path.name, path)
    path.replace(moved)
    return Collected(path, moved, result, examined, error)


def _free(folder: Path, name: str, path: Path) -> Path:
    """Return a place for a file under a name; one that has it already keeps its own."""
    target = folder / name
    if not target.exists():
        return target
    mark = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return target.with_stem(f"{target.stem}_{mark}")
