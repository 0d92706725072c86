"""The sample of dealings: the same every time, marked, odd only where banks are invented."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from backend.bootstrap import House, found_house
from backend.language import Language
from backend.queries.reciprocity.rows import ReciprocityRow, ReciprocityYear
from backend.queries.reciprocity.year import read_year
from backend.settings import Settings
from sync.dealings.load import load_dealings_sample
from sync.load import load_masters
from tests.house import MONDAY, Clock, ten_o_clock
from tests.unit.test_cells import statements


def _quiet(_step: str, _done: int, _total: int) -> None:
    pass


def _house(folder: Path) -> House:
    """Return a house with the sample's institutions and dealings, without its lines."""
    settings = Settings(str(folder / "sample.db"), "zhao_lei", Language.CHINESE)
    house = found_house(settings, Clock(ten_o_clock(MONDAY)))
    load_masters(house, lambda *_moved: None)
    return house


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> House:
    house = _house(tmp_path_factory.mktemp("dealings"))
    assert load_dealings_sample(house, _quiet) > 50_000
    return house


@pytest.fixture(scope="module")
def found(sample: House) -> ReciprocityYear:
    with sample.reading() as connection:
        return read_year(connection, 2026, MONDAY)


def rows(house: House, statement: str) -> list[tuple[object, ...]]:
    with house.reading() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


def of(found: ReciprocityYear, bic8: str) -> ReciprocityRow:
    return next(row for row in found.rows if row.institution.bic8 == bic8)


def test_the_same_again_changes_nothing(sample: House) -> None:
    before = rows(sample, "SELECT count(*), sum(amount_minor) FROM dealing")
    plans = rows(sample, "SELECT count(*), sum(version) FROM reciprocity_plan")
    assert load_dealings_sample(sample, _quiet) == 0
    assert rows(sample, "SELECT count(*), sum(amount_minor) FROM dealing") == before
    assert rows(sample, "SELECT count(*), sum(version) FROM reciprocity_plan") == plans


def test_another_house_gets_the_same(sample: House, tmp_path: Path) -> None:
    other = _house(tmp_path)
    load_dealings_sample(other, _quiet)
    sums = (
        "SELECT count(*), sum(amount_minor), sum(fee_fen), sum(deal_count), min(id), max(id) "
        "FROM dealing"
    )
    assert rows(other, sums) == rows(sample, sums)


def test_all_of_it_says_that_it_is_a_sample(sample: House) -> None:
    for table in ("dealing", "account_average", "branch_return"):
        assert rows(sample, f"SELECT DISTINCT is_sample, source FROM {table}") == [(1, "sample")]  # noqa: S608


def test_two_years_until_the_month_that_has_ended(sample: House) -> None:
    months = rows(sample, "SELECT min(month), max(month), count(DISTINCT month) FROM dealing")
    assert months == [("2025-01-01", "2026-10-01", 22)]


def test_every_correspondent_deals(found: ReciprocityYear) -> None:
    assert len(found.rows) > 650
    dealing = sum(row.sums.balance is not None for row in found.rows)
    assert dealing > 0.97 * len(found.rows)


@pytest.mark.parametrize(
    ("bic8", "balance", "growing"),
    [
        ("EXMDGB2L", -1, False),  # only outward
        ("EXMESGSG", 1, True),  # only inward
        ("EXMGHKHH", None, False),  # an account and no dealings
    ],
)
def test_odd_cases_are_invented_banks(
    found: ReciprocityYear, bic8: str, balance: int | None, *, growing: bool
) -> None:
    row = of(found, bic8)
    assert row.sums.balance == balance
    assert (row.sums.inward_growth is not None) == growing


def test_one_began_this_year(found: ReciprocityYear) -> None:
    sums = of(found, "EXMFFRPP").sums
    assert sums.inward.amount_minor > 0
    assert (sums.inward_growth, sums.outward_growth) == (None, None)


def test_real_banks_lie_near_the_balance(found: ReciprocityYear) -> None:
    """The sample judges no bank: what looks bad belongs to invented ones."""
    ordered = sorted(found.rows, key=lambda row: row.sums.difference_minor)
    assert all(row.institution.is_sample for row in ordered[:3])
    for row in found.rows:
        if not row.institution.is_sample and row.sums.balance is not None:
            assert abs(row.sums.balance) < 1, row.institution.bic8
        if not row.institution.is_sample:
            assert (row.target_minor, row.strategy, row.points) == (None, "", "")
            assert row.score.points is None


def test_the_branches_that_have_not_returned(found: ReciprocityYear) -> None:
    missing = {gap.unit: [month.month for month in gap.months] for gap in found.gaps}
    assert missing == {"210200": [10], "320000": [9, 10], "530000": [10]}
    assert [gap.unit for gap in of(found, "EXMBDEFF").gaps] == ["320000"]


def test_a_branch_that_has_not_returned_has_no_dealings_there(sample: House) -> None:
    there = rows(
        sample, "SELECT count(*) FROM dealing WHERE unit_code = '320000' AND month > '2026-08-31'"
    )
    assert there == [(0,)]
    nil = Counter(row[0] for row in rows(sample, "SELECT nil FROM branch_return"))
    assert nil[1] > 0
    assert nil[0] > nil[1]


def test_a_branch_counts_with_its_head_office(sample: House, found: ReciprocityYear) -> None:
    assert all(row.institution.bic8 != "EXMCHKHH" for row in found.rows)
    with_branch = rows(
        sample,
        "SELECT sum(deal_count) FROM dealing JOIN institution ON institution.id = institution_id "
        "WHERE bic8 IN ('EXMCJPJT', 'EXMCHKHH') AND direction = 'in' "
        "AND month BETWEEN '2026-01-01' AND '2026-10-01'",
    )
    assert with_branch == [(of(found, "EXMCJPJT").sums.inward.count,)]


def test_a_year_is_read_in_few_statements(sample: House) -> None:
    """However many banks there are."""
    with statements(sample.engine) as seen, sample.reading() as connection:
        read_year(connection, 2026, MONDAY)
    assert len(seen) < 40
