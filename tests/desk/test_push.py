"""The main job: pull, edit, be refused by name, mend, be accepted, send the same again."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.desk.desk import Clerk, Desk, Seat

B_SHARE, B_LINE, C_LINE = "EXMBDEFF/trade_finance", "EXMBDEFF/placement", "EXMCJPJT/placement"
CHECKED = {"zh": "检查结果", "en": "Check results"}


def edit_badly(clerk: Clerk) -> dict[str, str]:
    """One good edit, one above its line, one text for an amount, one unknown BIC; their cells."""
    good = clerk.share(B_SHARE, "investment_banking", 300)
    above = clerk.share(B_LINE, "treasury", 999_999)
    words = clerk.share(C_LINE, "treasury", "16,000 ?")
    new = clerk.new_row("limits_ledger", bic="EXMZXX99", product="福费廷/贴现", approved=1000)
    unknown = clerk.address("limits_ledger", new, "bic")
    return {"good": good, "above": above, "words": words, "unknown": unknown}


def mend(clerk: Clerk, cells: dict[str, str]) -> None:
    """A share that fits, a number, a bank that is known."""
    clerk.type("allocation", B_LINE, **{"allocated.treasury": 6500})
    clerk.type("allocation", C_LINE, **{"allocated.treasury": "1.6亿"})
    clerk.type_at("limits_ledger", int(cells["unknown"].lstrip("G")), bic="EXMGHKHH")


def painted(path: Path, clerk: Clerk, identifier: str) -> dict[int, str]:
    """Return the words of the status column by row."""
    sheet = clerk.sheet(identifier)
    page = openpyxl.load_workbook(path)[sheet.name]
    column = sheet.columns["status"]
    rows = range(sheet.header_row + 1, page.max_row + 1)
    return {row: str(page.cell(row, column).value) for row in rows if page.cell(row, column).value}


@pytest.mark.parametrize(("language", "house"), [("zh", "whole_house"), ("en", "small_house")])
def test_three_findings_keep_a_workbook_out_as_a_whole(
    seat: Seat, request: pytest.FixtureRequest, language: str, house: str
) -> None:
    desk = seat(request.getfixturevalue(house))
    clerk = desk.pull("li_ming", language)
    cells = edit_badly(clerk)
    edited = clerk.save("edited")
    before = desk.dump()

    said = desk.push("li_ming", edited, language=language)

    assert said.code == 1
    assert sorted(said.findings) == sorted(
        [
            ("allocation", cells["above"], "over_allocated"),
            ("allocation", cells["words"], "not_a_number"),
            ("limits_ledger", cells["unknown"], "unknown_institution"),
        ]
    )
    assert not said.answer["applied"]
    assert desk.dump() == before
    by_code = {one["code"]: one["message"] for one in said.answer["findings"]}
    expected = {
        "zh": ("产品额度(同业拆借)只余 800.00 万美元", "“16,000 ?”不是金额", "找不到该机构"),
        "en": ("Product line (Placement) has 800.00 x USD 10,000", "not an amount", "No such inst"),
    }[language]
    for code, words in zip(
        ("over_allocated", "not_a_number", "unknown_institution"), expected, strict=True
    ):
        assert words in by_code[code]

    result = Path(said.answer["result"])
    wrong, edited_word = {"zh": ("有误", "已改"), "en": ("Wrong", "Edited")}[language]
    numbers = {name: int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for name, cell in cells.items()}
    assert painted(result, clerk, "allocation") == {
        numbers["good"]: edited_word,
        numbers["above"]: wrong,
        numbers["words"]: wrong,
    }
    assert painted(result, clerk, "limits_ledger") == {numbers["unknown"]: wrong}
    results = openpyxl.load_workbook(result)[CHECKED[language]]
    listed = {str(row[2].value) for row in results.iter_rows(min_row=4)}
    assert listed == {cells["above"], cells["words"], cells["unknown"]}


def test_only_the_good_row_then_the_mended_rest_then_nothing_more(small_desk: Desk) -> None:
    desk = small_desk
    clerk = desk.pull("li_ming")
    cells = edit_badly(clerk)
    edited = clerk.save("edited")

    some = desk.push("li_ming", edited, "--only-good")
    assert some.code == 1  # the others are still wrong
    assert some.answer["applied"]
    assert some.answer["saved"] == [f"allocation!{cells['good']}"]
    assert desk.approved(f"{B_SHARE}/investment_banking") == 300
    assert desk.approved(f"{B_LINE}/treasury") == 6000
    number = int(cells["good"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    assert painted(Path(some.answer["result"]), clerk, "allocation")[number] == "已保存"

    mend(clerk, cells)
    mended = clerk.save("mended")
    rest = desk.push("li_ming", mended)
    assert rest.code == 0
    # The share that stands already, and 1.6亿, which is the 16,000 that stood there before.
    assert {code for _sheet, _cell, code in rest.findings} == {"nothing_changed"}
    assert desk.approved(f"{B_LINE}/treasury") == 6500
    assert desk.approved("EXMGHKHH/forfaiting") == 1000

    entries, submissions = desk.count("entry"), desk.count("submission")
    for path in (mended, edited, Path(rest.answer["result"]), clerk.path):
        again = desk.push("li_ming", path)
        assert not again.answer["applied"], path.name
        assert desk.count("entry") == entries, path.name
        assert desk.count("submission") == submissions, path.name


def test_the_untouched_workbook_holds_nothing_to_write(small_desk: Desk) -> None:
    desk = small_desk
    clerk = desk.pull("li_ming", "zh")
    before = desk.dump()
    for path in (clerk.path, clerk.save("saved_by_another_program")):
        said = desk.push("li_ming", path)
        assert (said.code, said.answer["edits"], said.findings) == (0, 0, [])
        assert "没有需要提交的修改" in desk.run("li_ming", "push", str(path), language="zh").words
    assert desk.dump() == before


def test_check_says_the_same_and_writes_nothing(small_desk: Desk) -> None:
    desk = small_desk
    clerk = desk.pull("li_ming", "en")
    cells = edit_badly(clerk)
    edited = clerk.save()
    before = desk.dump()
    said = desk.run("li_ming", "check", str(edited), machine=True)
    assert said.code == 1
    assert {code for _sheet, _cell, code in said.findings} == {
        "over_allocated",
        "not_a_number",
        "unknown_institution",
    }
    words = desk.run("li_ming", "check", str(edited)).words
    assert "2 edits, 1 new rows" in words
    # A bare number is in the sheet's unit; what it means is said in full.
    assert "Sample B Trade finance" in words
    assert "USD 3,000,000.00" in words
    assert cells["good"] in words
    assert desk.dump() == before
    assert sorted(path.name for path in desk.folder.glob("*.xlsx")) == ["limits_li_ming_en.xlsx"]


def test_a_workbook_serves_its_owner_and_its_database_only(small_desk: Desk) -> None:
    desk = small_desk
    clerk = desk.pull("li_ming")
    before = desk.dump()
    other = desk.run("wang_fang", "push", str(clerk.path), language="zh")
    assert other.code == 1
    assert "属于 li_ming,不能由 wang_fang 提交" in other.words
    desk.tamper("UPDATE setting SET value = 'another house' WHERE name = 'database_id'")
    elsewhere = desk.run("li_ming", "push", str(clerk.path))
    assert elsewhere.code == 1
    assert "was pulled from another database" in elsewhere.words
    assert len(desk.dump()) == len(before)


def test_a_book_is_known_by_its_inner_name(small_desk: Desk) -> None:
    """Whatever the file is called; and a book of a program to come is refused, not misread."""
    desk = small_desk
    clerk = desk.pull("li_ming")
    page = clerk.workbook["_fidesk"]
    (cell,) = [row[1] for row in page.iter_rows() if row[0].value == "book"]
    assert cell.value == "limits"
    cell.value = "moon"
    said = desk.run("li_ming", "check", str(clerk.save("limits")))
    assert said.code == 1
    assert "a book that this program does not know (moon)" in said.words


def test_a_part_that_a_book_does_not_have_is_refused(small_desk: Desk) -> None:
    wanted = ("pull", "limits", "-o", str(small_desk.folder / "x.xlsx"), "--scope", "year=2026")
    said = small_desk.run("li_ming", *wanted)
    assert said.code == 1
    assert "has no scope “year”" in said.words
    assert not list(small_desk.folder.glob("*.xlsx"))


def test_edits_stand_even_when_their_result_cannot_be_written(small_desk: Desk) -> None:
    """The result of an earlier push may be open in Excel, which locks it."""
    desk = small_desk
    clerk = desk.pull("li_ming")
    clerk.share(B_SHARE, "investment_banking", 300)
    path = clerk.save()
    locked = desk.folder / "locked"
    locked.mkdir()
    said = desk.run("li_ming", "push", str(path), "-o", str(locked), language="zh")
    assert said.code == 3
    assert "修改已提交,但结果文件" in said.words
    assert desk.approved(f"{B_SHARE}/investment_banking") == 300
    again = desk.push("li_ming", path)
    assert (again.code, again.answer["repeated"]) == (0, True)
