"""复核审批 read on either database: the same rows, whether an order waits or is over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from addin.books.approvals import APPROVALS_READER
from addin.books.reader import Asked
from backend.contract.lines import SuspendLine
from backend.language import Language
from tests.hands.orders import check, waiting
from tests.house import MILLION, MONDAY, YI, House
from workbooks.contents import Contents
from workbooks.sheets.approvals import ApprovalRow


def read(house: House, login: str = "zhao") -> Contents:
    """Return what the book shows to somebody."""

    def work(connection: Connection) -> Contents:
        asked = Asked(
            day=MONDAY, moment=house.clock.now, login=login, language=Language.ENGLISH, scope={}
        )
        return APPROVALS_READER.contents(connection, asked)

    return house.reading(work)


def rows(contents: Contents) -> dict[str, ApprovalRow]:
    found: Any = contents.rows["approvals"]
    return {row.key: row for row in found}


def test_an_order_waits_moves_and_is_over(house: House) -> None:
    raised = house.approve(6_000 * MILLION, base=None, product="bonds")
    assert raised.code == "awaiting", raised
    seen = rows(read(house))[raised.reference]
    assert (seen.state, seen.closed, seen.meanwhile) == ("awaiting_check", "", "")
    assert seen.after_minor is not None
    assert rows(read(house, "li"))[raised.reference].closed == "own"
    fields: Any = read(house).rows["approval_changes"]
    assert {row.field for row in fields} >= {"Approved", "Available"}

    standing = house.approve(6_000 * MILLION, base=house.node("product").approved_minor)
    house.clock.now += timedelta(minutes=30)
    stopped = house.send(SuspendLine, institution=YI, product="placement", reason="x")
    assert stopped.code == "done", stopped
    moved = rows(read(house))[standing.reference]
    assert "suspended the line" in moved.meanwhile
    assert "The line is suspended" in moved.warnings

    assert check(house, raised.reference).code == "done"
    over = rows(read(house))[raised.reference]
    assert (over.state, over.opinion, over.closed) == ("applied", "agree", "over")


def test_another_bank_is_another_order(house: House) -> None:
    first, second = waiting(house), waiting(house, bank="EXBGJPJT")
    assert set(rows(read(house))) == {first.reference, second.reference}
