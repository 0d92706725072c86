"""FI_GRADE and FI_RATIO in a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.bootstrap import House
from backend.language import Language
from backend.settings import Settings
from tests import house as houses
from tests.evaluation import desk
from tests.house import BING, FRIDAY, YI, YI_SINGAPORE
from udfs.desk import close_desk, open_desk
from udfs.errors import CellError
from udfs.evaluation import FI_GRADE, FI_RATIO


@pytest.fixture
def own(tmp_path: Path) -> Iterator[houses.House]:
    """A house with one confirmed grade, asked by li in Chinese."""
    own = desk.ready(tmp_path)
    identity = desk.evaluate(own).reference
    own.open(FRIDAY)
    desk.confirm(own, identity)
    settings = Settings(str(own.path), "li", Language.CHINESE)
    open_desk(House(settings, own.engine, own.clock))
    yield own
    close_desk()


def _error(answer: object) -> tuple[str, str]:
    assert isinstance(answer, CellError), answer
    assert all(answer.sentence(language) for language in Language)
    return answer.kind.value, answer.reason.code


def test_a_grade_is_a_number_of_the_legal_entity(own: houses.House) -> None:
    assert FI_GRADE(YI) == 2
    assert FI_GRADE("示例银行乙") == 2
    assert FI_GRADE(YI_SINGAPORE) == 2
    assert FI_GRADE(((YI,), (BING,)))[0] == (2,)
    assert _error(FI_GRADE(BING)) == ("#N/A", "cell_no_grade")
    assert _error(FI_GRADE("")) == ("#N/A", "cell_institution_missing")


def test_a_grade_of_a_past_day(own: houses.House) -> None:
    assert FI_GRADE(YI, "2026-11-23") == 2  # a proposal then
    with own.sqlite() as connection:
        connection.execute("UPDATE evaluation SET grade = 3, version = version + 1")
    assert FI_GRADE(YI) == 2, "frozen until a refresh"


@pytest.mark.parametrize("ratio", ["cet1", "CET1", "核心一级资本充足率", "CET1 ratio"])
def test_a_ratio_by_code_or_by_name(own: houses.House, ratio: str) -> None:
    assert FI_RATIO(YI, ratio) == 0.140625
    assert FI_RATIO(YI, ratio, 2024.0) == 0.140625


def test_ratios_of_years_stretch_over_a_table(own: houses.House) -> None:
    found = FI_RATIO(((YI,),), (("roa", "npl"),), ((2025.0,), (2024.0,)))
    assert found[0] == (0.008, 0.01)
    assert found[1][1] == 0.01
    assert _error(found[1][0]) == ("#N/A", "cell_no_ratio")  # no year-end before 2024


@pytest.mark.parametrize(
    ("given", "kind", "code"),
    [
        ((YI, "gold"), "#N/A", "cell_unknown_ratio"),
        ((YI, ""), "#N/A", "cell_unknown_ratio"),
        ((YI, "cet1", 2020), "#N/A", "cell_no_ratio"),
        ((YI, "cet1", "last year"), "#VALUE!", "cell_bad_year"),
        ((YI, "cet1", 2024.5), "#VALUE!", "cell_bad_year"),
        ((BING, "cet1"), "#N/A", "cell_no_ratio"),
        (("nobody", "cet1"), "#N/A", "institution_unknown"),
    ],
)
def test_what_has_no_answer_is_an_error(
    own: houses.House, given: tuple[object, ...], kind: str, code: str
) -> None:
    assert _error(FI_RATIO(*given)) == (kind, code)


def test_new_statements_make_the_snapshot_stale(own: houses.House) -> None:
    assert FI_RATIO(YI, "npl") == 0.01
    desk.take(own, desk.statement(2025, non_performing_loans=30 * desk.BILLION))
    assert FI_RATIO(YI, "npl") == 0.01
    desk_now = open_desk(
        House(Settings(str(own.path), "li", Language.CHINESE), own.engine, own.clock)
    )
    desk_now.refresh()
    assert FI_RATIO(YI, "npl") == 0.1
    desk.take(own, desk.statement(2025, non_performing_loans=60 * desk.BILLION))
    assert desk_now.refresh()
    assert FI_RATIO(YI, "npl") == 0.2
    assert not desk_now.refresh()
