"""The review campaign as a desk plans it: rows kept, refused, counted, and reminded of."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from backend.contract import Outcome, OutcomeCode
from backend.contract.office import MatterKind
from backend.contract.review import PlanReview, ReportSource, ReviewKind, ReviewStage
from backend.language import Language
from backend.queries.home.matters import open_matters
from backend.queries.review.campaign import read_reviews
from backend.queries.review.rows import ReviewRow
from backend.queries.sheets.limits_book import read_limits_book
from tests.evaluation.desk import confirm, evaluate, ready, rows, statement, take
from tests.house import BING, MILLION, MONDAY, YI, YI_SINGAPORE, House, with_lines

YESTERDAY = MONDAY - timedelta(days=1)
NEXT_WEEK = MONDAY + timedelta(days=7)


def plan(house: House, **fields: Any) -> Outcome:
    usual: dict[str, Any] = {
        "institution": YI,
        "fiscal_year": 2025,
        "analyst": "",
        "kind": ReviewKind.FULL,
        "report_source": None,
        "received_date": None,
        "recommended_minor": None,
        "recommended_tenor_days": None,
        "committee_date": None,
        "approval_number": "",
        "valid_until": None,
        "next_reminder": None,
        "note": "",
        "version": 0,
    }
    return house.send(PlanReview, **{**usual, **fields})


def campaign(house: House) -> dict[str, ReviewRow]:
    found = house.reading(lambda connection: read_reviews(connection, house.today, 2025))
    return {row.institution.bic8: row for row in found}


def test_who_has_a_line_is_reviewed_in_full_and_branches_with_their_head_office(
    tmp_path: Path,
) -> None:
    house = with_lines(tmp_path)
    take(house, statement(2024, BING))
    found = campaign(house)
    assert set(found) == {YI, BING}
    assert found[YI].planned.kind is ReviewKind.FULL
    assert found[YI].approved_minor == 200 * MILLION
    assert found[BING].planned.kind is ReviewKind.SIMPLE, "it has no line"
    assert found[BING].approved_minor is None
    assert (found[YI].stage, found[YI].awaited) == (ReviewStage.AWAITED, True)
    assert found[BING].fiscal_year_end == date(2025, 12, 31)
    assert plan(house, institution=BING, kind=ReviewKind.KYC_ONLY).accepted
    assert not campaign(house)[BING].awaited


def test_every_stage_follows_from_what_stands(tmp_path: Path) -> None:
    house = ready(tmp_path)
    take(house, statement(2025, total_liabilities=449 * 1_000 * MILLION))
    row = campaign(house)[YI]
    assert row.stage is ReviewStage.ENTERED
    assert row.statement is not None
    assert row.statement.difference_minor == 1_000 * MILLION
    assert row.statement.entered_by.en
    evaluated = evaluate(house)
    assert evaluated.accepted
    assert campaign(house)[YI].stage is ReviewStage.SCORED
    assert confirm(house, rows(house)[0].key).accepted
    row = campaign(house)[YI]
    assert row.stage is ReviewStage.CHECKED
    assert row.year is not None
    assert row.year.checker is not None
    assert row.year.grade == rows(house)[0].grade
    assert row.year.proposed_minor == rows(house)[0].proposal.limit_minor
    assert plan(house, committee_date=MONDAY).accepted
    assert campaign(house)[YI].stage is ReviewStage.COMMITTEE
    approved = {"approval_number": "批〔2026〕1号", "valid_until": NEXT_WEEK, "version": 1}
    assert plan(house, committee_date=MONDAY, **approved).accepted
    assert campaign(house)[YI].stage is ReviewStage.APPROVED


def test_a_row_is_kept_as_it_was_sent(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    sent: dict[str, Any] = {
        "analyst": "wang",
        "kind": ReviewKind.SIMPLE,
        "report_source": ReportSource.WEBSITE,
        "received_date": YESTERDAY,
        "recommended_minor": 300 * MILLION,
        "recommended_tenor_days": 180,
        "committee_date": NEXT_WEEK,
        "note": "等待集团合并报表",
    }
    assert plan(house, institution=YI_SINGAPORE, **sent).reference == f"{YI}/2025"
    kept = campaign(house)[YI].planned
    assert {name: getattr(kept, name) for name in sent} == sent
    assert kept.version == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"institution": "NOBODYXX"}, OutcomeCode.UNKNOWN_INSTITUTION),
        ({"analyst": "somebody"}, OutcomeCode.UNKNOWN_PERSON),
        ({"recommended_minor": -1}, OutcomeCode.BAD_AMOUNT),
        ({"recommended_tenor_days": 0}, OutcomeCode.BAD_AMOUNT),
        ({"fiscal_year": 2027}, OutcomeCode.BAD_DATE),
        ({"received_date": NEXT_WEEK}, OutcomeCode.BAD_DATE),
        ({"received_date": MONDAY, "committee_date": YESTERDAY}, OutcomeCode.BAD_DATE),
        ({"committee_date": MONDAY, "valid_until": YESTERDAY}, OutcomeCode.BAD_DATE),
        ({"version": 4}, OutcomeCode.CHANGED_MEANWHILE),
        ({"login": "qian"}, OutcomeCode.NOT_PERMITTED),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(
    tmp_path: Path, fields: dict[str, Any], code: OutcomeCode
) -> None:
    house = with_lines(tmp_path)
    assert plan(house, **fields).code is code
    assert {row.planned.version for row in campaign(house).values()} == {0}


def test_a_day_that_was_due_and_is_moved_on_is_one_reminder(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    assert plan(house, next_reminder=NEXT_WEEK).accepted
    later = NEXT_WEEK + timedelta(days=7)
    assert plan(house, next_reminder=later, version=1).accepted
    assert campaign(house)[YI].planned.reminders == 0, "it was not due: merely put off"
    assert plan(house, next_reminder=YESTERDAY, version=2).accepted
    assert campaign(house)[YI].overdue
    assert plan(house, next_reminder=YESTERDAY, note="电话已催", version=3).accepted
    assert campaign(house)[YI].planned.reminders == 0
    assert plan(house, next_reminder=NEXT_WEEK, version=4).accepted
    row = campaign(house)[YI]
    assert (row.planned.reminders, row.overdue) == (1, False)
    assert plan(house, next_reminder=None, version=5).accepted
    assert campaign(house)[YI].planned.reminders == 1


def test_an_approval_lapses_after_its_last_day(tmp_path: Path) -> None:
    house = with_lines(tmp_path)
    assert plan(house, valid_until=MONDAY).accepted
    assert not campaign(house)[YI].lapsed
    assert plan(house, valid_until=YESTERDAY, version=1).accepted
    assert campaign(house)[YI].lapsed


def test_a_reminder_that_is_due_waits_for_its_analyst(tmp_path: Path) -> None:
    house = with_lines(tmp_path)

    def waiting(login: str) -> list[tuple[str, bool]]:
        def look(connection: Connection) -> list[tuple[str, bool]]:
            book = read_limits_book(connection, house.today, house.clock(), login, Language.ENGLISH)
            return [
                (matter.sentence, matter.is_mine)
                for matter in open_matters(connection, book)
                if matter.kind is MatterKind.REVIEW
            ]

        return house.reading(look)

    assert plan(house, next_reminder=NEXT_WEEK).accepted
    assert waiting("li") == []
    assert plan(house, next_reminder=MONDAY, version=1).accepted
    assert waiting("li") == waiting("wang") == [("review_reminder", True)], "it is nobody's own"
    assert plan(house, next_reminder=MONDAY, analyst="wang", version=2).accepted
    assert waiting("wang") == [("review_reminder", True)]
    assert waiting("li") == [("review_reminder", False)]
