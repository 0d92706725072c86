"""A day from real files to breaks: what was planted is found once, under its class and cause."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from backend.contract import DrawLimit, ReleaseDraw
from backend.errors import InputError
from backend.queries.breaks.listing import break_rows, cause_rows
from backend.queries.breaks.rows import BreakRow
from backend.services.execute import execute
from backend.services.reconciliation.reconciling import Reconciled, reconcile
from tests.feeds.desk import FRIDAY, MONDAY, Desk

PLANTED = {
    "amount": ("EXMBDEFF", ("amount", "higher_there")),
    "theirs_missing": ("EXMAUS33", ("theirs_missing", "not_in_file")),
    "ours_missing": ("EXMCJPJT", ("ours_missing", "not_told")),
    "rate": ("EXMCJPJT", ("rate", "rate_of_another_source")),
    "unit": ("EXMDGB2L", ("unit", "power_of_ten")),
    "matured": ("EXMFFRPP", ("matured_not_released", "ended_there")),
    "unmapped": ("EXMCJPJT", ("ours_missing", "unmapped")),
}
TUESDAY_MORNING = datetime.fromisoformat("2026-11-24T10:00:00+08:00")


def run(desk: Desk, login: str = "li_ming") -> Reconciled:
    return reconcile(desk.house.engine, None, desk.house.clock, login)


def rows(desk: Desk) -> list[BreakRow]:
    with desk.house.reading() as connection:
        return list(break_rows(connection))


def take(desk: Desk, *kinds: str) -> None:
    desk.sample(*((kind, PLANTED[kind][0]) for kind in kinds))
    desk.take_day()


def said(desk: Desk) -> list[tuple[str, str]]:
    return sorted((row.kind.value, row.cause) for row in rows(desk))


def test_equal_books_give_no_break(desk: Desk) -> None:
    take(desk)
    done = run(desk)
    assert rows(desk) == []
    totals = done.totals
    assert (totals.carried, totals.added, totals.cleared, totals.left) == (0, 0, 0, 0)
    for product in totals.products:
        assert product.limit_minor == product.ours_minor
        assert product.treasury_minor == product.ours_at_treasury_minor
    assert sum(one.ours_minor for one in totals.products) > 0


@pytest.mark.parametrize("kind", PLANTED)
def test_each_planted_break_is_found_alone(desk: Desk, kind: str) -> None:
    take(desk, kind)
    run(desk)
    assert said(desk) == [PLANTED[kind][1]]


def test_all_of_them_in_one_day(desk: Desk) -> None:
    take(desk, *PLANTED)
    done = run(desk)
    assert said(desk) == sorted(expected for _bank, expected in PLANTED.values())
    assert len(done.added) == done.totals.left == len(PLANTED)
    assert {row.number for row in rows(desk)} == set(done.added)
    assert len(cause_rows(rows(desk))) == len(PLANTED)


def test_a_deal_that_treasury_tells_of_is_no_break(desk: Desk) -> None:
    desk.sample(("told", "EXMAUS33"))
    desk.take_day()
    run(desk)
    assert rows(desk) == []


def test_the_same_files_again_change_nothing(desk: Desk) -> None:
    take(desk, *PLANTED)
    first = run(desk)
    before = desk.everything()
    again = run(desk)
    assert again.repeated
    assert again.totals == first.totals
    assert desk.everything() == before


def test_a_second_day_keeps_numbers_and_ages_and_closes_what_is_gone(desk: Desk) -> None:
    take(desk, "amount", "unit")
    first = {row.kind.value: row for row in rows_after(desk)}
    desk.now = TUESDAY_MORNING
    desk.sample(("amount", "EXMBDEFF"), ("ours_missing", "EXMESGSG"), day=MONDAY)
    desk.take_day(day=MONDAY)
    done = run(desk)
    second = {row.kind.value: row for row in rows(desk)}
    assert set(second) == {"amount", "ours_missing"}
    assert second["amount"].number == first["amount"].number
    assert second["amount"].business_date == FRIDAY
    assert (first["amount"].age_days, second["amount"].age_days) == (1, 2)
    totals = done.totals
    assert (totals.carried, totals.added, totals.cleared, totals.left) == (2, 1, 1, 2)
    with desk.house.reading() as connection:
        (gone,) = break_rows(connection, numbers=done.cleared)
    assert gone.number == first["unit"].number
    assert (gone.state.value, gone.closed_date) == ("closed", MONDAY)
    assert totals.run in gone.evidence_en


def rows_after(desk: Desk) -> list[BreakRow]:
    run(desk)
    return rows(desk)


def test_without_files_there_is_nothing_to_compare(desk: Desk) -> None:
    with pytest.raises(InputError, match="there is nothing to compare"):
        run(desk)
    take(desk)
    with pytest.raises(InputError, match="examiner"):
        run(desk, "examiner")


def test_a_feed_that_did_not_come_leaves_what_it_had_shown(desk: Desk) -> None:
    take(desk, "amount", "rate")
    run(desk)
    before = {row.number for row in rows(desk)}
    desk.now = TUESDAY_MORNING
    desk.sample(day=MONDAY)
    (treasury,) = desk.folder.glob("TRS_DEAL_20261123*.txt")
    desk.take("treasury_deals", treasury)
    done = run(desk)
    assert list(done.totals.missing) == ["limit_lines", "limit_uses"]
    assert {product.limit_minor for product in done.totals.products} == {None}
    assert {row.number for row in rows(desk)} == before
    assert done.cleared == []


def test_a_break_that_comes_back_has_its_number_again(desk: Desk) -> None:
    take(desk, "amount")
    first = rows_after(desk)[0]
    desk.sample()
    desk.take_day(correct=True)
    assert run(desk).cleared == [first.number]
    desk.now = TUESDAY_MORNING
    desk.sample(("amount", "EXMBDEFF"), day=MONDAY)
    desk.take_day(day=MONDAY)
    done = run(desk)
    assert (done.added, done.reopened) == ([], [first.number])
    (back,) = rows(desk)
    assert (back.number, back.state.value, back.closed_date) == (first.number, "open", None)
    totals = done.totals
    assert (totals.carried, totals.added, totals.cleared, totals.left) == (0, 1, 0, 1)


def test_an_older_day_is_refused_after_a_newer_one(desk: Desk) -> None:
    take(desk, "amount")
    desk.now = TUESDAY_MORNING
    desk.sample(day=MONDAY)
    desk.take_day(day=MONDAY)
    run(desk)
    with pytest.raises(InputError, match="2026-11-23 was reconciled already"):
        reconcile(desk.house.engine, FRIDAY, desk.house.clock, "li_ming")


def test_what_was_drawn_or_released_since_the_close_is_no_break(desk: Desk) -> None:
    take(desk)
    (row,) = desk.rows("SELECT id FROM entry WHERE reference = 'SAMPLE-000634'")
    orders = [
        ReleaseDraw(id="over", login="li_ming", draw=row[0]),
        DrawLimit(
            id="new",
            login="li_ming",
            institution="EXMDGB2L",
            product="placement",
            unit="treasury",
            currency="USD",
            amount_minor=1_000_000_00,
            value_date=date(2026, 11, 25),
            maturity_date=date(2026, 12, 25),
        ),
    ]
    assert all(one.accepted for one in execute(desk.house.engine, orders, lambda: desk.now))
    run(desk)
    assert rows(desk) == []
