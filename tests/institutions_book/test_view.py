"""单机构视图: the allocation of one institution, turned; the same edits order the same."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from addin.comparison import compare
from backend.bootstrap import open_house
from backend.contract import AllocateLine
from backend.language import Language
from backend.money import WAN_MINOR
from backend.settings import Settings
from tests.desk.desk import Clerk, Desk

BETA, LINE, SHEET = "EXMBDEFF", "EXMBDEFF/placement", "institution_view"
SCOPE = (f"institution={BETA}",)
TREASURY, OVERSEAS = f"{BETA}/treasury", f"{BETA}/overseas_branches"
PLACEMENT = "allocated.placement"


def viewed(desk: Desk, login: str, language: str = "zh") -> Clerk:
    return desk.pull(login, language, scope=SCOPE)


def typed(clerk: Clerk, key: str, value: object) -> str:
    clerk.type(SHEET, key, **{PLACEMENT: value}, reason="年度调整")
    return clerk.note(SHEET, key, PLACEMENT)


def test_the_view_says_what_the_allocation_says(desk: Desk) -> None:
    whole, view = desk.pull("li_ming", "en"), viewed(desk, "li_ming")
    products = [key for key in keys(whole, "allocation") if key.startswith(f"{BETA}/")]
    assert products
    for key in products:
        product = key.partition("/")[2]
        for unit in ("treasury", "overseas_branches", "domestic_branches"):
            shown = view.shown(SHEET, f"{BETA}/{unit}", f"allocated.{product}")
            assert shown == whole.shown("allocation", key, f"allocated.{unit}")
    assert set(keys(view, "limits_ledger")) == {
        key for key in keys(whole, "limits_ledger") if key.partition("/")[0] == BETA
    }


def keys(clerk: Clerk, identifier: str) -> list[str]:
    sheet = clerk.sheet(identifier)
    return [key for row in sheet.rows if (key := sheet.text(row, "key"))]


def test_a_share_typed_in_the_view_stands(desk: Desk) -> None:
    clerk = viewed(desk, "li_ming")
    typed(clerk, TREASURY, 6100)
    assert desk.push("li_ming", clerk.save()).findings == []
    assert desk.approved(f"{LINE}/treasury") == 6100
    assert desk.push("li_ming", clerk.path).code == 0  # again: nothing
    assert desk.approved(f"{LINE}/treasury") == 6100


def test_two_presentations_are_compared_three_ways(desk: Desk) -> None:
    view, whole = viewed(desk, "li_ming"), desk.pull("wang_fang", "en")
    whole.share(LINE, "treasury", 6100)
    assert desk.push("wang_fang", whole.save(), language="en").code == 0
    typed(view, OVERSEAS, 1300)  # the same product, another unit: no conflict
    cell = typed(view, TREASURY, 6200)
    said = desk.push("li_ming", view.save())
    assert said.findings == [(SHEET, cell, "conflict")]
    view.type(SHEET, TREASURY, **{PLACEMENT: 6000}, reason=None)
    assert desk.push("li_ming", view.save()).code == 0
    assert desk.approved(f"{LINE}/treasury") == 6100
    assert desk.approved(f"{LINE}/overseas_branches") == 1300


def test_a_share_needs_its_reason_and_a_line(desk: Desk) -> None:
    clerk = viewed(desk, "li_ming")
    clerk.type(SHEET, TREASURY, **{PLACEMENT: 6100})
    clerk.type(SHEET, OVERSEAS, **{f"allocated.{without_line(desk)}": 100}, reason="新增")
    said = desk.push("li_ming", clerk.save())
    assert {code for _sheet, _cell, code in said.findings} == {"reason_missing", "not_editable"}


def without_line(desk: Desk) -> str:
    """Return a product for which the institution has no line."""
    question = (
        "SELECT code FROM product WHERE code NOT IN (SELECT product_code FROM node JOIN institution"
        " ON institution.id = institution_id WHERE bic8 = ? AND dimension = 'product') LIMIT 1"
    )
    ((code,),) = desk.select(question, BETA)
    return str(code)


def ordered(desk: Desk, path: Path) -> list[AllocateLine]:
    """Return what a workbook orders, without the place where it was typed."""
    settings = Settings(str(desk.database), "li_ming", Language.CHINESE)
    commands = compare(open_house(settings), path).diff.commands
    assert all(isinstance(one, AllocateLine) for one in commands)
    bare = [replace(one, id="", place="") for one in commands if isinstance(one, AllocateLine)]
    return sorted(bare, key=repr)


@pytest.mark.parametrize("draw", range(5))
def test_both_presentations_order_the_same(desk: Desk, seed: int, draw: int) -> None:
    """Whatever cells are typed, the turned sheet orders what the other orders."""
    chance = random.Random(seed * 31 + draw)
    whole, view = desk.pull("li_ming", "en"), viewed(desk, "li_ming")
    products = [key.partition("/")[2] for key in keys(whole, "allocation") if BETA in key]
    units = [key.partition("/")[2] for key in keys(view, SHEET)]
    cells = {(chance.choice(products), chance.choice(units)) for _ in range(chance.randint(1, 8))}
    expected = set()
    for product, unit in sorted(cells):
        amount = chance.randint(0, 9000)
        if view.shown(SHEET, f"{BETA}/{unit}", f"allocated.{product}") != amount:
            expected.add((product, unit, amount * WAN_MINOR))
        text = {"reason": "年度调整"}
        whole.type("allocation", f"{BETA}/{product}", **{f"allocated.{unit}": amount}, **text)
        view.type(SHEET, f"{BETA}/{unit}", **{f"allocated.{product}": amount}, **text)
    first, second = ordered(desk, whole.save()), ordered(desk, view.save("view.xlsx"))
    assert first == second
    assert {(one.product, one.unit, one.target_minor) for one in first} == expected
