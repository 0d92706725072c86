"""参数 on paper: pulled, a row typed beneath, pushed, agreed by a second person."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from addin.exchange import Examined, pull_book, push_book
from addin.typist import Typist
from backend.contract.approvals import CheckApproval
from backend.language import Language
from backend.queries.dated import all_rows
from backend.services.execute import execute
from backend.store.tables import metadata
from tests.feeds.desk import Desk
from workbooks.intake import read_book
from workbooks.sheets.parameters import FIELDS

DECEMBER = datetime(2026, 12, 1)  # noqa: DTZ001 - as a cell holds it


@pytest.fixture
def book(desk: Desk, tmp_path: Path) -> Path:
    """Pull the book."""
    path = tmp_path / "parameters.xlsx"
    pull_book(desk.house, "parameters", path, Language.CHINESE)
    return path


def _push(desk: Desk, typist: Typist, path: Path) -> Examined:
    edited = typist.save(path.with_name("edited.xlsx"))
    return push_book(desk.house, edited, path.with_name("result.xlsx"))


def _agree(desk: Desk, pushed: Examined) -> None:
    """Let the second person agree to everything that was sent."""
    assert pushed.outcome is not None
    checker = desk.sit("zhang_wei")
    orders = [
        CheckApproval(id=f"A-{number}", login="zhang_wei", number=one.reference, confirmed=True)
        for number, one in enumerate(pushed.outcome.outcomes)
    ]
    answered = execute(checker.engine, orders, checker.clock)
    assert [one.code.value for one in answered] == ["done"] * len(orders)


ROWS: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "factor": (
        {"product_code": "福费廷/贴现", "factor_e6": "90%"},
        {"product_code": "forfaiting", "factor_e6": 900_000},
    ),
    "factor_step": (
        {"product_code": "外汇及衍生", "netted": "否", "from_days": 30, "factor_e6": 0.02},
        {"product_code": "foreign_exchange", "netted": 0, "from_days": 30, "factor_e6": 20_000},
    ),
    "regulatory_factor": (
        {"product_code": "外汇及衍生", "netted": "否", "from_days": 30, "factor_e6": "3%"},
        {"product_code": "foreign_exchange", "netted": 0, "from_days": 30, "factor_e6": 30_000},
    ),
    "charge_rule": (
        {
            "business_code": "代付(我行代付)",
            "product_code": "贸易融资",
            "party": "委托行",
            "basis": "本金",
            "starts": "付款日",
            "ends": "归还",
        },
        {
            "business_code": "agent_payment",
            "product_code": "trade_finance",
            "party": "instructing_bank",
            "basis": "principal",
            "starts": "payment",
            "ends": "repayment",
        },
    ),
    "regulation": (
        {"rule_code": "大额风险暴露", "share_e6": "20%", "switched_on": "是"},
        {"rule_code": "large_exposure", "share_e6": 200_000, "switched_on": 1},
    ),
    "own_capital": (
        {"measure": "一级资本净额", "currency_code": "CNY", "amount_minor": "1,200亿"},
        {"measure": "tier1", "currency_code": "CNY", "amount_minor": 12_000_000_000_000},
    ),
    "institution_mark": (
        {"institution_id": "示例银行丙", "mark": "全球系统重要性银行", "holds": "是"},
        {"mark": "gsib", "holds": 1},
    ),
    "netting_agreement": (
        {"institution_id": "EXMCJPJT", "holds": "是", "document": "ISDA 2026-7"},
        {"holds": 1, "document": "ISDA 2026-7"},
    ),
    "lending_rule": (
        {"giver_unit_code": "资金部", "allowed": "是", "most_minor": 5000},
        {"giver_unit_code": "treasury", "taker_unit_code": "", "most_minor": 5_000_000_000},
    ),
    "policy": (
        {"operation": "部门间永久调剂", "from_minor": "1亿", "hands": 3},
        {"operation": "reallocate", "from_minor": 10_000_000_000, "hands": 3},
    ),
    "authority": (
        {"grantee": "zhang_wei", "operation": "批准额度", "most_minor": "2亿"},
        {"grantee": "zhang_wei", "operation": "approve", "most_minor": 20_000_000_000},
    ),
}


@pytest.mark.parametrize("table", sorted(ROWS))
def test_a_row_is_typed_agreed_and_stands(desk: Desk, book: Path, table: str) -> None:
    typed, expected = ROWS[table]
    clerk = Typist(book)
    clerk.new_row(table, **typed, valid_from=DECEMBER)
    pushed = _push(desk, clerk, book)
    assert not pushed.blocking, [(one.code, one.cell, one.detail) for one in pushed.blocking]
    _agree(desk, pushed)
    with desk.house.reading() as connection:
        rows = all_rows(connection, metadata.tables[table])
    coming = [one for one in rows if one["valid_from"] == DECEMBER.date()]
    assert any(expected.items() <= one.items() for one in coming), coming


def test_a_value_that_stands_is_never_typed_over(desk: Desk, book: Path) -> None:
    clerk = Typist(book)
    sheet = read_book(book).sheets["regulation"]
    key = sheet.text(sheet.rows[0], "key")
    clerk.type("regulation", key, "share_e6", 0.5)
    pushed = _push(desk, clerk, book)
    assert [one.code for one in pushed.findings] == ["dated_row_changed"]
    assert not pushed.applied


def test_what_waits_is_painted_as_waiting(desk: Desk, book: Path) -> None:
    clerk = Typist(book)
    clerk.new_row("factor", **ROWS["factor"][0], valid_from=DECEMBER)
    pushed = _push(desk, clerk, book)
    assert pushed.outcome is not None
    assert [one.code.value for one in pushed.outcome.outcomes] == ["awaiting"]
    assert pushed.result is not None
    painted = read_book(pushed.result).sheets["factor"]
    assert "待复核" in {painted.text(row, "status") for row in painted.rows}


def test_days_stand_by_number(book: Path) -> None:
    steps = read_book(book).sheets["factor_step"]
    days = [float(steps.text(row, "from_days")) for row in steps.rows if not steps.blank(row)]
    assert days == sorted(days) == [0, 366, 1827]


@pytest.mark.parametrize(
    ("table", "cells", "code"),
    [
        ("regulation", {"share_e6": None}, "required_missing"),
        ("regulation", {"rule_code": "别的规则"}, "not_in_list"),
        ("regulation", {"share_e6": "两成"}, "not_a_ratio"),
        ("regulation", {"share_e6": "0%"}, "bad_amount"),
        ("regulation", {"valid_from": None}, "required_missing"),
        ("regulation", {"valid_from": datetime(2026, 11, 20)}, "bad_date_refused"),  # noqa: DTZ001
        ("own_capital", {"currency_code": None}, "required_missing"),
        ("institution_mark", {"institution_id": "没有这家"}, "unknown_institution"),
        ("authority", {"grantee": "nobody"}, "unknown_person"),
    ],
)
def test_what_is_wrong_is_a_finding_in_its_row(
    desk: Desk, book: Path, table: str, cells: dict[str, Any], code: str
) -> None:
    clerk = Typist(book)
    clerk.new_row(table, **{**ROWS[table][0], "valid_from": DECEMBER, **cells})
    pushed = _push(desk, clerk, book)
    assert code in {one.code for one in pushed.blocking}
    assert not pushed.applied


@pytest.mark.parametrize("language", list(Language))
def test_every_sheet_is_built_and_read_back(desk: Desk, tmp_path: Path, language: Language) -> None:
    path = tmp_path / "parameters.xlsx"
    contents = pull_book(desk.house, "parameters", path, language)
    read = read_book(path)
    assert set(FIELDS) <= set(read.sheets)
    for table in FIELDS:
        filled = [row for row in read.sheets[table].rows if not read.sheets[table].blank(row)]
        assert len(filled) == len(contents.rows[table])
