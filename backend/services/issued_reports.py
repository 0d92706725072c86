"""Papers that were issued: each printing has a number, and says which version and printing it is.

A paper is known by its kind, its subject and its parameters. When what it says has changed since
it was last issued, it is the next version; the same again is the next printing of its version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Engine, insert, select

from backend.dates import SHANGHAI, Clock
from backend.services.content import canonical
from backend.services.transaction import transact
from backend.store.tables.office import issued_report

#: 报表: the letters before a report's number.
PREFIX = "BB"
#: Stands in a name for the version, which only the service knows.
VERSION = "{version}"
_SUBJECTS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is about to be issued.

    `kind` is the report's (`evaluation`), `subject` what it is about (a BIC8), `parameters` what
    was asked for besides (`{"year": "2025", "language": "zh"}`). `name` is the file's name, in
    which `{version}` stands for the version. `content_hash` covers what the paper says, without
    its number and the time of printing (`content_hash_of`).
    """

    kind: str
    subject: str
    parameters: Mapping[str, str]
    name: str
    content_hash: str


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What a printing is called: `number` stands on every page (BB-20261123-0001)."""

    number: str
    version: int
    print_number: int
    name: str
    made_at: datetime


def content_hash_of(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of a paper's content in canonical JSON: texts, numbers, dates, codes."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def issue_reports(
    engine: Engine, papers: Sequence[Paper], clock: Clock, login: str
) -> list[Issued]:
    """Record these printings in one transaction and return their numbers in the same order."""

    def work(connection: Connection) -> list[Issued]:
        moment = clock()
        history = _History(connection, papers)
        taken = _last_number(connection, moment.astimezone(SHANGHAI).date())
        issued, rows = [], []
        for place, paper in enumerate(papers, taken + 1):
            number = f"{_stem(moment.astimezone(SHANGHAI).date())}{place:04d}"
            version, printing = history.next(paper)
            name = paper.name.replace(VERSION, str(version))
            issued.append(
                Issued(
                    number=number,
                    version=version,
                    print_number=printing,
                    name=name,
                    made_at=moment,
                )
            )
            rows.append(
                {
                    "id": number,
                    "kind": paper.kind,
                    "subject": paper.subject,
                    "parameters": canonical(paper.parameters),
                    "name": name,
                    "content_hash": paper.content_hash,
                    "print_number": printing,
                    "made_at": moment,
                    "made_by": login,
                }
            )
        connection.execute(insert(issued_report), rows)
        return issued

    return transact(engine, work, repeatable=False) if papers else []  # again: another printing


class _History:
    """What was issued before, by paper, in the order of issue; it grows with the batch."""

    def __init__(self, connection: Connection, papers: Sequence[Paper]) -> None:
        self._hashes: dict[tuple[str, str, str], list[str]] = {}
        by_kind: dict[str, list[str]] = {}
        for paper in papers:
            by_kind.setdefault(paper.kind, []).append(paper.subject)
        columns = issued_report.c
        for kind, subjects in by_kind.items():
            for start in range(0, len(subjects), _SUBJECTS_AT_ONCE):
                some = subjects[start : start + _SUBJECTS_AT_ONCE]
                found = connection.execute(
                    select(columns.subject, columns.parameters, columns.content_hash)
                    .where(columns.kind == kind, columns.subject.in_(some))
                    .order_by(columns.made_at, columns.id)
                )
                for row in found:
                    key = (kind, row.subject, row.parameters)
                    self._hashes.setdefault(key, []).append(row.content_hash)

    def next(self, paper: Paper) -> tuple[int, int]:
        """Return (version, printing) of a paper, and remember it."""
        key = (paper.kind, paper.subject, canonical(paper.parameters))
        hashes = self._hashes.setdefault(key, [])
        hashes.append(paper.content_hash)
        versions = [
            place for place, held in enumerate(hashes) if place == 0 or held != hashes[place - 1]
        ]
        return len(versions), len(hashes) - versions[-1]


def _stem(day: date) -> str:
    return f"{PREFIX}-{day:%Y%m%d}-"


def _last_number(connection: Connection, day: date) -> int:
    stem, column = _stem(day), issued_report.c.id
    # The range finds them by index, which LIKE alone does not do on SQLite.
    today = column.between(f"{stem}0", f"{stem}99999999") & column.like(f"{stem}%")
    numbers = (one.removeprefix(stem) for one in connection.scalars(select(column).where(today)))
    return max((int(one) for one in numbers if one.isdecimal()), default=0)
