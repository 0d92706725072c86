"""Treating breaks: who may, what needs a second person, what the ledger does about it."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.reconciliation import (
    ApplyBreak,
    BreakState,
    CheckBreak,
    TreatBreak,
    TreatCause,
)
from backend.queries.breaks.listing import cause_rows
from backend.queries.breaks.rows import BreakRow
from backend.queries.verification.verify import verify
from backend.services.execute import execute
from tests.feeds.desk import Desk
from tests.reconciliation.test_a_day import PLANTED, rows, run, take

_NUMBERS = itertools.count(1)


def send(desk: Desk, order: type[Command], login: str = "li_ming", **fields: Any) -> Outcome:
    given = order(id=f"b{next(_NUMBERS)}", login=login, **fields)
    return execute(desk.house.engine, [given], lambda: desk.now)[0]


def treat(desk: Desk, row: BreakRow, login: str = "li_ming", **fields: Any) -> Outcome:
    usual = {"responsible_unit": row.responsible_unit, "version": int(row.version)}
    return send(desk, TreatBreak, login, number=row.number, **{**usual, **fields})


def check(desk: Desk, row: BreakRow, login: str, **fields: Any) -> Outcome:
    usual = {"confirmed": True, "note": "", "version": int(row.version)}
    return send(desk, CheckBreak, login, number=row.number, **{**usual, **fields})


def apply(desk: Desk, row: BreakRow, login: str = "li_ming") -> Outcome:
    return send(desk, ApplyBreak, login, number=row.number, version=int(row.version))


def the_one(desk: Desk, *kinds: str) -> BreakRow:
    take(desk, *kinds)
    run(desk)
    (row,) = rows(desk)
    return row


def again(desk: Desk) -> BreakRow:
    (row,) = rows(desk)
    return row


def test_what_people_write_stays_with_the_break(desk: Desk) -> None:
    row = the_one(desk, "amount")
    promised = date(2026, 11, 27)
    words = {"treatment": "they_correct", "explanation": "对方多报", "owner": "zhou_jie"}
    assert treat(desk, row, promised_date=promised, **words).accepted
    treated = again(desk)
    assert (treated.state, treated.treated_by) == (BreakState.WORKING, "li_ming")
    assert (treated.owner, treated.promised_date) == ("zhou_jie", promised)
    assert treat(desk, row).code is OutcomeCode.CHANGED_MEANWHILE
    assert run(desk).repeated
    assert again(desk) == treated
    assert treat(desk, treated).accepted  # everything is cleared again
    assert (again(desk).state, again(desk).treated_by) == (BreakState.OPEN, "")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"responsible_unit": "nobody"}, OutcomeCode.UNKNOWN_UNIT),
        ({"owner": "nobody"}, OutcomeCode.UNKNOWN_PERSON),
        ({"treatment": "nothing"}, OutcomeCode.UNKNOWN_REFERENCE),
        ({"promised_date": date(2026, 11, 20)}, OutcomeCode.BAD_DATE),
        ({"treatment": "accept", "explanation": " "}, OutcomeCode.REASON_MISSING),
        ({"login": "examiner"}, OutcomeCode.NOT_PERMITTED),
        ({"login": "deng_hui"}, OutcomeCode.NOT_PERMITTED),
        ({"login": "zhou_jie", "treatment": "timing"}, OutcomeCode.DONE),
    ],
)
def test_a_treatment_is_refused_by_name(
    desk: Desk, fields: dict[str, Any], expected: OutcomeCode
) -> None:
    row = the_one(desk, "theirs_missing")
    assert row.unit == "treasury"
    assert treat(desk, row, **fields).code is expected


def test_what_is_left_unsettled_takes_two(desk: Desk) -> None:
    row = the_one(desk, "rate")
    assert check(desk, row, "zhang_wei").code is OutcomeCode.WRONG_STATE
    assert treat(desk, row, "zhao_lei", treatment="accept", explanation="汇率来源约定").accepted
    waiting = again(desk)
    assert waiting.state is BreakState.AWAITING_CHECK
    assert check(desk, waiting, "zhao_lei").code is OutcomeCode.SAME_PERSON
    assert check(desk, waiting, "li_ming").code is OutcomeCode.NOT_PERMITTED
    no_word = check(desk, waiting, "zhang_wei", confirmed=False)
    assert no_word.code is OutcomeCode.REASON_MISSING
    assert check(desk, waiting, "zhang_wei", confirmed=False, note="请附约定").accepted
    back = again(desk)
    assert (back.state, back.check_note) == (BreakState.WORKING, "请附约定")
    assert treat(desk, back, treatment="accept", explanation="约定见附件").accepted
    assert check(desk, again(desk), "zhang_wei").accepted
    assert rows(desk) == []
    done = run(desk)  # the same difference stays closed: two people said so
    assert rows(desk) == []
    totals = done.totals
    assert (totals.carried, totals.added, totals.cleared, totals.left) == (0, 1, 1, 0)


def test_one_cause_is_treated_in_one_act(desk: Desk) -> None:
    take(desk, *PLANTED)
    run(desk)
    before = {row.number: row for row in rows(desk)}
    cause = next(one for one in cause_rows(rows(desk)) if one.cause == "not_told")
    words = {"cause": cause.key, "treatment": "late_entry", "explanation": "资金部漏报"}
    assert send(desk, TreatCause, base="older", **words).code is OutcomeCode.CHANGED_MEANWHILE
    done = send(desk, TreatCause, base=cause.base, **words)
    assert (done.code, done.detail["count"]) == (OutcomeCode.DONE, "1")
    moved = [row for row in rows(desk) if row != before[row.number]]
    assert [(row.cause, row.treatment) for row in moved] == [("not_told", "late_entry")]


def test_a_deal_that_only_they_list_is_told_and_the_next_run_closes_it(desk: Desk) -> None:
    row = the_one(desk, "ours_missing")
    used = desk.used("EXMCJPJT", "trade_finance")
    assert apply(desk, row, "zheng_yan").code is OutcomeCode.NOT_PERMITTED  # may not tell
    done = apply(desk, row)
    assert done.accepted
    assert desk.used("EXMCJPJT", "trade_finance") - used == row.their_minor
    waiting = again(desk)
    assert (waiting.state, waiting.treatment) == (BreakState.WORKING, "late_entry")
    assert waiting.change_slip
    assert apply(desk, waiting).code is OutcomeCode.ALREADY_RESOLVED
    assert run(desk).cleared == [row.number]
    assert rows(desk) == []
    with desk.house.reading() as connection:
        assert list(verify(connection, [])) == []


def test_a_draw_that_is_over_is_released_and_the_next_run_closes_it(desk: Desk) -> None:
    row = the_one(desk, "matured")
    used = desk.used("EXMFFRPP", row.product)
    assert apply(desk, row).accepted
    assert desk.used("EXMFFRPP", row.product) < used
    assert again(desk).treatment == "reversal"
    assert run(desk).cleared == [row.number]
    with desk.house.reading() as connection:
        assert list(verify(connection, [])) == []


@pytest.mark.parametrize("kind", ["amount", "unmapped"])
def test_the_ledger_does_nothing_about_other_breaks(desk: Desk, kind: str) -> None:
    row = the_one(desk, kind)
    expected = {"amount": OutcomeCode.WRONG_STATE, "unmapped": OutcomeCode.UNKNOWN_INSTITUTION}
    before = desk.count("entry")
    assert apply(desk, row).code is expected[kind]
    assert desk.count("entry") == before
    assert again(desk) == row
