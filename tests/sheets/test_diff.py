"""From typed cells to commands: what a user does in the sheet, and what is ordered."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from backend.contract import (
    AllocateLine,
    AnnotateLine,
    ApproveLine,
    Consent,
    ConsentToRequest,
    GrantRequest,
    LineType,
    OnExpiry,
    RaiseRequest,
    RequestKind,
)
from backend.language import Language
from backend.queries.rows import Bases, LimitsBook
from tests.sheets.books import GAMMA, TODAY, book_of, line, request, split, wan
from tests.sheets.paper import PaperOf
from workbooks.edits import Diff

LEDGER = "limits_ledger"
TOTAL = "EXMCJPJT"
PLACEMENT = "EXMCJPJT/placement"


def a_book() -> LimitsBook:
    """Two banks with a line each, one of them shared among units, one request that waits."""
    return book_of(
        ledger=[
            line(TOTAL, 40000),
            line(TOTAL, 30000, "placement"),
            line("EXMBDEFF", "12345.678901"),
        ],
        allocation=[
            split(
                TOTAL,
                "placement",
                30000,
                treasury=20000,
                trade=5000,
                domestic_branches=2500,
                _320000=500,
            ),
            split("EXMBDEFF", "trade_finance", 2000, trade=1200),
        ],
        requests=[request(7, 500_000_000)],
    )


def codes(diff: Diff) -> list[str]:
    return [finding.code for finding in diff.findings]


@pytest.mark.parametrize("language", list(Language))
def test_an_untouched_book_orders_nothing(paper: PaperOf, language: Language) -> None:
    diff = paper(a_book(), language).push()
    assert (diff.commands, diff.findings, diff.submission) == ((), (), None)


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        (45000, wan(45000)),
        ("45,000", wan(45000)),
        ("4.5亿", wan(45000)),
        ("450mn", wan(45000)),
        ("10000000", wan(10_000_000)),
        (0, 0),
        (12.345678, 12_345_678),
    ],
)
def test_an_approved_amount_is_read_as_typed(paper: PaperOf, typed: object, minor: int) -> None:
    sheet = paper(a_book())
    place = sheet.type(LEDGER, TOTAL, "approved", typed)
    (command,) = sheet.push().commands
    assert isinstance(command, ApproveLine)
    assert (command.target_minor, command.base_minor) == (minor, wan(40000))
    assert (command.institution, command.product, command.place) == (TOTAL, "", place)


def test_a_note_is_annotated_over_the_one_seen(paper: PaperOf) -> None:
    sheet = paper(a_book())
    sheet.type(LEDGER, PLACEMENT, "note", " 续作中 ")
    (command,) = sheet.push().commands
    assert isinstance(command, AnnotateLine)
    assert (command.note, command.base_note, command.product) == ("续作中", "", "placement")


def test_shares_are_lowered_before_they_are_raised(paper: PaperOf) -> None:
    """Treasury gives 1,000 to the domestic branches, all of it for Jiangsu."""
    sheet = paper(a_book())
    for unit, amount in (("domestic_branches", 3500), ("320000", 1500), ("treasury", 19000)):
        sheet.type("allocation", PLACEMENT, f"allocated.{unit}", amount)
    sheet.type("allocation", PLACEMENT, "reason", "年末贸易融资需要")
    commands = sheet.push().commands
    assert [
        (command.unit, command.base_minor, command.target_minor)
        for command in commands
        if isinstance(command, AllocateLine)
    ] == [
        ("treasury", wan(20000), wan(19000)),
        ("domestic_branches", wan(2500), wan(3500)),
        ("320000", wan(500), wan(1500)),
    ]
    assert {command.reason for command in commands if isinstance(command, AllocateLine)} == {
        "年末贸易融资需要"
    }


def test_a_new_line_is_a_row_without_key(paper: PaperOf) -> None:
    sheet = paper(a_book())
    sheet.new(
        LEDGER,
        bic="exmdtwtp",
        product="Placement",
        line_type="一次性",
        approved="5000",
        max_tenor="180天",
        expiry="2027/6/30",
        approval_number=2026018,
    )
    (command,) = sheet.push().commands
    assert isinstance(command, ApproveLine)
    assert (command.institution, command.product) == ("EXMDTWTP", "placement")
    assert (command.base_minor, command.target_minor) == (None, wan(5000))
    assert command.line_type is LineType.ONE_OFF
    assert (command.max_tenor_days, command.expiry_date) == (180, date(2027, 6, 30))
    assert command.approval_number == "2026018"


def test_a_new_request_is_in_the_deals_own_currency(paper: PaperOf) -> None:
    sheet = paper(a_book())
    sheet.new(
        "requests",
        kind="调剂",
        unit="江苏分行",
        institution="SLYHB",
        product="同业拆借",
        currency="JPY",
        amount="5000万",
        last_date=date(2026, 11, 27),
        purpose="信用证保兑",
        lending_unit="资金部",
    )
    (command,) = sheet.push().commands
    assert isinstance(command, RaiseRequest)
    assert (command.kind, command.institution) == (RequestKind.TRANSFER, GAMMA.bic8)
    assert (command.currency, command.amount_minor) == ("JPY", 50_000_000)
    assert (command.from_date, command.last_date) == (TODAY, date(2026, 11, 27))
    assert command.on_expiry is OnExpiry.UNUSED_RETURNS
    assert (command.unit, command.lending_unit) == ("320000", "treasury")


def test_consent_comes_before_the_grant(paper: PaperOf) -> None:
    sheet = paper(a_book())
    key = "SQ-20261123-007"
    sheet.type("requests", key, "granted", 3_000_000)
    sheet.type("requests", key, "decision_note", "部分满足")
    sheet.type("requests", key, "consent", "同意")
    consent, grant = sheet.push().commands
    assert isinstance(consent, ConsentToRequest)
    assert (consent.request, consent.consent) == (key, Consent.AGREED)
    assert isinstance(grant, GrantRequest)
    assert (grant.granted_minor, grant.note, grant.version) == (300_000_000, "部分满足", 1)


# --- identity ----------------------------------------------------------------------------------


def test_sorting_changes_no_identity(paper: PaperOf, seed: int) -> None:
    """The same edits in rows of another order are the same submission, and the same commands."""

    def pushed(*, shuffled: bool) -> Diff:
        sheet = paper(a_book())
        sheet.type(LEDGER, TOTAL, "approved", 41000)
        sheet.type(LEDGER, PLACEMENT, "note", "a")
        sheet.type("allocation", "EXMBDEFF/trade_finance", "allocated.trade", 1300)
        sheet.type("allocation", "EXMBDEFF/trade_finance", "reason", "b")
        if shuffled:
            shuffle_rows(sheet.sheet(LEDGER), random.Random(seed))
            shuffle_rows(sheet.sheet("allocation"), random.Random(seed + 1))
        return sheet.push()

    straight, shuffled = pushed(shuffled=False), pushed(shuffled=True)
    assert straight.submission is not None
    assert shuffled.submission is not None
    assert straight.submission.id == shuffled.submission.id
    assert [replace(command, place="") for command in straight.commands] == [
        replace(command, place="") for command in shuffled.commands
    ]


def shuffle_rows(sheet: object, chance: random.Random) -> None:
    """Sort the data rows into another order, as a user's sort does."""
    rows = list(sheet.iter_rows(min_row=6))  # type: ignore[attr-defined]
    values = [[cell.value for cell in row] for row in rows]
    chance.shuffle(values)
    for row, line_values in zip(rows, values, strict=True):
        for cell, value in zip(row, line_values, strict=True):
            cell.value = value


def test_another_edit_is_another_submission(paper: PaperOf) -> None:
    first, second = paper(a_book()), paper(a_book())
    first.type(LEDGER, TOTAL, "approved", 41000)
    one = first.push().submission
    second.type(LEDGER, TOTAL, "approved", 42000)
    other = second.push().submission
    assert one is not None
    assert other is not None
    assert one.id != other.id


def test_languages_share_identities(paper: PaperOf) -> None:
    ids = set()
    for language in Language:
        sheet = paper(a_book(), language)
        sheet.type(LEDGER, TOTAL, "approved", 41000)
        submission = sheet.push().submission
        ids.add(submission.id if submission else "")
    assert len(ids) == 1


# --- three ways --------------------------------------------------------------------------------


def moved(**cells: object) -> Bases:
    return {LEDGER: {(TOTAL, column): value for column, value in cells.items()}}


@pytest.mark.parametrize(
    ("typed", "now", "edits", "theirs", "found"),
    [
        (None, 40000, 0, 0, []),  # neither
        (41000, 40000, 1, 0, []),  # mine alone: another cell of the row moved
        (None, 42000, 0, 1, []),  # theirs alone
        (41000, 41000, 0, 0, []),  # both alike
        (41000, 42000, 0, 0, ["conflict"]),
    ],
)
def test_three_ways(
    paper: PaperOf, typed: object, now: int, edits: int, theirs: int, found: list[str]
) -> None:
    sheet = paper(a_book())
    if typed:
        sheet.type(LEDGER, TOTAL, "approved", typed)
    changed = line(TOTAL, now, version="2", note="他人备注" if now == 40000 else "")
    database = replace(a_book(), ledger=[changed, *a_book().ledger[1:]])
    asked = []

    def base_of(wanted: object) -> Bases:
        asked.append(wanted)
        return moved(approved=wan(40000), note="")

    diff = sheet.push(database, base_of)
    assert diff.counts.edits == edits
    assert diff.counts.theirs_only >= theirs
    assert codes(diff) == found
    if asked:
        assert asked == [{LEDGER: {TOTAL: "1"}}]


def test_a_conflict_shows_all_three(paper: PaperOf) -> None:
    sheet = paper(a_book())
    sheet.type(LEDGER, TOTAL, "approved", 41000)
    database = replace(a_book(), ledger=[line(TOTAL, 42000, version="2"), *a_book().ledger[1:]])
    (finding,) = sheet.push(database, lambda _: moved(approved=wan(40000), note="")).findings
    assert (finding.detail["base"], finding.detail["mine"], finding.detail["theirs"]) == (
        "40,000.00",
        "41,000.00",
        "42,000.00",
    )


def test_hidden_edits_are_counted_apart(paper: PaperOf) -> None:
    sheet = paper(a_book())
    sheet.type(LEDGER, TOTAL, "approved", 41000)
    sheet.type(LEDGER, PLACEMENT, "approved", 31000)
    diff = sheet.push()
    assert (diff.counts.edits, diff.counts.hidden_edits) == (2, 1)
