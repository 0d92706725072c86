"""复核审批 in a real Calc: no error anywhere, an opinion typed there is the second hand."""

from __future__ import annotations

import pytest

from tests.approvals_book.orders import FIRST, SECOND, SHEET, order, states
from tests.calc.conftest import office
from tests.calc.office import Office
from tests.calc.test_limits_in_calc import errors
from tests.desk.desk import Desk

__all__ = ["office"]

pytestmark = pytest.mark.calc


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sheet_shows_an_error(office: Office, desk: Desk, language: str) -> None:
    order(desk, EXMCJPJT=900_000, EXMBDEFF=800_000)
    path = desk.pull("zhang_wei", language, book="approvals").path
    with office.open(path) as book:
        book.recalculate()
        assert errors(book) == []


def test_an_opinion_typed_in_calc_is_the_second_hand(office: Office, desk: Desk) -> None:
    order(desk, EXMCJPJT=900_000, EXMBDEFF=800_000)
    clerk = desk.pull("zhang_wei", book="approvals")
    saved = desk.folder / "saved_by_calc.xlsx"
    name = clerk.sheet(SHEET).name
    with office.open(clerk.path) as book:
        book.write(name, clerk.note(SHEET, FIRST, "opinion"), "同意")
        book.write(name, clerk.note(SHEET, SECOND, "opinion"), "退回")
        book.write(name, clerk.note(SHEET, SECOND, "reason"), "金额有误")
        book.save(saved)
    said = desk.push("zhang_wei", saved)
    assert (said.code, said.findings) == (0, [])
    assert states(desk) == {FIRST: "applied", SECOND: "refused"}
