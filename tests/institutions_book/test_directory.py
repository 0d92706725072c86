"""机构名录, there and back: names corrected by two people, new institutions typed in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.desk import Desk

SHEET = "institutions"
BETA, GAMMA = "EXMBDEFF", "EXMCJPJT"
NEW = {
    "bic": "EXMZFRPPXXX",
    "country": "法国",
    "kind": "银行",
    "name_en": "Example Bank Omega SA",
    "short_name_zh": "示例银行癸",
    "customer_number": "K700009999",
    "risk_country": "日本",
    "pinyin_initials": "SLYHG",
}


def stored(desk: Desk, bic8: str, *columns: str) -> tuple[Any, ...]:
    names = ", ".join(columns)
    question = f"SELECT {names} FROM institution WHERE bic8 = ?"  # noqa: S608 - columns of ours
    (row,) = desk.select(question, bic8)
    return row


def test_the_directory_tells_who_everybody_is(desk: Desk) -> None:
    clerk = desk.pull("li_ming", "en", book=SHEET)
    keys = [clerk.sheet(SHEET).text(row, "key") for row in clerk.sheet(SHEET).rows]
    assert set(keys) >= {BETA, GAMMA}
    for column, wanted in {
        "bic": BETA,
        "country": "Germany",
        "kind": "Bank",
        "seat": "Legal entity",
        "origin": "Sample",
        "name_en": stored(desk, BETA, "name_en")[0],
    }.items():
        assert clerk.shown(SHEET, BETA, column) == wanted
    total = desk.approved(BETA)
    assert clerk.shown(SHEET, BETA, "approved") == (total or None)


def test_a_corrected_name_stands_and_says_who_corrected_it(desk: Desk) -> None:
    clerk = desk.pull("li_ming", book=SHEET)
    clerk.type(SHEET, BETA, short_name_zh="示例乙银行", pinyin_initials="SLYYH", note="法兰克福")
    assert desk.push("li_ming", clerk.save()).code == 0
    row = stored(desk, BETA, "short_name_zh", "pinyin_initials", "note", "version", "changed_by")
    assert row == ("示例乙银行", "SLYYH", "法兰克福", 2, "li_ming")
    # The same file again changes nothing.
    assert desk.push("li_ming", clerk.path).code == 0
    assert stored(desk, BETA, "version") == (2,)
    # What every other sheet and command calls it.
    assert "示例乙银行" in desk.run("li_ming", "show", "slyyh", language="zh").words


def test_two_people_correct_one_institution(desk: Desk) -> None:
    li, wang = desk.pull("li_ming", "zh", book=SHEET), desk.pull("wang_fang", "en", book=SHEET)
    li.type(SHEET, BETA, city="Frankfurt am Main")
    assert desk.push("li_ming", li.save()).code == 0
    wang.type(SHEET, BETA, note="Ask first")
    assert desk.push("wang_fang", wang.save(), language="en").code == 0
    assert stored(desk, BETA, "city", "note") == ("Frankfurt am Main", "Ask first")


def test_the_same_cell_is_a_conflict(desk: Desk) -> None:
    li, wang = desk.pull("li_ming", "zh", book=SHEET), desk.pull("wang_fang", "en", book=SHEET)
    li.type(SHEET, BETA, city="Bonn")
    wang.type(SHEET, BETA, city="Berlin")
    desk.push("li_ming", li.save())
    said = desk.push("wang_fang", wang.save(), language="en")
    assert (said.code, [code for _sheet, _cell, code in said.findings]) == (1, ["conflict"])
    assert stored(desk, BETA, "city") == ("Bonn",)


def test_a_customer_number_belongs_to_one_institution(desk: Desk) -> None:
    (taken,) = stored(desk, GAMMA, "customer_number")
    clerk = desk.pull("li_ming", book=SHEET)
    clerk.type(SHEET, BETA, customer_number=taken)
    said = desk.push("li_ming", clerk.save())
    assert [code for _sheet, _cell, code in said.findings] == ["identity_taken"]


def test_one_number_for_two_in_one_batch_is_refused(desk: Desk) -> None:
    """What the sheet can't see the database refuses: two corrections to one number."""
    clerk = desk.pull("li_ming", book=SHEET)
    clerk.type(SHEET, BETA, customer_number="K700008888")
    clerk.type(SHEET, GAMMA, customer_number="K700008888")
    before = desk.dump()
    said = desk.push("li_ming", clerk.save())
    assert [code for _sheet, _cell, code in said.findings] == ["identity_taken"]
    assert desk.dump() == before


def test_a_new_institution_is_taken_in(desk: Desk) -> None:
    clerk = desk.pull("li_ming", book=SHEET)
    clerk.new_row(SHEET, **NEW)
    assert desk.push("li_ming", clerk.save()).code == 0
    columns = ("country_code", "risk_country_code", "kind", "origin", "version", "changed_by")
    assert stored(desk, "EXMZFRPP", *columns) == ("FR", "JP", "bank", "department", 1, "li_ming")
    # It can be given a line, by its initials, like every other.
    fresh = desk.pull("li_ming")
    fresh.new_row("limits_ledger", institution="slyhg", approved=100)
    assert desk.push("li_ming", fresh.save()).code == 0
    assert desk.run("li_ming", "verify").code == 0


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"bic": "EXMZFRP"}, "bad_bic"),
        ({"bic": "EXMZDEFF"}, "bic_of_elsewhere"),
        ({"bic": BETA, "country": "德国"}, "institution_stands"),
        ({"name_en": None}, "required_missing"),
        ({"country": "火星"}, "not_in_list"),
        ({"head_office": "无此银行"}, "unknown_institution"),
    ],
)
def test_what_is_no_institution_is_refused(desk: Desk, cells: dict[str, object], code: str) -> None:
    clerk = desk.pull("li_ming", book=SHEET)
    clerk.new_row(SHEET, **{**NEW, **cells})
    before = desk.dump()
    said = desk.push("li_ming", clerk.save())
    assert code in {found for _sheet, _cell, found in said.findings}
    assert desk.dump() == before


def test_a_department_that_only_uses_lines_corrects_nobody(desk: Desk) -> None:
    clerk = desk.pull("zhou_jie", book=SHEET)
    clerk.type(SHEET, BETA, note="mine")
    said = desk.push("zhou_jie", clerk.save())
    assert [code for _sheet, _cell, code in said.findings] == ["not_permitted"]


def test_the_manager_is_who_answers_for_the_line(desk: Desk) -> None:
    desk.tamper(
        "UPDATE node SET owner_login = 'wang_fang' WHERE dimension = 'entity' AND institution_id ="
        " (SELECT id FROM institution WHERE bic8 = 'EXMBDEFF')"
    )
    ((name,),) = desk.select("SELECT name_en FROM person WHERE login = 'wang_fang'")
    assert desk.pull("li_ming", "en", book=SHEET).shown(SHEET, BETA, "manager") == name
    limits = desk.pull("li_ming", "en")
    for key in (BETA, f"{BETA}/placement"):
        assert limits.shown("limits_ledger", key, "relationship_manager") == name
    assert limits.shown("limits_ledger", GAMMA, "relationship_manager") in {None, ""}
