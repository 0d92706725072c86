"""Cell functions as a host calls them: scalars, ranges, errors, both languages, on the sample."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

import udfs.desk
from backend.bootstrap import House, found_house, open_house
from backend.dates import SHANGHAI
from backend.errors import OutageError
from backend.language import Language
from backend.queries.cells.snapshot import take_snapshot
from backend.queries.labels import NodeLabels
from backend.queries.nodes import load_book
from backend.queries.past.as_of import load_book_as_of
from backend.settings import Settings
from sync.load import load_sample
from udfs.desk import KEPT_DAYS, Desk, close_desk, open_desk
from udfs.errors import CellError, CellErrorKind
from udfs.limits import FI_AS_OF, FI_AVAILABLE, FI_BINDING, FI_CHECK
from udfs.reading import read_day, read_tenor
from udfs.registry import cell_functions

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
BANK = "EXMCJPJT"


class Clock:
    """A clock that a test sets."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Load the sample once; nobody writes to it afterwards."""
    path = tmp_path_factory.mktemp("sample") / "fidesk.db"
    house = found_house(Settings(str(path), "zhao_lei", Language.CHINESE), Clock())
    load_sample(house, lambda _name, _done, _of: None)
    return house


@pytest.fixture(scope="module")
def warm(house: House) -> Desk:
    """Return a desk that has read the sample."""
    desk = Desk(house)
    desk.refresh()
    return desk


@pytest.fixture
def desk(warm: Desk) -> Iterator[Desk]:
    """Let cells ask the sample, in Chinese."""
    udfs.desk._OPEN[:] = [warm]
    yield warm
    close_desk()


@pytest.fixture
def own_house(house: House, tmp_path: Path) -> House:
    """Return a house on a copy of the sample that a test may change."""
    path = tmp_path / "own.db"
    shutil.copy(house.settings.path, path)
    return open_house(replace(house.settings, database=str(path)), Clock())


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Gather the statements that are executed."""
    seen: list[str] = []

    def note(*given: Any) -> None:
        if not given[2].startswith(("BEGIN", "PRAGMA")):
            seen.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def _kind(answer: object) -> str:
    assert isinstance(answer, CellError), answer
    for language in Language:
        assert answer.sentence(language)
    return answer.kind.value


# --- day A -------------------------------------------------------------------------------------


def test_day_a_the_dealer_asks_for_100_million(desk: Desk) -> None:
    assert FI_AVAILABLE(BANK, "placement", "treasury", "1M") == 13250.0
    answer = FI_CHECK(BANK, "placement", 100_000_000.0, "USD", "1M", "treasury")
    assert answer.startswith("可以，本笔后可用 3,250.00 万美元，受限于 国别限额(日本)，风险管理部")
    assert answer.endswith("（截至 2026-11-23 10:00）")
    binding = FI_BINDING(BANK, "placement", "treasury", "1M")
    assert binding.startswith("国别限额(日本) 13,250.00 万美元，风险管理部")
    assert FI_AS_OF() == "业务日期 2026-11-23；业务系统 尚无数据；预占截至 2026-11-23 10:00"


@pytest.mark.parametrize("institution", ["丙", "slb", "EXMC", "示例丙", "Sample C", "exmcjpjtxxx"])
@pytest.mark.parametrize("product", ["placement", "同业拆借", "Placement"])
@pytest.mark.parametrize("department", [None, "资金部", "treasury", "TREASURY", 0.0, ""])
def test_names_in_either_language(
    desk: Desk, institution: str, product: str, department: object
) -> None:
    assert FI_AVAILABLE(institution, product, department) == 13250.0


def test_the_same_in_english(house: House) -> None:
    english = replace(house, settings=replace(house.settings, language=Language.ENGLISH))
    open_desk(english)
    answer = FI_CHECK("slb", "Placement", "100mn", "usd", "1M")
    assert answer.startswith(
        "Yes: 3,250.00 x USD 10,000 left after it, bound by Country cap (Japan)"
    )
    assert FI_AS_OF().startswith("Business date 2026-11-23")
    close_desk()


@pytest.mark.parametrize(
    ("amount", "currency", "tenor", "said"),
    [
        (132_500_000, "USD", "1M", "可以，本笔后可用 0.00 万美元"),
        (132_500_000.01, "USD", "1M", "不可以，差 0.01 万美元"),  # a shortfall is rounded up
        ("1.4亿", None, None, "不可以，差 750.00 万美元"),
        (1, "USD", "30Y", "不可以，超过最长期限：产品额度(同业拆借)"),
    ],
)
def test_a_check_says_what_is_missing(
    desk: Desk, amount: object, currency: str | None, tenor: str | None, said: str
) -> None:
    assert FI_CHECK(BANK, "placement", amount, currency, tenor).startswith(said)


def test_a_branch_uses_its_head_office_lines_and_a_new_unit_holds_nothing(desk: Desk) -> None:
    assert FI_AVAILABLE("EXMCHKHH", "placement") == 13250.0
    assert FI_AVAILABLE(BANK, "placement", "tokyo") == 0.0
    assert FI_BINDING(BANK, "placement", "东京分行").startswith("部门分配(东京分行) 0.00 万美元")
    assert FI_AVAILABLE(BANK, "placement", None, "30Y") == 0.0
    assert FI_BINDING(BANK, "placement", None, "30Y").startswith("超过最长期限：产品额度")


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (None, 13250.0),
        ("wan", 13250.0),
        ("万", 13250.0),
        (1.0, 132500000.0),
        ("1", 132500000.0),
        ("k", 132500.0),
        ("mn", 132.5),
        ("MN", 132.5),
        ("yi", 1.325),
        ("亿", 1.325),
    ],
)
def test_units(desk: Desk, unit: object, expected: float) -> None:
    assert FI_AVAILABLE(BANK, "placement", None, None, None, None, unit) == expected


@pytest.mark.parametrize("currency", ["EUR", "jpy", "CNY", "USD"])
def test_currencies_convert_by_the_snapshot_s_rate_and_round_down(
    desk: Desk, currency: str
) -> None:
    parameters = desk.sight().live.parameters
    rate = Decimal(parameters.rates[currency.upper()]).scaleb(-12)
    answer = FI_AVAILABLE(BANK, "placement", None, None, None, currency, "1")
    exact = Decimal(132_500_000) / rate
    smallest = Decimal(1).scaleb(-parameters.minor_units[currency.upper()])
    assert exact - smallest - Decimal("1e-4") <= Decimal(answer) <= exact + Decimal("1e-4")


# --- ranges ------------------------------------------------------------------------------------


def test_a_range_has_its_shape_and_one_error_keeps_the_others(desk: Desk) -> None:
    answer = FI_AVAILABLE(((BANK,), ("slj",), ("nobody",), ("",)), (("placement", "bonds"),))
    assert [len(row) for row in answer] == [2, 2, 2, 2]
    assert answer[0][0] == 13250.0
    assert isinstance(answer[0][1], float)
    assert [_kind(row[0]) for row in answer[1:]] == ["#VALUE!", "#N/A", "#N/A"]


def test_ranges_of_unequal_size_end_in_errors(desk: Desk) -> None:
    answer = FI_AVAILABLE(((BANK,),) * 3, (("placement",), ("placement",)))
    assert [row[0] for row in answer[:2]] == [13250.0, 13250.0]
    assert _kind(answer[2][0]) == "#N/A"
    assert FI_AVAILABLE(((BANK,),), "placement") == ((13250.0,),)
    assert FI_AVAILABLE((BANK, BANK), "placement") == ((13250.0, 13250.0),)  # a flat row


def test_ten_thousand_rows_execute_no_statement_when_warm(house: House, desk: Desk) -> None:
    with statements(house.engine) as seen:
        Desk(house).refresh()
    assert len(seen) == 15, seen  # as take_snapshot lists them: no loan is open, so no legs
    known = list(desk.sight().live.line_ids)
    rows = tuple((known[number % len(known)],) for number in range(10_000))
    with statements(house.engine) as seen:
        by_range = FI_AVAILABLE(rows, "placement", "treasury", "1M")
        by_cell = tuple((FI_AVAILABLE(row[0], "placement", "treasury", "1M"),) for row in rows)
        FI_CHECK(rows, "placement", 1_000_000)
        FI_BINDING(rows, "placement")
    assert seen == []
    assert len(by_range) == 10_000
    for (one,), (other,) in zip(by_range, by_cell, strict=True):
        same = one == other if isinstance(one, float) else _kind(one) == _kind(other)
        assert same
    assert sum(isinstance(row[0], float) for row in by_range) > 5_000


# --- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind", "code"),
    [
        (("nobody", "placement"), "#N/A", "institution_unknown"),
        (("slj", "placement"), "#VALUE!", "institution_ambiguous"),
        ((0.0, "placement"), "#N/A", "cell_institution_missing"),
        ((BANK, "nothing"), "#N/A", "cell_unknown_product"),
        ((BANK, 0.0), "#N/A", "cell_unknown_product"),
        ((BANK, "placement", "nowhere"), "#N/A", "cell_unknown_unit"),
        ((BANK, "placement", "risk_management"), "#N/A", "cell_unknown_unit"),  # holds no lines
        (("EXMCCNSH", "forfaiting"), "#N/A", "cell_no_line"),
        ((BANK, "placement", None, "soon"), "#VALUE!", "cell_bad_tenor"),
        ((BANK, "placement", None, -1), "#VALUE!", "cell_bad_tenor"),
        ((BANK, "placement", None, 99_999), "#NUM!", "cell_bad_tenor"),
        ((BANK, "placement", None, None, "today"), "#VALUE!", "cell_bad_day"),
        ((BANK, "placement", None, None, 1e300), "#NUM!", "cell_bad_day"),
        ((BANK, "placement", None, None, date(2020, 1, 1)), "#NUM!", "cell_before_records"),
        ((BANK, "placement", None, None, None, "XXQ"), "#N/A", "cell_unknown_currency"),
        ((BANK, "placement", None, None, None, "ZWG"), "#N/A", "cell_no_rate"),
        ((BANK, "placement", None, None, None, None, "dozen"), "#VALUE!", "cell_bad_unit"),
    ],
)
def test_refusals_are_true_errors(
    desk: Desk, given: tuple[object, ...], kind: str, code: str
) -> None:
    for function in (FI_AVAILABLE, FI_BINDING):
        answer = function(*given)
        assert (_kind(answer), answer.reason.code) == (kind, code)


@pytest.mark.parametrize(
    ("amount", "kind"),
    [
        (0.0, "#NUM!"),
        (-5, "#NUM!"),
        ("x", "#VALUE!"),
        (0.001, "#VALUE!"),
        (True, "#VALUE!"),
        (None, "#VALUE!"),
        (float("nan"), "#VALUE!"),
        (float("inf"), "#VALUE!"),
    ],
)
def test_amounts_that_cannot_be(desk: Desk, amount: object, kind: str) -> None:
    assert _kind(FI_CHECK(BANK, "placement", amount)) == kind


def test_an_error_given_stays_what_it_was(desk: Desk) -> None:
    error = FI_AVAILABLE("nobody", "placement")
    assert FI_AVAILABLE(BANK, error) is error


def test_without_a_desk_and_for_strangers(house: House) -> None:
    close_desk()
    assert FI_AS_OF().reason.code == "cell_not_connected"
    assert FI_AVAILABLE(((BANK,), (BANK,)), "placement")[1][0].kind is CellErrorKind.REFERENCE
    open_desk(replace(house, settings=replace(house.settings, login="stranger")))
    assert FI_AVAILABLE(BANK, "placement").reason.code == "cell_not_permitted"
    close_desk()


def test_a_database_that_is_away_is_asked_once_and_found_again(own_house: House) -> None:
    path = own_house.settings.path
    aside = path.with_suffix(".aside")
    path.rename(aside)
    desk = open_desk(own_house)
    with statements(own_house.engine) as seen:
        answers = FI_AVAILABLE(((BANK,),) * 100, "placement")
        assert {_kind(row[0]) for row in answers} == {"#REF!"}
    assert seen == []
    assert not path.exists()
    aside.rename(path)
    assert _kind(FI_AVAILABLE(BANK, "placement")) == "#REF!"  # no cell tries again by itself
    assert desk.refresh()
    assert FI_AVAILABLE(BANK, "placement") == 13250.0
    path.rename(aside)
    with pytest.raises(OutageError):
        desk.refresh()
    assert _kind(FI_AVAILABLE(BANK, "placement")) == "#REF!"  # not a figure of unknown age
    close_desk()


# --- snapshots ---------------------------------------------------------------------------------


def test_a_refresh_replaces_only_what_is_stale(own_house: House) -> None:
    clock = own_house.clock
    assert isinstance(clock, Clock)
    desk = open_desk(own_house)
    assert desk.refresh()
    before = desk.sight().live
    clock.now = NOW + timedelta(minutes=5)
    with statements(own_house.engine) as seen:
        assert not desk.refresh()
    assert len(seen) == 1
    assert desk.sight().live.book is before.book
    assert FI_AS_OF().endswith("10:05")
    with own_house.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE node SET suspended = 1, version = version + 1 WHERE node_key = 'country:JP'"
        )
    assert FI_AVAILABLE(BANK, "placement") == 13250.0  # frozen
    assert desk.refresh()
    assert FI_AVAILABLE(BANK, "placement") == 0.0
    assert FI_CHECK(BANK, "placement", 1).startswith("不可以，额度已暂停：国别限额(日本)")
    clock.now = NOW + timedelta(days=1)
    assert desk.refresh()  # another day: what is due by then
    assert desk.sight().live.day == date(2026, 11, 24)
    close_desk()


def test_as_of_the_open_day_is_what_stands(house: House) -> None:
    day = NOW.date()
    with house.reading() as connection:
        labels = NodeLabels.read(connection)
        live = load_book(connection, day, labels=labels)
        with statements(house.engine) as seen:
            summed = load_book_as_of(connection, day, labels)
    assert len(seen) <= 9
    assert summed.nodes == live.nodes
    assert {key: set(found) for key, found in summed.parents.items()} == {
        key: set(found) for key, found in live.parents.items()
    }


def test_a_past_day_shows_the_line_as_it_stood(own_house: House) -> None:
    with own_house.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO business_day VALUES ('2026-11-24', '2026-11-24T01:00:00.000000Z', 'x')"
        )
        connection.exec_driver_sql(
            "UPDATE node SET suspended = 1, version = version + 1,"
            " changed_at = '2026-11-24T02:00:00.000000Z' WHERE node_key = 'country:JP'"
        )
    open_desk(own_house)
    serial = (date(2026, 11, 23) - date(1899, 12, 30)).days
    assert FI_AVAILABLE(BANK, "placement") == 0.0
    assert FI_AVAILABLE(BANK, "placement", None, None, "2026-11-23") == 13250.0
    assert FI_AVAILABLE(BANK, "placement", None, None, float(serial)) == 13250.0
    with statements(own_house.engine) as seen:
        assert FI_AVAILABLE(BANK, "placement", None, None, datetime(2026, 11, 23, 9)) == 13250.0  # noqa: DTZ001 - hosts hand over days without a zone
    assert seen == []  # the day is kept
    with own_house.reading() as connection, statements(own_house.engine) as seen:
        take_snapshot(connection, NOW, date(2026, 11, 23))
    halvings = [one for one in seen if "entry.number >= ?" in one]
    assert len(seen) - len(halvings) <= 21
    assert len(halvings) <= 20  # whatever the number of entries, its digits in binary
    close_desk()


def test_four_other_days_are_kept(house: House, desk: Desk) -> None:
    days = tuple((f"2026-12-{number:02d}",) for number in range(1, KEPT_DAYS + 2))
    answers = FI_AVAILABLE(BANK, "placement", None, None, days)
    assert [row[0] for row in answers[:KEPT_DAYS]] == [13250.0] * KEPT_DAYS
    assert answers[-1][0].reason.code == "cell_too_many_days"
    assert FI_AVAILABLE(BANK, "placement", None, None, days[-1][0]) == 13250.0
    assert len(desk._days) == KEPT_DAYS


# --- registry and arguments --------------------------------------------------------------------


def test_functions_are_registered_with_help_in_both_languages() -> None:
    functions = cell_functions()
    assert {"FI_AVAILABLE", "FI_BINDING", "FI_CHECK", "FI_AS_OF"} <= set(functions)
    names = [one.name for one in functions["FI_CHECK"].arguments]
    assert names == ["institution", "product", "amount", "currency", "tenor", "department"]
    assert [one.optional for one in functions["FI_CHECK"].arguments] == [False] * 3 + [True] * 3
    assert not functions["FI_AS_OF"].takes_ranges
    for function in functions.values():
        for language in Language:
            assert function.help(language)
            assert all(one.help(language) for one in function.arguments)


@pytest.mark.parametrize(
    ("tenor", "days"),
    [
        ("1M", 31),
        ("1m", 31),
        ("O/N", 1),
        ("on", 1),
        ("7D", 7),
        ("2W", 14),
        ("1Y", 365),
        (30.0, 30),
        ("90", 90),
        ("１Ｍ", 31),
        (None, 0),
        (0.0, 0),
        ("", 0),
    ],
)
def test_tenors(tenor: object, days: int) -> None:
    assert read_tenor(tenor, date(2026, 1, 31)) == (28 if days == 31 else days)
    assert read_tenor(tenor, date(2026, 3, 1)) == days


def test_days() -> None:
    assert read_day(46349.75) == date(2026, 11, 23)
    assert read_day("２０２６-11-23") == date(2026, 11, 23)
    assert read_day(0.0) is None
