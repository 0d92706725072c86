"""A list of deals, decided in order: what fits, what is short where, what cannot be read."""

from __future__ import annotations

import csv
import io
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.answers.desk import Desk
from tests.house import BING, MILLION, YI

HEAD = "机构,产品,部门,币种,金额,起息日,到期日,业务编号"
#: 资金部 has 40 million of 乙's placement.
THREE = (
    f'{YI},同业拆借,资金部,USD,"3,000万",,3M,T-1',
    f"{YI},placement,treasury,usd,15mn,2026-11-24,2027-02-26,T-2",
    f"{YI},placement,treasury,美元,0.1亿,,1M,T-3",
)


def _verdicts(answer: dict[str, object]) -> list[tuple[int, bool, str]]:
    deals = answer["deals"]
    assert isinstance(deals, list)
    return [(one["line"], one["fits"], one["short_usd"]) for one in deals]


def test_each_stands_on_the_ones_before(desk: Desk) -> None:
    """30 of 40 are taken, so 15 is short by 5, and 10 still fits."""
    before = desk.house.rows("SELECT * FROM balance")
    said = desk.ask("simulate", desk.file(HEAD, *THREE))
    assert _verdicts(said) == [(2, True, "0.00"), (3, False, "5000000.00"), (4, True, "0.00")]
    first, second, third = said["deals"]
    assert (first["available_usd"], third["available_usd"]) == ("10000000.00", "0.00")
    assert second["bound_by"]["node"] == "unit:1/placement/treasury"
    assert second["bound_by"]["owner_zh"] == "资金部"
    assert second["bound_by"]["telephone"] == "8100"
    assert second["bound_by"]["held_by_zh"], "who could spare"
    assert (said["fit"], said["short"], said["wrong"]) == (2, 1, [])
    assert desk.house.rows("SELECT * FROM balance") == before
    assert desk.house.value("SELECT count(*) FROM receipt WHERE command = 'ReserveLimit'") == 0


def test_the_words_name_node_owner_and_what_is_missing(desk: Desk) -> None:
    desk.house.draw(40 * MILLION)
    said = desk.run("simulate", desk.file(HEAD, THREE[0]), language="zh")
    assert said.code == 1
    words = "".join(said.words.replace("│", "").split())
    for part in ("缺3,000.00", "资金部8100", "2026-12-23", "可以0笔,不可以1笔"):
        assert part in words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_however_it_was_saved(desk: Desk, encoding: str, delimiter: str) -> None:
    """Columns in any order, under other words, in English or Chinese."""
    head = ["Principal", "Tenor", "BIC", "品种", "Department"]
    row = ["5mn", "3M", YI, "同业拆借", "资金部"]
    lines = [delimiter.join(one) for one in (["附件一"], head, row)]
    said = desk.ask("simulate", desk.file(*lines, encoding=encoding))
    (deal,) = said["deals"]
    assert (deal["institution"], deal["amount"], deal["currency"]) == (YI, "5000000.00", "USD")
    assert (deal["unit"], deal["maturity_date"]) == ("treasury", "2027-02-23")
    assert deal["fits"]


def test_an_excel_sheet_with_dates_and_numbers(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Institution", "Product", "Unit", "Amount", "Currency", "Value date", "Maturity"])
    sheet.append([YI, "Placement", "Treasury", 1234567.89, "EUR", date(2026, 11, 25), "2W"])
    sheet.append([YI, "Placement", "Treasury", 500000, "JPY", None, date(2027, 2, 26)])
    book.save(desk.folder / "deals.xlsx")
    first, second = desk.ask("simulate", str(desk.folder / "deals.xlsx"))["deals"]
    assert (first["amount"], first["value_date"], first["maturity_date"]) == (
        "1234567.89",
        "2026-11-25",
        "2026-12-09",
    )
    assert (second["amount"], second["value_date"]) == ("500000", "2026-11-23")
    assert first["line_use_usd"] == "1337901.22"


@pytest.mark.parametrize(
    ("row", "column", "part"),
    [
        (",placement,treasury,USD,1,,1M,", "institution", "fill it in"),
        ("Nobody Bank,placement,treasury,USD,1,,1M,", "institution", "No institution is called"),
        ("示例,placement,treasury,USD,1,,1M,", "institution", "may mean 3"),
        (f"{YI},loans,treasury,USD,1,,1M,", "product", "known: placement"),
        (f"{YI},placement,nowhere,USD,1,,1M,", "unit", "known: treasury"),
        (f"{YI},placement,risk_management,USD,1,,1M,", "unit", "known: treasury"),
        (f"{YI},placement,treasury,XXQ,1,,1M,", "currency", "three letters"),
        (f"{YI},placement,treasury,,1,,1M,", "currency", "fill it in"),
        (f"{YI},placement,treasury,USD,much,,1M,", "amount", "5mn"),
        (f"{YI},placement,treasury,USD,1.005,,1M,", "amount", "5mn"),
        (f"{YI},placement,treasury,USD,-5,,1M,", "amount", "above zero"),
        (f"{YI},placement,treasury,USD,EUR 5mn,,1M,", "amount", "another currency"),
        (f"{YI},placement,treasury,USD,1,soon,1M,", "value_date", "2026-11-27"),
        (f"{YI},placement,treasury,USD,1,,,", "maturity", "--maturity"),
        (f"{YI},placement,treasury,USD,1,,later,", "maturity", "2026-11-27"),
        (f"{YI},placement,treasury,USD,1,2026-12-01,2026-12-01,", "maturity", "not after"),
        (f"{YI},placement,treasury,USD,1,,1M,{'x' * 97}", "reference", "96"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(
    desk: Desk, row: str, column: str, part: str
) -> None:
    said = desk.run("--json", "simulate", desk.file(HEAD, row, THREE[0]))
    assert said.code == 1
    (wrong,) = said.answer["wrong"]
    assert (wrong["line"], wrong["column"]) == (2, column)
    assert wrong["message"].startswith("deals.csv, line 2, column")
    assert part in wrong["message"]
    assert _verdicts(said.answer) == [(3, True, "0.00")]
    chinese = desk.run("simulate", desk.file(HEAD, row, THREE[0]), language="zh").words
    assert "deals.csv 第 2 行" in chinese
    assert "可以 1 笔,不可以 0 笔,未读懂 1 行" in chinese


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("机构,产品", "a,b"), "table_no_header"),
        ((HEAD,), "deals_empty"),
        ((HEAD, '"torn', "x"), "table_torn"),
    ],
)
def test_what_is_no_list_is_refused(desk: Desk, lines: tuple[str, ...], code: str) -> None:
    assert desk.ask("simulate", desk.file(*lines))["error"] == code


def test_a_list_that_is_piped_in(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = "\n".join((HEAD, *THREE)).replace('"3,000万"', "3000万").replace(",", "\t")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(pasted.encode())))
    assert desk.ask("simulate", "-")["fit"] == 2


def test_what_fits_is_reserved_once(desk: Desk) -> None:
    path = desk.file(HEAD, *THREE)
    said = desk.ask("simulate", path, "--reserve")
    assert [one["reference"] for one in said["deals"]] == [
        "YZ-20261123-0001",
        "",
        "YZ-20261123-0003",
    ]
    assert desk.house.figures("reserved", short="unit:treasury") == (40 * MILLION,)
    again = desk.ask("simulate", path, "--reserve")
    assert [one["outcome"] for one in again["deals"]] == ["exists", "over_line", "exists"]
    assert desk.house.figures("reserved", short="unit:treasury") == (40 * MILLION,)
    asked = desk.ask("simulate", path)
    assert [one["outcome"] for one in asked["deals"]] == ["exists", "over_line", "exists"]


def test_a_list_with_lines_added_and_mended_reserves_only_what_is_new(desk: Desk) -> None:
    desk.run(
        "simulate",
        desk.file(HEAD, THREE[0], f"{YI},placement,treasury,USD,much,,1M,T-4"),
        "--reserve",
    )
    mended = desk.file(HEAD, THREE[0], f"{YI},placement,treasury,USD,5mn,,1M,T-4")
    said = desk.ask("simulate", mended, "--reserve")
    assert [one["outcome"] for one in said["deals"]] == ["exists", "done"]
    assert desk.house.figures("reserved", short="unit:treasury") == (35 * MILLION,)


def test_equal_lines_are_as_many_deals(desk: Desk) -> None:
    row = f"{YI},placement,treasury,USD,5mn,,1M,"
    desk.run("simulate", desk.file(HEAD, row, row), "--reserve")
    assert desk.house.figures("reserved", short="unit:treasury") == (10 * MILLION,)


def test_what_did_not_fit_may_be_sent_again_when_there_is_room(desk: Desk) -> None:
    path = desk.file(HEAD, *THREE)
    desk.run("simulate", path, "--reserve")
    desk.house.move("trade", "treasury", 15 * MILLION)
    said = desk.ask("simulate", path, "--reserve")
    assert [one["outcome"] for one in said["deals"]] == ["exists", "done", "exists"]


def test_only_for_the_own_unit(desk: Desk) -> None:
    rows = (f"{YI},placement,treasury,USD,5mn,,1M,", f"{YI},placement,trade,USD,5mn,,1M,")
    asked = desk.ask("simulate", desk.file(HEAD, *rows), login="sun")
    assert [one["outcome"] for one in asked["deals"]] == ["done", "done"]
    said = desk.ask("simulate", desk.file(HEAD, *rows), "--reserve", login="sun")
    assert [one["outcome"] for one in said["deals"]] == ["not_permitted", "done"]


def test_the_list_comes_back_with_its_verdicts(desk: Desk) -> None:
    path = desk.file(HEAD, *THREE, f"{YI},placement,treasury,USD,=1+1,,1M,=cmd")
    said = desk.run("simulate", path, "-o", str(desk.folder / "answer.xlsx"))
    assert "Wrote" in said.words
    sheet = openpyxl.load_workbook(desk.folder / "answer.xlsx").worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert rows[0][:9] == [*HEAD.split(","), "Verdict"]
    assert [row[8] for row in rows[1:]] == ["fits", "short", "fits", "not read"]
    assert rows[2][11] == 500
    assert rows[4][7] == "=cmd"
    assert sheet["H7"].data_type == "s"

    desk.run("simulate", path, "-o", str(desk.folder / "answer.csv"))
    text = (desk.folder / "answer.csv").read_text(encoding="utf-8-sig")
    table = list(csv.reader(io.StringIO(text)))
    assert [row[8] for row in table] == ["Verdict", "fits", "short", "fits", "not read"]
    assert Decimal(table[2][11]) == 500
    assert table[4][7] == "'=cmd"
    assert desk.run("simulate", path, "-o", "answer.pdf").code == 2


def test_the_answers_are_never_written_over_the_list(desk: Desk) -> None:
    path = desk.file(HEAD, *THREE)
    before = Path(path).read_bytes()
    assert desk.ask("simulate", path, "-o", path)["error"] == "simulate_over_input"
    assert Path(path).read_bytes() == before


def test_a_column_that_stands_twice_is_not_guessed(desk: Desk) -> None:
    rows = (f"{line},9mn" for line in THREE)
    said = desk.run("simulate", desk.file(f"{HEAD},金额", *rows))
    assert said.code == 1
    assert "“金额”" in said.words


def test_two_hundred_deals_over_two_banks(desk: Desk) -> None:
    """The group's 300 million hold; each bank's leaf goes first."""
    desk.house.approve(200 * MILLION, product="", bank=BING)
    desk.house.approve(100 * MILLION, bank=BING)
    desk.house.allocate("treasury", 100 * MILLION, bank=BING)
    rows = [f"{YI if n % 2 else BING},placement,treasury,USD,1mn,,1M,D-{n}" for n in range(200)]
    said = desk.ask("simulate", desk.file(HEAD, *rows))
    by_bank = {
        bank: [one["fits"] for one in said["deals"] if one["institution"] == bank]
        for bank in (YI, BING)
    }
    assert by_bank == {YI: [True] * 40 + [False] * 60, BING: [True] * 100}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("simulate", "deals.csv", "--id", "x"), "simulate_of_one"),
        (("simulate", YI), "simulate_what"),
        (("simulate", YI, "placement", "1mn", "--reserve"), "simulate_one"),
        (("simulate", "absent.csv"), "unexpected_file"),
    ],
)
def test_what_does_not_go_together(desk: Desk, words: tuple[str, ...], code: str) -> None:
    assert desk.ask(*words)["error"] == code
