"""首页待办: pulled in the morning, written on, sent, and the same note found again."""

from __future__ import annotations

from datetime import date

import pytest

from tests.desk.desk import Clerk, Desk

FIRST = "expiry/EXMESGSG"


def pulled(desk: Desk, login: str = "li_ming", language: str = "zh") -> Clerk:
    return desk.pull(login, language, "home")


@pytest.mark.parametrize(
    ("language", "urgency", "kind", "sentence"),
    [
        ("zh", "‼逾期", "额度到期", "法人合计 8,000.00 万美元已于 2026-10-31 失效"),
        ("en", "‼ late", "Line ends", "Whole line: USD 8,000.00 x 10,000 ended on 2026-10-31"),
    ],
)
def test_what_is_overdue_comes_first_in_words(
    small_desk: Desk, language: str, urgency: str, kind: str, sentence: str
) -> None:
    clerk = pulled(small_desk, language=language)
    sheet = clerk.sheet("home")
    first = sheet.rows[0]
    assert sheet.text(first, "key") == FIRST
    assert (sheet.text(first, "urgency"), sheet.text(first, "kind")) == (urgency, kind)
    assert sheet.text(first, "matter").startswith(sentence)


def test_a_note_goes_home_and_comes_back(small_desk: Desk) -> None:
    clerk = pulled(small_desk)
    clerk.type("home", FIRST, action="处理中", note="客户经理已催")
    path = clerk.save()
    assert small_desk.push("li_ming", path).code == 0
    again = small_desk.push("li_ming", path)
    assert (again.code, again.answer["repeated"]) == (0, True)

    fresh = pulled(small_desk, language="en")
    assert fresh.shown("home", FIRST, "action") == "Working"
    assert fresh.shown("home", FIRST, "note") == "客户经理已催"
    assert pulled(small_desk, "wang_fang").shown("home", FIRST, "note") in ("", None)


def test_later_needs_its_day_and_handing_over_its_person(small_desk: Desk) -> None:
    clerk = pulled(small_desk)
    clerk.type("home", FIRST, action="稍后")
    said = small_desk.push("li_ming", clerk.save("no_day"))
    place = clerk.note("home", FIRST, "until")
    assert said.findings == [("home", place, "required_missing")]

    clerk.type("home", FIRST, action="转交")
    said = small_desk.push("li_ming", clerk.save("no_person"))
    assert said.findings == [("home", clerk.note("home", FIRST, "hand_to"), "required_missing")]

    clerk.type("home", FIRST, action="稍后", until=date(2026, 12, 1))
    assert small_desk.push("li_ming", clerk.save("complete")).code == 0
    fresh = pulled(small_desk)
    assert fresh.shown("home", FIRST, "until") == date(2026, 12, 1)
    assert fresh.sheet("home").text(fresh.row("home", FIRST), "urgency") == ""


def test_two_sheets_of_one_person_disagree(small_desk: Desk) -> None:
    """The first is taken; the second, older one is a conflict and writes nothing."""
    first, second = pulled(small_desk), pulled(small_desk, language="en")
    first.type("home", FIRST, note="打过电话")
    second.type("home", FIRST, note="written down")
    assert small_desk.push("li_ming", first.save("first")).code == 0
    said = small_desk.push("li_ming", second.save("second"), language="en")
    assert said.findings == [("home", second.note("home", FIRST, "note"), "conflict")]
    assert "打过电话" in said.output


def test_computed_cells_are_not_taken(small_desk: Desk) -> None:
    clerk = pulled(small_desk)
    clerk.type("home", FIRST, institution="示例银行甲")
    before = small_desk.dump()
    said = small_desk.push("li_ming", clerk.save())
    assert [code for _sheet, _cell, code in said.findings] == ["read_only_changed"]
    assert small_desk.dump() == before
