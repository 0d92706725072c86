"""The template as it ships, and houses that stand already."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from backend.queries.evaluation.template import read_template
from backend.services.founding.found import found
from tests import house

DAY = date(2026, 11, 23)
GROUPS = {"capital": 20, "assets": 15, "earnings": 10, "liquidity": 15, "judgement": 40}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> house.House:
    return house.build(tmp_path_factory.mktemp("evaluation"))


def test_the_weights_are_those_of_the_template(desk: house.House) -> None:
    template = desk.reading(lambda connection: read_template(connection, DAY))
    for group, percent in GROUPS.items():
        weights = [one.weight_e6 for one in template.indicators if one.group == group]
        assert sum(weights) == percent * 10_000
    assert [one.kind for one in template.indicators].count("ratio") == 14
    npl = next(one for one in template.indicators if one.code == "npl")
    assert (npl.higher_is_better, npl.cutoffs) == (False, (10_000, 20_000, 40_000, 80_000))


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        *((100, 1), (85, 1), (84.999999, 2), (75, 2), (67, 3), (60, 4), (54, 5), (53, 6)),
        *((40, 7), (30, 8), (29.999999, 9), (0, 9)),
    ],
)
def test_bands_begin_at_their_floor(desk: house.House, score: float, grade: int) -> None:
    template = desk.reading(lambda connection: read_template(connection, DAY))
    assert template.grade_of_score(round(score * 10**6)) == grade


@pytest.mark.parametrize(
    ("agency", "rating", "grade"),
    [
        *(("sp", "AA-", 1), ("sp", "A+", 2), ("fitch", "BBB+", 3), ("moodys", "A3", 3)),
        *(("moodys", "Baa2", 4), ("fitch", "BBB-", 5), ("moodys", "Ba2", 6), ("sp", "B+", 7)),
        *(("moodys", "B3", 8), ("moodys", "C", 9), ("sp", "CCC+", 9), ("fitch", "RD", 10)),
    ],
)
def test_the_scales_meet_our_grades(
    desk: house.House, agency: str, rating: str, grade: int
) -> None:
    template = desk.reading(lambda connection: read_template(connection, DAY))
    assert template.notch_grades[template.scale[agency, rating]] == grade


def test_a_standing_house_is_filled_once_and_its_own_figures_stay(tmp_path: Path) -> None:
    own = house.build(tmp_path)
    with own.sqlite() as connection:
        connection.execute(
            "INSERT INTO parameter (name, valid_from, value_e6, is_sample) "
            "VALUES ('evaluation.stale_grade', '2026-01-01', 6000000, 0)"
        )
    before = own.value("SELECT count(*) FROM indicator")
    found(own.engine, own.clock(), "founder")
    assert own.value("SELECT count(*) FROM indicator") == before == 19
    template = own.reading(lambda connection: read_template(connection, DAY))
    assert template.whole("stale_grade") == 6
    earlier = own.reading(lambda connection: read_template(connection, date(2025, 12, 31)))
    assert earlier.whole("stale_grade") == 5
