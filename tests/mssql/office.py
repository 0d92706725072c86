"""The office's work on either database: the sample, a morning's files, a day's commands, the books.

The same functions do and ask everything on both, so that what they answer can be compared.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from addin.books import READERS
from addin.books.reader import Asked
from backend.bootstrap import House, found_house
from backend.contract import Command, Outcome
from backend.contract.evaluation import ConfirmEvaluation, EvaluateInstitution, Factor, JudgeFactor
from backend.contract.feeds import FeedTaken
from backend.contract.office import MatterAction, NoteMatter
from backend.contract.reciprocity import SetReciprocityPlan
from backend.contract.reconciliation import TreatBreak, Treatment
from backend.contract.review import PlanReview, ReportSource, ReviewKind
from backend.language import Language
from backend.queries.breaks.listing import break_rows
from backend.queries.cells.snapshot import take_snapshot
from backend.queries.evaluation.evaluations import read_evaluations
from backend.queries.meeting_paper.material import brief_facts
from backend.queries.reciprocity import flow_years
from backend.queries.totals import totals
from backend.queries.verification.verify import verify
from backend.services.execute import execute
from backend.services.issued_reports import Paper, content_hash_of, issue_reports
from backend.services.reconciliation.reconciling import Reconciled, reconcile
from backend.services.sealing import seal
from backend.settings import Settings
from backend.store.tables import metadata
from sync.dealings.load import load_dealings_sample
from sync.feeds.sample_taken import load_feeds_sample
from sync.load import SAMPLE, load_sample
from sync.outbound import export_risk
from sync.sample.meetings import load_meetings_sample
from sync.sample_events import load_events_sample
from sync.statements.load import load_evaluation_sample
from tests.desk.desk import OF_ONE
from tests.mssql import houses
from workbooks.book import BookKind
from workbooks.contents import Contents
from workbooks.sheets.words import Words

#: A moment with microseconds, as a clock gives it.
MORNING = datetime.fromisoformat("2026-11-23T10:00:00.123457+08:00")
MONDAY = date(2026, 11, 23)
OFFICER, CHECKER, ADMINISTRATOR = "li_ming", "zhang_wei", "zhao_lei"
BANK = "EXMBDEFF"


def silent(_step: str, _done: int, _total: int) -> None:
    """Show no bar."""


@dataclass
class Office:
    """An office in a database, and how long each of its steps took."""

    house: House
    folder: Path
    seconds: dict[str, float] = field(default_factory=dict)
    taken: Any = None
    outcomes: list[Outcome] = field(default_factory=list)
    papers: dict[str, Any] = field(default_factory=dict)

    def at(self, login: str) -> House:
        """Return the house as this person opens it."""
        return replace(self.house, settings=replace(self.house.settings, login=login))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Note how long a step takes; nothing depends on it."""
        started = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - started, 1)

    def do(self, *commands: Command) -> list[Outcome]:
        """Carry out commands, each of which must be accepted."""
        outcomes = execute(self.house.engine, commands, self.house.clock)
        assert all(one.accepted for one in outcomes), outcomes
        return outcomes


def found_office(database: str, folder: Path) -> Office:
    """Found a house in a new database and load the sample's invented banks, every subject."""
    settings = Settings(database, ADMINISTRATOR, Language.ENGLISH)
    house = houses.kept(found_house(settings, lambda: MORNING))
    office = Office(house, folder)
    sample = _invented(folder / "sample")
    with office.step("sample"):
        assert not load_sample(house, silent, sample).refused
    with office.step("evaluation"):
        load_evaluation_sample(office.at(OFFICER), silent, sample)
    for name, load in (
        ("events", load_events_sample),
        ("meetings", load_meetings_sample),
        ("dealings", load_dealings_sample),
    ):
        with office.step(name):
            load(office.at(OFFICER), silent)
    return office


def _invented(folder: Path) -> Path:
    """Return a copy of the sample with its invented banks only."""
    folder.mkdir(parents=True)
    for source in SAMPLE.glob("*.csv"):
        lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
        if source.stem == "institutions" or lines[0].startswith(("bic8,", "institution,")):
            lines = [lines[0], *(line for line in lines if line.startswith("EXM"))]
        if source.stem == "deals":
            lines = [lines[0], *(line for line in lines if ",EXM" in line)]
        (folder / source.name).write_text("".join(lines), encoding="utf-8")
    return folder


# --- a day --------------------------------------------------------------------------------------


def morning(office: Office) -> tuple[list[FeedTaken], Reconciled]:
    """Take the files of the last close, with their breaks, and reconcile; return what became."""
    with office.step("feeds"):
        taken = load_feeds_sample(office.at(OFFICER), office.folder / "files", silent)
    with office.step("reconcile"):
        house = office.house
        reconciled = reconcile(house.engine, None, house.clock, OFFICER)
        assert reconciled.added
        assert reconcile(house.engine, None, house.clock, OFFICER).repeated
    return taken, reconciled


def _treated(office: Office) -> TreatBreak:
    """Return the treatment of the first break, as it stands."""
    with office.house.reading() as connection:
        first = break_rows(connection)[0]
    return TreatBreak(
        id="treated",
        login=OFFICER,
        number=first.key,
        version=int(first.version),
        responsible_unit="financial_institutions",
        owner=OFFICER,
        treatment=Treatment.THEY_CORRECT,
        explanation="对方明日更正",
        promised_date=date(2026, 11, 25),
    )


def afternoon(office: Office) -> list[Outcome]:
    """Judge, evaluate, let another person confirm, plan a year, note a matter."""
    with office.step("commands"):
        outcomes = office.do(
            JudgeFactor(
                id="judged",
                login=OFFICER,
                institution=BANK,
                fiscal_year=2025,
                factor=Factor.GOVERNANCE,
                level=2,
                reason="董事会一年内换届两次",
                base_level=_level(office),
            ),
            EvaluateInstitution(id="evaluated", login=OFFICER, institution=BANK),
            SetReciprocityPlan(
                id="planned",
                login=OFFICER,
                institution=BANK,
                year=2027,
                target_minor=9_000_000_00,
                base_target_minor=None,
                strategy="negotiate",
                base_strategy="",
                points="换回信用证通知业务",
                base_points="",
            ),
            PlanReview(
                id="reviewed",
                login=OFFICER,
                institution=BANK,
                fiscal_year=2025,
                analyst="wang_fang",
                kind=ReviewKind.FULL,
                report_source=ReportSource.VENDOR,
                received_date=date(2026, 6, 30),
                recommended_minor=None,
                recommended_tenor_days=None,
                committee_date=None,
                approval_number="",
                valid_until=None,
                next_reminder=date(2026, 12, 1),
                note="等待审计附注",
                version=0,
            ),
            _treated(office),
            NoteMatter(
                id="noted",
                login=OFFICER,
                matter="event/SJ-20261123-001",
                action=MatterAction.HANDED,
                hand_to="wang_fang",
                until_date=None,
                note="请核对评级",
                version=0,
            ),
        )
        confirmed = ConfirmEvaluation(
            id="confirmed", login=CHECKER, evaluation="evaluated", confirmed=True, version=1
        )
        return outcomes + office.do(confirmed)


def evening(office: Office) -> dict[str, Any]:
    """Send the limit system its file and issue a paper twice; return both."""
    paper = Paper(
        kind="evaluation",
        subject=BANK,
        parameters={"year": "2025", "language": "zh"},
        name="评价报告_v{version}.pdf",
        content_hash=content_hash_of({"grade": 5}),
    )
    with office.step("evening"):
        sent = export_risk(office.at(OFFICER), office.folder / "out")
        issued = issue_reports(
            office.house.engine, [paper, paper], office.house.clock, OFFICER
        ) + issue_reports(office.house.engine, [paper], office.house.clock, OFFICER)
    assert sent is not None
    file, path = sent
    return {"sent": file, "bytes": path.read_bytes(), "issued": issued}


def _level(office: Office) -> int | None:
    with office.house.reading() as connection:
        for row in read_evaluations(connection, MONDAY):
            if row.institution.bic8 == BANK and Factor.GOVERNANCE in row.judgements:
                return row.judgements[Factor.GOVERNANCE].level
    return None


# --- what it comes to -----------------------------------------------------------------------------


def books(office: Office, login: str = OFFICER) -> dict[str, Any]:
    """Return the rows of every book, and the cells of the versions that they carry."""
    whole = Asked(day=MONDAY, moment=MORNING, login=login, language=Language.ENGLISH)
    found: dict[str, Any] = {}
    for name, reader in READERS.items():
        asked = replace(whole, scope=OF_ONE.get(name, {}))
        with office.step(f"book {name}"), office.house.reading() as connection:
            contents = reader.contents(connection, asked)
            cells = _cells(reader.kind, contents)
            versions = {
                register: {row["key"]: row["version"] or "" for row in rows}
                for register, rows in cells.items()
            }
            bases = reader.bases(connection, asked, versions)
        found[name] = {"cells": cells, "bases": bases, "more": contents.more}
        found[name] |= {"rows": contents.rows, "lookups": contents.lookups}
    return found


def _cells(kind: BookKind, contents: Contents) -> dict[str, list[dict[str, Any]]]:
    """Return what the sheets show, row by row."""
    words = Words(contents.lookups, Language.CHINESE)
    return {
        register.identifier: [
            {column.identifier: column.shown(row, words) for column in register.columns}
            for row in contents.rows[register.identifier]
        ]
        for register in kind.registers(contents.lookups)
    }


def papers(office: Office) -> dict[str, Any]:
    """Return what papers and cells are made from."""
    with office.step("papers"), office.house.reading() as connection:
        shot = take_snapshot(connection, MORNING)
        return {
            "evaluations": read_evaluations(connection, MONDAY),
            "brief": brief_facts(connection, BANK, MONDAY),
            "grades": shot.evaluation,
            "limits": (shot.day, shot.line_ids, shot.parameters.rates, shot.book),
            "flows": flow_years.read_flow_year(connection, 2026, MONDAY),
            "totals": totals(connection),
        }


def counts(office: Office) -> Mapping[str, int]:
    """Return how many rows each table has."""
    with office.house.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


def sealed(office: Office) -> tuple[Mapping[str, int], list[Any]]:
    """Seal everything; return how much, and what a verification finds."""
    with office.step("seal"):
        done = seal(office.house.engine, office.house.clock)
    with office.step("verify"), office.house.reading() as connection:
        return done.counts, verify(connection, done.heads.values())
