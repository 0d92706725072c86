"""The reference tables say what a Chinese bank says, and say it completely."""

import csv
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest


def table(name: str) -> list[dict[str, str]]:
    text = files("backend.reference").joinpath(f"{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def by_code(name: str) -> dict[str, dict[str, str]]:
    return {record["code"]: record for record in table(name)}


@pytest.mark.parametrize("name", ["countries", "currencies", "products", "units", "calendar"])
def test_table_has_lf_a_header_and_no_key_twice(name: str) -> None:
    content = files("backend.reference").joinpath(f"{name}.csv").read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    records = table(name)
    keys = Counter(next(iter(record.values())) for record in records)
    assert [key for key, count in keys.items() if count > 1] == []


@pytest.mark.parametrize(
    ("code", "name_zh", "name_en"),
    [
        ("HK", "中国香港", "Hong Kong SAR, China"),
        ("MO", "中国澳门", "Macao SAR, China"),
        ("TW", "中国台湾", "Taiwan, China"),
    ],
)
def test_parts_of_china_are_named_so_and_are_regions(code: str, name_zh: str, name_en: str) -> None:
    record = by_code("countries")[code]
    assert (record["name_zh"], record["name_en"]) == (name_zh, name_en)
    assert record["kind"] == "region"


def test_countries_have_both_names_kind_and_group() -> None:
    for record in table("countries"):
        assert all(record.values()), record
        assert record["kind"] in {"country", "region"}
    names = by_code("countries")
    assert names["AE"]["name_zh"] == "阿联酋"
    assert names["KR"]["name_en"] == "Korea"
    assert "XK" not in names


@pytest.mark.parametrize(
    ("code", "minor_units"),
    [
        ("JPY", 0), ("KRW", 0), ("VND", 0), ("ISK", 0), ("CLP", 0), ("UGX", 0), ("XOF", 0),
        ("KWD", 3), ("BHD", 3), ("OMR", 3), ("JOD", 3), ("TND", 3), ("IQD", 3),
        ("IDR", 2), ("TWD", 2), ("HUF", 2), ("PKR", 2), ("LAK", 2), ("COP", 2), ("CNY", 2),
        ("CLF", 4),
    ],
)  # fmt: skip
def test_minor_units_are_those_of_iso_4217(code: str, minor_units: int) -> None:
    assert int(by_code("currencies")[code]["minor_units"]) == minor_units


def test_products_are_the_seven_lines() -> None:
    assert [record["name_zh"] for record in table("products")] == [
        "同业拆借", "外汇及衍生", "交割", "贸易融资", "债券", "保函", "福费廷/贴现",
    ]  # fmt: skip
    assert {record["factor_percent"] for record in table("products")} == {"100"}


def test_units_form_one_tree_with_forty_five_branches() -> None:
    units = by_code("units")
    roots = [code for code, unit in units.items() if not unit["parent_code"]]
    assert roots == ["head_office"]
    assert all(unit["parent_code"] in units for unit in units.values() if unit["parent_code"])
    domestic = [unit for unit in units.values() if unit["parent_code"] == "domestic_branches"]
    assert len(domestic) == 45
    assert all(len(unit["code"]) == 6 and unit["code"].isdigit() for unit in domestic)
    assert units["320000"]["name_zh"] == "江苏分行"
    assert units["320000"]["name_en"] == "Jiangsu Branch"


def test_allocating_units_are_the_departments_and_branches() -> None:
    departments = {
        record["code"]
        for record in table("units")
        if record["parent_code"] == "head_office" and record["allocates"] == "1"
    }
    assert departments == {
        "treasury", "trade", "investment_banking", "overseas_branches", "domestic_branches",
    }  # fmt: skip


def test_calendar_holds_only_exceptions_to_the_week() -> None:
    for record in table("calendar"):
        weekend = date.fromisoformat(record["date"]).weekday() >= 5
        assert record["kind"] == ("work" if weekend else "off"), record


@pytest.mark.parametrize(
    ("day", "kind"),
    [("2026-10-01", "off"), ("2026-10-10", "work"), ("2026-02-14", "work"), ("2019-10-01", "off")],
)
def test_calendar_knows_a_year_of_holidays(day: str, kind: str) -> None:
    days = {record["date"]: record["kind"] for record in table("calendar")}
    assert days[day] == kind
