"""Judge, evaluate, confirm: as a year's evaluation goes, with what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from backend.contract import Outcome
from backend.contract.evaluation import (
    EvaluateInstitution,
    EvaluationState,
    Factor,
    JudgeFactor,
)
from backend.language import Language
from backend.queries.evaluation.grades import grades
from backend.queries.evaluation.words import proposal_sentence, step_sentences
from backend.queries.sheets.limits_book import read_limits_book
from backend.services.founding.evaluation import fill_evaluation
from tests.evaluation import desk
from tests.house import BING, FRIDAY, IDS, MILLION, MONDAY, YI, YI_SINGAPORE, House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return desk.ready(tmp_path)


def test_a_sound_bank_is_graded_with_every_step(house: House) -> None:
    outcome = desk.evaluate(house)
    assert (outcome.code, outcome.detail["grade"]) == ("done", "2")
    (row,) = desk.rows(house)
    assert row.state is EvaluationState.PROPOSED
    assert (row.fiscal_year, row.missing_weight_e6) == (2025, 0)
    points = {line.code: line.points for line in row.lines}
    five = ("cet1", "leverage", "npl", "provision_coverage", "uncovered_npl", "conduct_record")
    assert points == {**dict.fromkeys(points, 4), **dict.fromkeys(five, 5), "roe": 3}
    assert len(points) == 19
    # Σ w·(s−1) = 32+21+20 + 32+16+12 + 12+4+6+6 + 45 + 102 + 24 = 332 of 400
    assert row.score_e6 == 83_000_000
    assert [step.code for step in row.steps] == [
        *("model", "uplift_none", "agencies_none", "ceiling_none", "overrides_none"),
    ]
    assert step_sentences(row.steps, Language.CHINESE)[0] == "模型得分 83.00,对应 2 级"
    assert step_sentences(row.steps, Language.ENGLISH)[-1] == "Nothing overrides the grade"


def test_the_proposal_is_the_least_and_says_which(house: House) -> None:
    """α 4% of 100bn = 4,000m; β 12% of 50bn = 6,000m; the group's line of 300m binds."""
    desk.evaluate(house)
    (row,) = desk.rows(house)
    terms = {term.code: term.amount_minor for term in row.proposal.terms}
    assert terms == {
        "own_tier_1": 4_000 * MILLION,
        "their_equity": 6_000 * MILLION,
        "country_headroom": 500 * MILLION,
        "group_headroom": 300 * MILLION,
        "regulatory_headroom": 25_000 * MILLION,
    }
    assert (row.proposal.limit_minor, row.proposal.binding) == (300 * MILLION, "group_headroom")
    assert proposal_sentence(row.proposal, Language.ENGLISH) == (
        "Proposed limit 30,000.00 x USD 10,000, longest tenor 1095 days, "
        "bound by room of the group's line"
    )
    assert row.approved_minor == 200 * MILLION


def test_what_it_uses_itself_is_no_less_room(house: House) -> None:
    house.draw(30 * MILLION)
    desk.evaluate(house)
    (row,) = desk.rows(house)
    assert row.proposal.limit_minor == 300 * MILLION


def test_a_second_person_confirms_and_the_ledger_shows_it(house: House) -> None:
    identity = desk.evaluate(house).reference
    assert _ledger_grades(house) == {"2*"}
    assert desk.confirm(house, identity, login="li").code == "not_permitted"
    assert desk.confirm(house, identity).code == "done"
    assert _ledger_grades(house) == {"2"}
    (row,) = desk.rows(house)
    assert (row.state, row.maker_zh, row.checker_zh) == ("confirmed", "li", "zhao")
    assert desk.confirm(house, identity, version=2).code == "wrong_state"
    assert desk.confirm(house, identity).code == "changed_meanwhile"


def _ledger_grades(house: House) -> set[str]:
    book = house.reading(
        lambda connection: read_limits_book(
            connection, house.today, house.clock(), "li", Language.CHINESE
        )
    )
    assert len(book.ledger) == 3
    return {row.grade for row in book.ledger}


def test_maker_and_checker_are_two_even_for_an_administrator(house: House) -> None:
    identity = desk.evaluate(house, login="founder").reference
    assert desk.confirm(house, identity, login="founder").code == "same_person"


def test_the_same_again_makes_no_second_evaluation(house: House) -> None:
    first = desk.evaluate(house)
    assert desk.evaluate(house).reference == first.reference
    desk.confirm(house, first.reference)
    assert desk.evaluate(house).reference == first.reference
    assert house.value("SELECT count(*) FROM evaluation") == 1


def test_a_new_proposal_withdraws_the_old_one_and_waits_beside_the_confirmed(house: House) -> None:
    first = desk.evaluate(house).reference
    desk.judge(house, Factor.COUNTRY, 1, base_level=4)
    second = desk.evaluate(house).reference
    assert [row.key for row in desk.rows(house)] == [second]
    desk.confirm(house, second)
    desk.judge(house, Factor.COUNTRY, 5, base_level=1)
    third = desk.evaluate(house).reference
    assert {row.key: row.state.value for row in desk.rows(house)} == {
        second: "confirmed",
        third: "proposed",
    }
    known = house.reading(lambda connection: grades(connection, house.today))
    assert known[IDS[YI]].evaluation == second
    states = house.rows("SELECT state FROM evaluation WHERE id = ?", first)
    assert states == [("withdrawn",)]


def test_a_proposal_that_is_true_no_longer_goes_when_the_confirmed_one_is_again(
    house: House,
) -> None:
    first = desk.evaluate(house).reference
    desk.confirm(house, first)
    desk.judge(house, Factor.COUNTRY, 1, base_level=4)
    assert desk.evaluate(house).reference != first
    desk.judge(house, Factor.COUNTRY, 4, base_level=1)
    assert desk.evaluate(house).reference == first
    assert [(row.key, row.state) for row in desk.rows(house)] == [(first, "confirmed")]


def test_one_batch_evaluates_twice_and_keeps_the_last(house: House) -> None:
    order = {"institution": YI}
    first, _judged, second = house.execute(
        house.command(EvaluateInstitution, **order),
        house.command(
            JudgeFactor,
            **order,
            fiscal_year=2025,
            factor=Factor.COUNTRY,
            level=1,
            reason="x",
            base_level=4,
        ),
        house.command(EvaluateInstitution, **order),
    )
    assert first.reference != second.reference
    assert [row.key for row in desk.rows(house)] == [second.reference]


def test_a_judgement_counts_in_the_batch_that_gives_it(house: House) -> None:
    answers = house.execute(
        house.command(
            JudgeFactor,
            institution=YI,
            fiscal_year=2025,
            factor=Factor.SCRA,
            level=1,
            reason="资本不达标",
            base_level=None,
        ),
        house.command(EvaluateInstitution, institution=YI),
    )
    assert [one.detail.get("grade") for one in answers] == [None, "9"]


def test_a_branch_is_judged_and_evaluated_as_its_head_office(house: House) -> None:
    assert desk.judge(house, Factor.SHELL, 5, institution=YI_SINGAPORE).reference == (
        f"{YI}/2025/shell_bank"
    )
    desk.evaluate(house, institution=YI_SINGAPORE)
    assert [row.institution.bic8 for row in desk.rows(house)] == [YI]


def test_a_wide_gap_to_the_agencies_needs_its_reason(house: House) -> None:
    _rate(house, "sp", "BBB-")
    identity = desk.evaluate(house).reference
    assert [step.code for step in desk.rows(house)[0].steps][2] == "agencies_gap"
    assert desk.confirm(house, identity).code == "reason_missing"
    assert desk.judge(house, Factor.AGENCY_GAP, None, reason=" ").code == "reason_missing"
    assert desk.judge(house, Factor.AGENCY_GAP, None, reason="评级滞后").accepted
    assert desk.confirm(house, desk.evaluate(house).reference).accepted


def _rate(house: House, agency: str, value: str, kind: str = "issuer_long_term") -> None:
    with house.sqlite() as connection:
        connection.execute(
            "INSERT INTO rating (institution_id, agency, rating_type, valid_from, value, outlook,"
            " source, is_sample, loaded_at, loaded_by)"
            " VALUES (1, ?, ?, '2026-01-01', ?, '', 'x', 1, '2026-01-01T00:00:00.000000Z', 'li')",
            (agency, kind, value),
        )


def test_a_deposit_rating_is_not_taken_for_the_issuers(house: House) -> None:
    _rate(house, "moodys", "B3", "deposit")
    desk.evaluate(house)
    assert desk.rows(house)[0].steps[2].code == "agencies_none"


def test_an_open_refusal_lowers_the_grade_and_stops_new_lines(house: House) -> None:
    _event(house, "unjustified_refusal", None)
    assert desk.evaluate(house).detail["grade"] == "3"  # conduct 2 of 5: 78.5, one notch down
    (row,) = desk.rows(house)
    assert row.steps[-1].code == "bad_record"
    assert (row.proposal.limit_minor, row.proposal.binding) == (200 * MILLION, "no_new_line")


def test_a_closed_refusal_only_counts_in_the_conduct_record(house: House) -> None:
    _event(house, "unjustified_refusal", "2026-03-01")
    assert desk.evaluate(house).detail["grade"] == "2"
    conduct = next(one for one in desk.rows(house)[0].lines if one.code == "conduct_record")
    assert (conduct.value_e6, conduct.points) == (1_000_000, 4)


def test_an_event_of_the_whole_group_counts_for_every_member(house: House) -> None:
    desk.take(house, desk.statement(2025, bank=BING))
    _event(house, "default", None, scope="group")
    for bank in (YI, BING):
        assert desk.evaluate(house, institution=bank).detail["grade"] == "10"
    assert {row.proposal.limit_minor for row in desk.rows(house)} == {0}


def _event(
    house: House, kind: str, closed: str | None, measure: str = "", scope: str = "own"
) -> None:
    with house.sqlite() as connection:
        connection.execute(
            "INSERT INTO event (number, occurred_at, institution_id, kind, agency, rating_type,"
            " from_value, to_value, outlook, summary_zh, summary_en, source, scope, measure,"
            " urgent, closed_date, is_sample, version, changed_at, changed_by, submission_id)"
            " VALUES ('SJ-20260201-001', '2026-02-01T02:00:00.000000Z', 1, ?, '', '', '', '', '',"
            " '拒付', 'refusal', 'x', ?, ?, 0, ?, 1, 1,"
            " '2026-02-01T02:00:00.000000Z', 'li', '')",
            (kind, scope, measure, closed),
        )


def test_a_binding_list_ends_the_relation(house: House) -> None:
    _event(house, "list_hit", None, "freeze")
    assert desk.evaluate(house).detail["grade"] == "-"
    (row,) = desk.rows(house)
    assert (row.no_relation, row.grade, row.model_grade) == (True, None, 2)
    assert (row.proposal.limit_minor, row.proposal.binding) == (0, "no_relation")


def test_a_hit_that_compliance_still_weighs_does_not(house: House) -> None:
    _event(house, "list_hit", None, "suspend")
    assert desk.evaluate(house).detail["grade"] == "2"


def test_the_past_is_answered_as_it_was(house: House) -> None:
    identity = desk.evaluate(house).reference
    house.open(FRIDAY)
    desk.confirm(house, identity)

    def on(day: date) -> str:
        return house.reading(lambda connection: grades(connection, day))[IDS[YI]].text

    assert (on(MONDAY), on(FRIDAY)) == ("2*", "2")
    assert not house.reading(lambda connection: grades(connection, date(2026, 11, 20)))


REFUSALS: list[tuple[str, Callable[[House], Outcome]]] = [
    ("not_permitted", lambda house: desk.evaluate(house, login="reader")),
    ("not_permitted", lambda house: desk.judge(house, Factor.COUNTRY, 9, login="zhao")),
    ("unknown_institution", lambda house: desk.evaluate(house, institution="NOBKJPJT")),
    ("unknown_institution", lambda house: desk.judge(house, Factor.SCRA, 9, institution="X")),
    ("unknown_reference", lambda house: desk.confirm(house, "nothing")),
    ("no_statement", lambda house: desk.evaluate(house, fiscal_year=2023)),
    ("bad_level", lambda house: desk.judge(house, Factor.COUNTRY, 6, fiscal_year=1900)),
    ("bad_level", lambda house: desk.judge(house, Factor.AGENCY_GAP, 1)),
    ("bad_level", lambda house: desk.judge(house, Factor.SHELL, 3)),
    ("bad_date", lambda house: desk.judge(house, Factor.COUNTRY, 5, fiscal_year=2027)),
    ("changed_meanwhile", lambda house: desk.judge(house, Factor.COUNTRY, 5, reason="")),
    ("reason_missing", lambda house: desk.judge(house, Factor.SCRA, 4, reason=" ")),
]


@pytest.mark.parametrize(("code", "act"), REFUSALS)
def test_what_is_refused_has_its_name(
    house: House, code: str, act: Callable[[House], Outcome]
) -> None:
    before = house.rows("SELECT * FROM judgement"), house.rows("SELECT * FROM evaluation")
    assert act(house).code == code
    assert (house.rows("SELECT * FROM judgement"), house.rows("SELECT * FROM evaluation")) == before


def test_a_judgement_is_taken_back_and_what_it_was_stays_in_the_audit(house: House) -> None:
    desk.judge(house, Factor.COUNTRY, None, base_level=4, reason="")
    images = house.rows(
        "SELECT version FROM audit WHERE table_name = 'judgement' AND row_key = ?",
        f"{YI}/2025/country",
    )
    assert images == [(1,), (2,)]
    desk.evaluate(house)
    (row,) = desk.rows(house)
    assert row.missing_weight_e6 == 100_000
    assert row.judgements["country"].level is None


def test_filling_again_changes_nothing(house: House) -> None:
    with house.engine.begin() as connection:
        fill_evaluation(connection)
    assert house.value("SELECT count(*) FROM grade_band") == 10
