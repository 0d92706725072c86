"""`fidesk statistics`: who uses what, when, what sleeps, what ends, what is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from backend.contract import DrawLimit
from tests.answers.desk import Desk
from tests.house import BING, MILLION, MONDAY, YI, House

TUESDAY = MONDAY + timedelta(days=1)


def by(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {one[key]: one for one in rows}


def far(house: House, amount: int, **fields: Any) -> str:
    """Draw something that matures in the summer."""
    drawn = house.draw(amount, maturity_date=date(2027, 6, 30), **fields)
    assert drawn.accepted, drawn
    return drawn.reference


def at(desk: Desk, monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    desk.house.open(day)
    monkeypatch.setenv("FIDESK_NOW", f"{day}T10:00:00+08:00")


# --- by product, department, country --------------------------------------------------------------


def test_use_adds_up_in_every_direction(desk: Desk) -> None:
    house = desk.house
    far(house, 30 * MILLION)
    far(house, 4 * MILLION, unit="320000", product="placement")
    house.reserve(5 * MILLION, unit="trade")
    said = desk.ask("statistics", "products", "units", "countries")
    products = by(said["products"], "product")
    assert products["Placement"] == {
        "product": "Placement",
        "lines": 1,
        "line_usd": "100000000.00",
        "used_usd": "34000000.00",
        "reserved_usd": "5000000.00",
        "share_percent": "39.00",
    }
    assert products["Trade finance"]["used_usd"] == "0.00"
    units = by(said["units"], "unit")
    assert units["Treasury"]["used_usd"] == "30000000.00"
    assert units["Domestic Branches"]["used_usd"] == "4000000.00", "with its branches"
    assert "Jiangsu Branch" not in units
    assert units["International Business"]["share_percent"] == "25.00"
    (country,) = said["countries"]
    assert (country["country"], country["line_usd"]) == ("Japan", "500000000.00")
    assert country["used_usd"] == "34000000.00"
    total = sum(float(one["used_usd"]) for one in said["units"])
    assert total == float(country["used_usd"]) == 34_000_000


def test_filters_narrow_every_section(desk: Desk) -> None:
    house = desk.house
    far(house, 30 * MILLION)
    far(house, 4 * MILLION, unit="320000")
    branch = desk.ask("statistics", "--unit", "江苏分行")
    assert [one["used_usd"] for one in branch["products"]] == ["4000000.00"]
    assert [one["unit"] for one in branch["units"]] == ["Jiangsu Branch"]
    assert branch["months"][-1]["drawn_usd"] == "4000000.00"
    assert [one["unit"] for one in branch["top_units"]] == ["Jiangsu Branch"]
    group = desk.ask("statistics", "--unit", "domestic_branches", "--product", "placement")
    assert [one["unit"] for one in group["units"]] == ["Domestic Branches", "Jiangsu Branch"]
    assert group["months"][-1]["at_end_usd"] == "4000000.00"
    assert desk.ask("statistics", "--product", "trade_finance")["months"] == []
    assert desk.ask("statistics", "--country", "DE")["products"] == []
    assert desk.ask("statistics", "--country", "Atlantis")["error"] == "unknown_country"


# --- months ---------------------------------------------------------------------------------------


def test_a_month_has_its_average_and_its_peak(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """30 from the 23rd, 36 on the 24th and 25th, 26 from the 26th to the 30th, 26 in December."""
    house = desk.house
    first = far(house, 30 * MILLION)
    at(desk, monkeypatch, TUESDAY)
    far(house, 6 * MILLION)
    at(desk, monkeypatch, date(2026, 11, 26))
    house.release(first, 10 * MILLION)
    at(desk, monkeypatch, date(2026, 12, 2))
    november, december = desk.ask("statistics", "months")["months"]
    assert november == {
        "month": "2026-11",
        "deals": 2,
        "drawn_usd": "36000000.00",
        "released_usd": "10000000.00",
        "other_usd": "0.00",
        "at_end_usd": "26000000.00",
        "average_usd": f"{(30 + 36 * 2 + 26 * 5) * 1_000_000 / 30:.2f}",
        "peak_usd": "36000000.00",
        "peak_date": "2026-11-24",
    }
    assert (december["at_end_usd"], december["average_usd"]) == ("26000000.00", "26000000.00")
    since = desk.ask("statistics", "months", "--since", "2026-11-25")["months"]
    assert since[0]["average_usd"] == f"{(36 + 26 * 5) * 1_000_000 / 6:.2f}"
    assert (since[0]["deals"], since[0]["released_usd"]) == (0, "10000000.00")
    assert since[0]["peak_date"] == "2026-11-25"


def test_the_closes_are_those_of_the_past(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is drawn and released, the close of a month is what the book of that day says."""
    house = desk.house
    drawn = [far(house, amount * MILLION) for amount in (3, 5, 7)]
    for step, number in enumerate(drawn):
        at(desk, monkeypatch, date(2026, 12, 28) + timedelta(days=7 * step))
        house.release(number)
        far(house, (step + 1) * MILLION)
    months = by(desk.ask("statistics", "months")["months"], "month")
    assert months["2026-11"]["at_end_usd"] == "15000000.00"
    assert months["2026-12"]["at_end_usd"] == "13000000.00"
    assert months["2027-01"]["at_end_usd"] == "6000000.00"


# --- who, dormant, ending, over -------------------------------------------------------------------


def test_who_uses_most(desk: Desk) -> None:
    house = desk.house
    house.approve(90 * MILLION, product="", bank=BING)
    house.approve(90 * MILLION, bank=BING)
    house.allocate("treasury", 90 * MILLION, bank=BING)
    far(house, 50 * MILLION, institution=BING)
    far(house, 20 * MILLION)
    far(house, 9 * MILLION, unit="320000")
    far(house, 1 * MILLION, unit="domestic_branches")
    said = desk.ask("statistics", "top_institutions", "top_units")
    assert [(one["bic"], one["used_usd"]) for one in said["top_institutions"]] == [
        (BING, "50000000.00"),
        (YI, "30000000.00"),
    ]
    assert [(one["unit"], one["used_usd"]) for one in said["top_units"]] == [
        ("Treasury", "70000000.00"),
        ("Jiangsu Branch", "9000000.00"),
        ("Domestic Branches", "1000000.00"),
    ]
    one = desk.ask("statistics", "top_institutions", "--most", "1")["top_institutions"]
    assert [row["bic"] for row in one] == [BING]


def test_a_line_that_nobody_uses_sleeps(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    house = desk.house
    short = house.draw(1 * MILLION)
    later = MONDAY + timedelta(days=30)
    at(desk, monkeypatch, later)
    house.release(short.reference)
    at(desk, monkeypatch, date(2027, 5, 24))
    dormant = by(desk.ask("statistics", "dormant")["dormant"], "product")
    assert set(dormant) == {"Trade finance"}, "placement was in use until 152 days ago"
    assert dormant["Trade finance"]["last_use"] is None
    assert dormant["Trade finance"]["days"] == 182
    both = by(desk.ask("statistics", "dormant", "--days", "100")["dormant"], "product")
    assert both["Placement"]["last_use"] == str(later)
    assert both["Placement"]["days"] == 152
    house.draw(1 * MILLION, maturity_date=date(2027, 6, 30))
    both = by(desk.ask("statistics", "dormant", "--days", "100")["dormant"], "product")
    assert set(both) == {"Trade finance"}, "what is in use does not sleep"


def test_what_ends_within_the_quarter(desk: Desk) -> None:
    house = desk.house
    ends = {20: 30, 30: 30, 31: 60, 90: 90, 91: None}
    for days, within in ends.items():
        last = MONDAY + timedelta(days=days)
        base = 50 * MILLION
        house.approve(base, product="trade_finance", base=base, expiry_date=last)
        rows = desk.ask("statistics", "ending")["ending"]
        assert [one["within"] for one in rows] == ([] if within is None else [within])
    both = MONDAY + timedelta(days=10)
    house.approve(200 * MILLION, product="", base=200 * MILLION, expiry_date=both)
    house.approve(100 * MILLION, base=100 * MILLION, expiry_date=both)
    rows = desk.ask("statistics", "ending")["ending"]
    assert [(one["product"], one["within"]) for one in rows] == [("Legal entity", 30)]
    placement = desk.ask("statistics", "ending", "--product", "placement")["ending"]
    assert [one["product"] for one in placement] == ["Placement"]


def test_what_was_told_beyond_and_what_was_lowered_beneath(desk: Desk) -> None:
    house = desk.house
    house.execute(house.deal(DrawLimit, 45 * MILLION, told=True, maturity_date=date(2027, 6, 30)))
    (breach,) = desk.ask("statistics", "breaches")["breaches"]
    assert "Treasury" in breach["node"]
    assert (breach["active_usd"], breach["passive_usd"]) == ("5000000.00", "0.00")
    assert (breach["since"], breach["cure"]) == (str(MONDAY), "2026-12-21")
    assert (breach["owner"], breach["telephone"]) == ("Treasury", "8100")
    house.approve(44 * MILLION, product="", base=200 * MILLION)
    said = desk.ask("statistics", "breaches")["breaches"]
    assert sorted((one["active_usd"], one["passive_usd"]) for one in said) == [
        ("0.00", "1000000.00"),
        ("5000000.00", "0.00"),
    ]
    assert len(desk.ask("statistics", "breaches", "--unit", "treasury")["breaches"]) == 1
    assert desk.ask("statistics", "breaches", "--country", "DE")["breaches"] == []
    assert len(desk.ask("statistics", "breaches", "--country", "JP")["breaches"]) == 2


# --- on paper -------------------------------------------------------------------------------------


def test_the_report_carries_a_number_and_every_section(desk: Desk) -> None:
    far(desk.house, 30 * MILLION)
    said = desk.ask("statistics", "-o", str(desk.folder))
    sheet = openpyxl.load_workbook(said["file"]).worksheets[0]
    words = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    for title in ("By product", "Dormant lines", "Excess, active and passive", "USD 10,000"):
        assert any(title in one for one in words), title
    assert {"Placement", "Treasury", "Japan", "2026-11"} <= words
    assert 3000 in {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert desk.house.value("SELECT kind FROM issued_report") == "statistics"
    again = desk.run("statistics", "-o", str(desk.folder / "again.xlsx"))
    assert "printing no. 2" in again.words
    assert desk.run("statistics", "-o", "statistics.pdf").code == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_terminal_shows_every_section(desk: Desk, language: str) -> None:
    far(desk.house, 30 * MILLION)
    said = desk.run("statistics", language=language)
    assert said.code == 0
    titles = {"zh": ("按产品", "超限:主动与被动: 无", "万美元"), "en": ("By product", "Peak")}
    for title in titles[language]:
        assert title in said.words
