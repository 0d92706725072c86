"""Statements from files: the FDIC's export and our own table, whole or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from backend.bootstrap import House, found_house
from backend.contract.evaluation import Origin
from backend.contract.statements import StatementsTaken
from backend.errors import InputError
from backend.evaluation.ratios import RATIOS
from backend.language import Language
from backend.queries.evaluation.rows import StatementRow
from backend.queries.evaluation.statements import key_figures, ratios_by_year, read_statements
from backend.queries.institutions import institution_names
from backend.services.masters import load_institutions
from backend.settings import Settings
from sync.authorities.tables import read_records
from sync.sample.statements import main as write_sample
from sync.statements.importing import import_statements
from tests.conftest import REPOSITORY
from tests.evaluation import desk
from tests.house import build

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HEADING = "CERT,REPDTE,ASSET,EQ,NETINC,NCLNLSR\n"
UNKNOWN_COLUMN = "statement_column_unknown"
PLAIN = (
    "bic8,period_end,months,currency,unit,consolidated,audited,standard,total_assets,reported_lcr"
)


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A house with one real correspondent, JPMorgan Chase, and nothing about it yet."""
    settings = Settings(str(tmp_path / "fidesk.db"), "zhao_lei", Language.ENGLISH)
    house = found_house(settings, lambda: NOW)
    bank = next(
        dict(one)
        for one in read_records(REPOSITORY / "sync" / "sample" / "institutions.csv")
        if one["bic8"] == "CHASUS33"
    )
    row = {**bank, "group_code": None, "onshore_legal_person": 0}
    load_institutions(house.engine, [], [row], NOW, "zhao_lei")
    return house


def _import(house: House, path: Path, content: str) -> StatementsTaken:
    path.write_text(content, encoding="utf-8")
    taken = import_statements(house, path, lambda _step, _done, _total: None)
    return StatementsTaken(taken.new, taken.standing)


def test_a_quarter_counts_thousands_and_percents(house: House, tmp_path: Path) -> None:
    content = f"{HEADING}628,20251231,3752662000,335936000.0,49644000.0,0.8573\n"
    assert _import(house, tmp_path / "fdic.csv", "\ufeff" + content) == StatementsTaken(1, 0)
    (own,) = _statements(house)
    assert (own.currency, own.months, own.consolidated, own.audited) == ("USD", 12, True, False)
    assert own.items == {
        "total_assets": 375_266_200_000_000,
        "equity": 33_593_600_000_000,
        "net_profit": 4_964_400_000_000,
        "reported_npl": 8573,
    }


def _statements(house: House, bic8: str = "CHASUS33") -> list[StatementRow]:
    with house.reading() as connection:
        found = read_statements(connection, NOW.date())
        names = institution_names(connection)
    return [one for owner, rows in found.items() if names[owner].bic8 == bic8 for one in rows]


def test_the_same_again_is_nothing_and_a_correction_stands_beside(
    house: House, tmp_path: Path
) -> None:
    path, first = tmp_path / "fdic.csv", f"{HEADING}628,20251231,1000,100,10,1\n"
    assert _import(house, path, first) == StatementsTaken(1, 0)
    assert _import(house, tmp_path / "renamed.csv", first) == StatementsTaken(0, 1)
    assert _import(house, path, first.replace("1000", "2000")) == StatementsTaken(1, 0)
    assert [one.items["total_assets"] for one in _statements(house)] == [200_000_000]
    assert _import(house, path, first) == StatementsTaken(1, 0)  # corrected back
    assert [one.items["total_assets"] for one in _statements(house)] == [100_000_000]
    with house.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM statement").scalar() == 3


SOURCED = "CHASUS33,2025-12-31,12,USD,1,1,1,IFRS,5,,"


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        (f"{HEADING}628,20251231,1000,100,10,1\n628,20241231,x,1,1,1\n", "statement_value", 3),
        (f"{HEADING}628,20251301,1000,100,10,1\n", "statement_value", 2),
        (f"{HEADING}628,20251130,1000,100,10,1\n", "statement_value", 2),
        (f"{HEADING}628,20251231,1e9,100,10,1\n", "statement_value", 2),
        (f"{HEADING}628,20251231,5mn,100,10,1\n", "statement_value", 2),
        (f"{HEADING}628,20251231,0.000001,100,10,1\n", "statement_value", 2),
        (f"{HEADING}628,20251231,1000,100,10\n", "statement_columns", 2),
        (f'{HEADING}628,20251231,"1000,100,10,1\n', "statement_columns", None),
        (f"{HEADING}628,20251231,,,,\n", "statement_empty", 2),
        (f"{HEADING}628,20261231,1000,100,10,1\n", "statement_future", 2),
        (f"{HEADING}628,20251231,1,1,1,1\n628,20251231,2,1,1,1\n", "statement_twice", 2),
        (f"{HEADING}628,20251231,{10**13},1,1,1\n", "statement_too_large", 2),
        (f"{HEADING}99,20251231,1000,100,10,1\n", "statement_no_bank", None),
        (f"{HEADING}JPM,20251231,1000,100,10,1\n", "statement_value", 2),
        ("date,assets\n2025,1\n", "statement_layout", None),
        ("", "statement_layout", None),
        ("CERT,CERT,REPDTE\n1,2,3\n", "statement_layout", None),
        (f"{PLAIN}\nNOBKUS33,2025-12-31,12,USD,1,1,1,IFRS,5,\n", "statement_institution", 2),
        (f"{PLAIN}\nCHASUS33,2025-12-31,12,XXX,1,1,1,IFRS,5,\n", "statement_value", 2),
        (f"{PLAIN}\nCHASUS33,2025-12-31,7,USD,1,1,1,IFRS,5,\n", "statement_value", 2),
        (f"{PLAIN}\nCHASUS33,2025-12-31,12,JPY,1,1,1,IFRS,0.5,\n", "statement_value", 2),
        (f"{PLAIN},gold\nCHASUS33,2025-12-31,12,USD,1,1,1,IFRS,5,,1\n", UNKNOWN_COLUMN, None),
        (f"{PLAIN},source\nCHASUS33,2025-12-31,12,USD,1,1,1,IFRS,5,,\a\n", "statement_value", 2),
        (f"{PLAIN},source\n{SOURCED}{'x' * 33}\n", "statement_value", 2),
        ("bic8,period_end\nCHASUS33,2025-12-31\n", "statement_column_missing", None),
    ],
)
def test_a_wrong_file_is_refused_whole_by_its_place(
    house: House, tmp_path: Path, content: str, code: str, place: int | None
) -> None:
    with pytest.raises(InputError) as refused:
        _import(house, tmp_path / "file.csv", content)
    assert (refused.value.code, refused.value.parameters.get("line", place)) == (
        code,
        place or refused.value.parameters.get("line"),
    )
    for language in Language:
        assert "file.csv" in refused.value.sentence(language)
    assert _statements(house) == []


def test_other_encodings_and_absent_files_are_said(house: House, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(HEADING.encode() + "628,20251231,1,1,1,\xa0\n".encode("cp1252"))
    with pytest.raises(InputError) as refused:
        import_statements(house, path, lambda *_given: None)
    assert (refused.value.code, refused.value.parameters["line"]) == ("statement_encoding", 2)
    with pytest.raises(InputError) as refused:
        import_statements(house, tmp_path / "absent.csv", lambda *_given: None)
    assert refused.value.code == "statement_no_file"


def test_our_own_table_keeps_its_basis(house: House, tmp_path: Path) -> None:
    content = f"{PLAIN}\nCHASUS33,2025-03-31,12,JPY,1000000,0,1,IFRS,123456,134.5\n"
    assert _import(house, tmp_path / "plain.csv", content) == StatementsTaken(1, 0)
    (own,) = _statements(house)
    assert (own.currency, own.consolidated, own.audited) == ("JPY", False, True)
    assert own.items == {"total_assets": 123_456_000_000, "reported_lcr": 1_345_000}


# --- averages and years -------------------------------------------------------------------------


def test_averages_take_two_like_year_ends_or_none(tmp_path: Path) -> None:
    own = build(tmp_path)
    first = desk.statement(2023, total_assets=600 * desk.BILLION)
    solo = replace(desk.statement(2022), consolidated=False)
    desk.take(own, solo, first, desk.statement(2024), desk.statement(2025, months=6))
    found = own.reading(lambda connection: read_statements(connection, own.today))
    ratios = ratios_by_year(found[1])
    assert sorted(ratios) == [2022, 2023, 2024], "half a year is no year"
    assert ratios[2023]["roa"].origin is Origin.MISSING, "the year before was solo"
    assert ratios[2024]["roa"].value_e6 == 7273  # 4 / 550
    assert ratios[2024]["roe"].value_e6 == 80_000


def test_key_figures_are_the_newest_years(tmp_path: Path) -> None:
    own = build(tmp_path)
    desk.take(own, *(desk.statement(year) for year in (2021, 2022, 2023, 2024, 2025)))
    figures = own.reading(lambda connection: key_figures(connection, 1, 3, own.today))
    assert [one.fiscal_year for one in figures] == [2025, 2024, 2023]
    assert (figures[0].total_assets_minor, figures[0].cet1_e6, figures[0].npl_e6) == (
        500 * desk.BILLION,
        140_625,
        10_000,
    )


# --- public data ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def export(public_data: Path) -> Path:
    return public_data / "bank_financials" / "fdic" / "fdic_financials.csv"


def test_every_bank_and_quarter_of_the_export_is_read(export: Path, tmp_path: Path) -> None:
    """Every certificate named to an institution: all 418 lines, every ratio beside the FDIC's."""
    own = build(tmp_path)
    records = read_records(export)
    certificates = sorted({one["CERT"] for one in records})
    banks = [f"EXF{letter}US33" for letter in "ABCDEFGHIJKLMNO"]
    _found(own.engine, banks)
    with own.sqlite() as connection:
        for certificate, bank in zip(certificates, banks, strict=True):
            connection.execute(
                "INSERT INTO foreign_identity (row_key, system, foreign_id, institution_id,"
                " version, changed_at, changed_by, submission_id)"
                " SELECT 'fdic/' || ?, 'fdic', ?, id, 1, '2026-11-23T02:00:00.000000Z', 'li', ''"
                " FROM institution WHERE bic8 = ?",
                (certificate, certificate, bank),
            )
    settings = Settings(str(own.path), "li", Language.ENGLISH)
    taken = import_statements(House(settings, own.engine, own.clock), export, lambda *_: None)
    assert (taken.new, taken.strangers) == (418, [])
    found = own.reading(lambda connection: read_statements(connection, date(2026, 11, 23)))
    assert sum(map(len, found.values())) == 418
    compared = 0
    for rows in found.values():
        for year, ratios in ratios_by_year(rows).items():
            own_items = next(one for one in rows if one.is_full_year and one.fiscal_year == year)
            assert {ratio.code for ratio in RATIOS} == set(ratios)
            assert ratios["cet1"].value_e6 == own_items.items["reported_cet1"]
            if ratios["roa"].origin is Origin.COMPUTED:
                value = ratios["roa"].value_e6
                assert value is not None
                theirs = Decimal(own_items.items["reported_roa"])
                # Two year-ends against the FDIC's five quarters: near, not equal.
                assert abs(value - theirs) <= max(Decimal(3000), abs(theirs) / 4)
                compared += 1
    assert compared > 70


def _found(engine: Engine, banks: list[str]) -> None:
    rows = [
        {
            "bic8": bank,
            "customer_number": f"K9000000{number:02}",
            "name_zh": f"示例{number}",
            "name_en": f"Example {number}",
            "short_name_zh": f"示例{number}",
            "short_name_en": f"Example {number}",
            "pinyin_initials": "sl",
            "country_code": "US",
            "risk_country_code": "US",
            "city": "New York",
            "kind": "bank",
            "group_code": None,
            "head_office_bic8": None,
            "origin": "test",
            "onshore_legal_person": 0,
        }
        for number, bank in enumerate(banks)
    ]
    load_institutions(engine, [], rows, NOW, "li")


def test_the_sample_is_made_from_the_export(export: Path, tmp_path: Path) -> None:
    made = tmp_path / "statements.csv"
    write_sample(["--fdic", str(export), "--output", str(made)])
    shipped = REPOSITORY / "sync" / "sample" / "statements.csv"
    assert made.read_bytes() == shipped.read_bytes()
