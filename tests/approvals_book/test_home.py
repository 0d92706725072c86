"""首页待办 counts as mine what 复核审批 opens to me, and nothing else."""

from __future__ import annotations

import pytest

from tests.approvals_book.orders import SHEET, order
from tests.desk.desk import Clerk, Desk


def counted(clerk: Clerk, label: str) -> int:
    """Return the figure beneath a label above the table."""
    page = clerk.workbook[clerk.sheet(SHEET if SHEET in clerk.read.sheets else "home").name]
    for row in page.iter_rows(max_row=12):
        for cell in row:
            if cell.value == label:
                return int(page.cell(cell.row + 1, cell.column).value or 0)  # type: ignore[arg-type]
    raise AssertionError(label)


@pytest.mark.parametrize(
    ("login", "target", "mine"),
    [
        ("zhang_wei", 900_000, 1),
        ("zhang_wei", 9_000_000, 0),  # beyond a checker's authority
        ("zhao_lei", 9_000_000, 1),
        ("li_ming", 900_000, 0),
    ],
)
def test_home_and_book_count_alike(desk: Desk, login: str, target: int, mine: int) -> None:
    order(desk, EXMCJPJT=target)
    book = desk.pull(login, book="approvals")
    home = desk.pull(login, book="home")
    assert counted(book, "可由我办理") == mine
    assert counted(home, "待我复核") == mine


def test_for_whom_the_maker_stood_in_checks_nothing(desk: Desk) -> None:
    """李明 orders while standing in for 张伟: 张伟 is no second person."""
    stands = ("--to", "li_ming", "--until", "2026-11-27", "--reason", "休假")
    assert desk.run("zhang_wei", "delegate", *stands).code == 0
    order(desk)
    assert counted(desk.pull("zhang_wei", book="approvals"), "可由我办理") == 0
    assert counted(desk.pull("zhang_wei", book="home"), "待我复核") == 0
    assert counted(desk.pull("liu_yang", book="home"), "待我复核") == 1
