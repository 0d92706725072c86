"""A desk with an invented bank's statements, judged and ready to be evaluated."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from backend.contract import Outcome
from backend.contract.evaluation import (
    ConfirmEvaluation,
    EvaluateInstitution,
    Factor,
    JudgeFactor,
)
from backend.contract.statements import StatementFacts, StatementsTaken
from backend.queries.evaluation.evaluations import read_evaluations
from backend.queries.evaluation.rows import EvaluationRow
from backend.services.evaluation.statements import take_statements
from tests.house import MILLION, YI, House, with_lines

BILLION = 1_000 * MILLION
#: A sound bank, in cents of the dollar and millionths.
SOUND = {
    "total_assets": 500 * BILLION,
    "equity": 50 * BILLION,
    "gross_loans": 300 * BILLION,
    "non_performing_loans": 3 * BILLION,
    "provisions": 6 * BILLION,
    "deposits": 350 * BILLION,
    "liquid_assets": 90 * BILLION,
    "short_term_funding": 200 * BILLION,
    "earning_assets": 450 * BILLION,
    "net_interest_income": 9 * BILLION,
    "operating_income": 12 * BILLION,
    "operating_expenses": 6 * BILLION,
    "net_profit": 4 * BILLION,
    "cet1_capital": 45 * BILLION,
    "tier1_capital": 48 * BILLION,
    "total_capital": 55 * BILLION,
    "risk_weighted_assets": 320 * BILLION,
    "leverage_exposure": 600 * BILLION,
    "reported_lcr": 1_350_000,
    "reported_nsfr": 1_150_000,
}
JUDGED = (Factor.SUPPORT, Factor.COUNTRY, Factor.FRANCHISE, Factor.GOVERNANCE)


def statement(year: int = 2025, bank: str = YI, months: int = 12, **items: int) -> StatementFacts:
    """Return a sound bank's statement, with other items where they are given."""
    return StatementFacts(
        bic8=bank,
        period_end=date(year, months, {3: 31, 6: 30, 9: 30, 12: 31}[months]),
        months=months,
        currency="USD",
        items={**SOUND, **items},
    )


def take(house: House, *rows: StatementFacts) -> StatementsTaken:
    return take_statements(house.engine, rows, house.clock(), "li")


def judge(house: House, factor: Factor, level: int | None, **fields: object) -> Outcome:
    return house.send(
        JudgeFactor,
        **{
            "institution": YI,
            "fiscal_year": 2025,
            "factor": factor,
            "level": level,
            "reason": "年报与走访",
            "base_level": None,
            **fields,
        },
    )


def ready(folder: Path) -> House:
    """Return a house where 乙 has two years of statements and every judged factor at 4."""
    house = with_lines(folder)
    take(house, statement(2024), statement(2025))
    for factor in JUDGED:
        assert judge(house, factor, 4).accepted
    with house.sqlite() as connection:
        connection.execute(
            "INSERT INTO parameter (name, valid_from, amount_minor, currency_code, is_sample)"
            " VALUES ('evaluation.own_tier_1', '2026-01-01', ?, 'USD', 1)",
            (100 * BILLION,),
        )
    return house


def evaluate(house: House, **fields: object) -> Outcome:
    return house.send(EvaluateInstitution, **{"institution": YI, **fields})


def confirm(house: House, evaluation: str, **fields: object) -> Outcome:
    usual = {"login": "zhao", "confirmed": True, "version": 1}
    return house.send(ConfirmEvaluation, **{"evaluation": evaluation, **usual, **fields})


def rows(house: House) -> list[EvaluationRow]:
    return list(house.reading(lambda connection: read_evaluations(connection, house.today)))
