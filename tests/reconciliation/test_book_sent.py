"""The book, there and back: breaks treated one by one and by cause, refused, in conflict."""

from __future__ import annotations

from datetime import date

import pytest

from backend.contract.reconciliation import BreakState, CheckBreak
from backend.services.execute import execute
from tests.feeds.desk import Desk
from tests.reconciliation.book import (
    of_cause,
    pulled,
    pushed,
    reconciled,
    row,
    sheet,
    standing,
    typed,
)

SAID = {
    "zh": {"responsible": "资金部", "owner": "周杰", "treatment": "对方更正"},
    "en": {"responsible": "Treasury", "owner": "Zhou Jie", "treatment": "They correct"},
}
RATE = "rate_of_another_source"


@pytest.fixture
def planted(desk: Desk) -> Desk:
    """Return a desk with a compared day."""
    return reconciled(desk)


def number_of(desk: Desk, cause: str) -> str:
    return of_cause(desk, cause)[0].key


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_treated_break_stands_in_the_next_pull_of_either_language(
    planted: Desk, language: str
) -> None:
    number = number_of(planted, "higher_there")
    path = typed(
        pulled(planted, language),
        "breaks",
        number,
        **SAID[language],
        explanation="对方已受理,周三更正",
        promised=date(2026, 11, 25),
    )
    said = pushed(planted, path)
    assert (said.blocking, said.applied) == ((), True)
    stands = standing(planted)[number]
    assert (stands.responsible_unit, stands.owner, stands.treatment) == (
        "treasury",
        "zhou_jie",
        "they_correct",
    )
    assert stands.state is BreakState.WORKING
    for other, words in SAID.items():
        shown = row(pulled(planted, other), number)
        assert {name: shown[name] for name in words} == words
        assert (shown["explanation"], shown["promised"][:10]) == (
            "对方已受理,周三更正",
            "2026-11-25",
        )
        assert shown["status"] == {"zh": "处理中", "en": "Working"}[other]
    assert pushed(planted, path).repeated
    assert standing(planted)[number] == stands, "a second click changes nothing"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_cause_is_treated_in_one_row(planted: Desk, language: str) -> None:
    alike = of_cause(planted, RATE)
    assert len(alike) == 2
    words = {name: SAID[language][name] for name in ("responsible", "treatment")}
    path = typed(
        pulled(planted, language),
        "break_causes",
        alike[0].cause_key,
        **words,
        explanation="授信系统按自己的汇率折算",
        promised="2026-11-30",
    )
    said = pushed(planted, path)
    assert (said.blocking, said.applied) == ((), True)
    for one in of_cause(planted, RATE):
        assert (one.treatment, one.responsible_unit, one.explanation, one.promised_date) == (
            "they_correct",
            "treasury",
            "授信系统按自己的汇率折算",
            date(2026, 11, 30),
        )
    assert all(not one.treatment for one in standing(planted).values() if one.cause != RATE)
    for other in SAID:
        shown = row(pulled(planted, other), alike[0].cause_key, "break_causes")
        assert (shown["count"], shown["untreated"], shown["treatment"]) == ("2.0", "0.0", "")
    before = standing(planted)
    assert pushed(planted, path).repeated
    assert standing(planted) == before


def test_a_break_and_a_cause_are_sent_together(planted: Desk) -> None:
    number, cause = number_of(planted, "higher_there"), of_cause(planted, RATE)[0].cause_key
    path = typed(pulled(planted), "breaks", number, treatment="补记", explanation="补记一笔")
    path = typed(path, "break_causes", cause, treatment="时间差待结", explanation="月末汇率")
    assert pushed(planted, path).applied
    treated = {one.key: one.treatment for one in standing(planted).values() if one.treatment}
    assert treated == {
        number: "late_entry",
        **{one.key: "timing" for one in of_cause(planted, RATE)},
    }


# --- refused -------------------------------------------------------------------------------------


def test_accepting_without_a_word_is_refused_at_its_cell(planted: Desk) -> None:
    number = number_of(planted, "higher_there")
    path = typed(pulled(planted), "breaks", number, treatment="不处理(理由)")
    said = pushed(planted, path)
    (finding,) = said.blocking
    assert (finding.code, finding.sheet, finding.row_key) == ("required_missing", "breaks", number)
    assert (finding.column, finding.cell[0]) == ("explanation", "U")
    assert not said.applied
    assert not standing(planted)[number].treatment


@pytest.mark.parametrize(
    ("cells", "column"),
    [({"treatment": "补记"}, "explanation"), ({"explanation": "月末汇率"}, "treatment")],
)
def test_a_cause_needs_both_treatment_and_explanation(
    planted: Desk, cells: dict[str, str], column: str
) -> None:
    cause = of_cause(planted, RATE)[0].cause_key
    said = pushed(planted, typed(pulled(planted), "break_causes", cause, **cells))
    (finding,) = said.blocking
    assert (finding.code, finding.sheet, finding.column) == (
        "required_missing",
        "break_causes",
        column,
    )
    assert not any(one.treatment for one in standing(planted).values())


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"treatment": "再看看"}, "not_in_list"),
        ({"owner": "nobody"}, "not_in_list"),
        ({"promised": "周三"}, "bad_date"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(
    planted: Desk, cells: dict[str, str], code: str
) -> None:
    number = number_of(planted, "higher_there")
    said = pushed(planted, typed(pulled(planted), "breaks", number, **cells))
    assert [one.code for one in said.blocking] == [code]
    assert standing(planted)[number].version == "1"


def test_who_may_not_treat_is_refused(planted: Desk) -> None:
    number = number_of(planted, "higher_there")
    path = typed(pulled(planted, login="examiner"), "breaks", number, treatment="补记")
    said = pushed(planted, path, "examiner")
    assert [one.code for one in said.blocking] == ["not_permitted"]
    assert not standing(planted)[number].treatment


def test_a_break_that_was_checked_and_closed_takes_no_more_words(planted: Desk) -> None:
    number = number_of(planted, "higher_there")
    before = pulled(planted, login="wang_fang")
    words = {"treatment": "不处理(理由)", "explanation": "金额小,双方同意"}
    assert pushed(planted, typed(pulled(planted), "breaks", number, **words)).applied
    assert standing(planted)[number].state is BreakState.AWAITING_CHECK
    assert row(pulled(planted), number)["status"] == "待复核"
    confirmed = CheckBreak(
        id="k1",
        login="zhang_wei",
        number=number,
        confirmed=True,
        note="",
        version=int(standing(planted)[number].version),
    )
    (outcome,) = execute(planted.house.engine, [confirmed], planted.house.clock)
    assert outcome.accepted
    closed = pulled(planted)
    shown = row(closed, number)
    assert (shown["status"], shown["closed"][:10]) == ("已结", "2026-11-23")
    causes = sheet(closed, "break_causes")
    assert "higher_there/limit_system" not in [causes.text(one, "key") for one in causes.rows]
    for path, login in ((closed, "li_ming"), (before, "wang_fang")):
        said = pushed(planted, typed(path, "breaks", number, promised="2026-12-01"), login)
        assert [one.code for one in said.blocking] == ["not_editable"]


# --- together with others ------------------------------------------------------------------------


def test_two_who_write_one_cell_are_a_conflict(planted: Desk) -> None:
    number = number_of(planted, "higher_there")
    mine, theirs = pulled(planted), pulled(planted, login="wang_fang")
    assert pushed(planted, typed(mine, "breaks", number, explanation="我方核对中")).applied
    said = pushed(planted, typed(theirs, "breaks", number, explanation="已致电"), "wang_fang")
    assert [one.code for one in said.blocking] == ["conflict"]
    assert standing(planted)[number].explanation == "我方核对中"


def test_two_who_write_different_cells_of_a_row_both_stand(planted: Desk) -> None:
    number = number_of(planted, "higher_there")
    mine, theirs = pulled(planted), pulled(planted, login="wang_fang")
    assert pushed(planted, typed(mine, "breaks", number, explanation="我方核对中")).applied
    path = typed(theirs, "breaks", number, promised=date(2026, 11, 25))
    assert pushed(planted, path, "wang_fang").applied
    stands = standing(planted)[number]
    assert (stands.explanation, stands.promised_date) == ("我方核对中", date(2026, 11, 25))


def test_a_cause_whose_breaks_moved_is_refused(planted: Desk) -> None:
    """Somebody treated one of them meanwhile: what the sender saw is no longer so."""
    one = of_cause(planted, RATE)[0]
    together, alone = pulled(planted), pulled(planted, login="wang_fang")
    assert pushed(planted, typed(alone, "breaks", one.key, treatment="补记"), "wang_fang").applied
    path = typed(
        together, "break_causes", one.cause_key, treatment="时间差待结", explanation="月末"
    )
    said = pushed(planted, path)
    assert [one.code for one in said.blocking] == ["changed_meanwhile"]
    assert [one.sheet for one in said.blocking] == ["break_causes"]
    assert sorted(row.treatment for row in of_cause(planted, RATE)) == ["", "late_entry"]
