"""The sample: grades of invented banks, and of nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from backend.bootstrap import House, found_house
from backend.language import Language
from backend.queries.evaluation.evaluations import read_evaluations
from backend.queries.evaluation.grades import grades
from backend.queries.evaluation.judged import read_judgements
from backend.queries.evaluation.rows import EvaluationRow
from backend.queries.evaluation.statements import read_statements
from backend.queries.institutions import institution_names
from backend.queries.verification.verify import verify
from backend.settings import Settings
from backend.store.tables.evaluation import rating
from sync.load import load_masters
from sync.statements.load import load_evaluation_sample

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The sample's institutions and persons without their lines, evaluated."""
    path = tmp_path_factory.mktemp("sample") / "fidesk.db"
    house = found_house(Settings(str(path), "zhao_lei", Language.CHINESE), lambda: NOW)
    load_masters(house, lambda *_moved: None)
    assert load_evaluation_sample(house, lambda *_: None) == 7
    return house


@pytest.fixture(scope="module")
def rows(house: House) -> dict[str, EvaluationRow]:
    with house.reading() as connection:
        found = read_evaluations(connection, NOW.date())
    return {row.institution.bic8: row for row in found}


def test_invented_banks_cover_the_scale(rows: dict[str, EvaluationRow]) -> None:
    assert {bic8: row.grade for bic8, row in rows.items()} == {
        "EXMAUS33": 1,
        "EXMBDEFF": 5,
        "EXMCJPJT": 2,
        "EXMDGB2L": 9,
        "EXMESGSG": 6,
        "EXMFFRPP": 3,
        "EXMGHKHH": 5,
    }
    assert {bic8 for bic8, row in rows.items() if row.state == "proposed"} == {
        "EXMBDEFF",
        "EXMFFRPP",
    }
    assert rows["EXMFFRPP"].reason_needed
    assert rows["EXMGHKHH"].steps[-1].code == "stale"
    assert all(row.is_sample for row in rows.values())


def test_nobody_real_is_judged_rated_or_graded(house: House) -> None:
    with house.reading() as connection:
        names = institution_names(connection)
        judged = {owner for owner, _year in read_judgements(connection)}
        rated = set(connection.scalars(select(rating.c.institution_id)))
        graded = set(grades(connection, NOW.date()))
        statements = read_statements(connection, NOW.date())
    assert all(names[owner].is_sample for owner in judged | rated | graded)
    real = [one for owner in statements if not names[owner].is_sample for one in statements[owner]]
    assert len(real) == 42
    assert {(one.source, one.is_sample) for one in real} == {("fdic", False)}
    invented = [one for owner in statements if names[owner].is_sample for one in statements[owner]]
    assert {(one.source, one.is_sample) for one in invented} == {("sample_copy", True)}


def test_loading_again_changes_nothing_and_the_book_is_sound(house: House) -> None:
    def counts() -> list[int | None]:
        with house.reading() as connection:
            return [
                connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()  # noqa: S608
                for table in ("statement", "statement_item", "judgement", "evaluation", "audit")
            ]

    before = counts()
    assert load_evaluation_sample(house, lambda *_: None) == 7
    assert counts() == before
    with house.reading() as connection:
        assert verify(connection) == []
