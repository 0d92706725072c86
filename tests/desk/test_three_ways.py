"""Two users pulled the same book, and both edit: yours, theirs, and what stood there before."""

from __future__ import annotations

import pytest

from backend.bootstrap import open_house
from backend.language import Language
from backend.queries.sheets.versions import image_cells
from backend.settings import Settings
from tests.desk.desk import Clerk, Desk

LINE = "EXMBDEFF/placement"  # 8,000: treasury 6,000, overseas branches 1,200
TREASURY, OVERSEAS = f"{LINE}/treasury", f"{LINE}/overseas_branches"


@pytest.fixture
def pair(small_desk: Desk) -> tuple[Clerk, Clerk]:
    """Li Ming's Chinese workbook and Wang Fang's English one, of the same moment."""
    return small_desk.pull("li_ming", "zh"), small_desk.pull("wang_fang", "en")


def test_edits_of_different_cells_both_stand(small_desk: Desk, pair: tuple[Clerk, Clerk]) -> None:
    li, wang = pair
    li.share(LINE, "treasury", 6100)
    wang.share(LINE, "overseas_branches", 1300)
    wang.type("limits_ledger", LINE, note="Ask Frankfurt first")
    assert small_desk.push("li_ming", li.save()).code == 0
    said = small_desk.push("wang_fang", wang.save(), language="en")
    assert (said.code, said.findings) == (0, [])
    assert (small_desk.approved(TREASURY), small_desk.approved(OVERSEAS)) == (6100, 1300)
    fresh = small_desk.pull("li_ming")
    assert fresh.shown("allocation", LINE, "allocated.treasury") == 6100
    assert fresh.shown("allocation", LINE, "allocated.overseas_branches") == 1300
    assert fresh.shown("limits_ledger", LINE, "note") == "Ask Frankfurt first"


def test_an_edit_of_the_same_share_is_a_conflict(
    small_desk: Desk, pair: tuple[Clerk, Clerk]
) -> None:
    li, wang = pair
    li.share(LINE, "treasury", 6100)
    cell = wang.share(LINE, "treasury", 6200)
    small_desk.push("li_ming", li.save())
    before = small_desk.dump()
    said = small_desk.push("wang_fang", wang.save(), language="en")
    assert (said.code, said.findings) == (1, [("allocation", cell, "conflict")])
    (finding,) = said.answer["findings"]
    for words in ("it was 6,000.00", "you typed 6,200.00", "it is now 6,100.00"):
        assert words in finding["message"]
    assert small_desk.dump() == before
    assert small_desk.approved(TREASURY) == 6100


@pytest.mark.parametrize(
    ("column", "mine", "theirs", "three"),
    [
        ("approved", 8200, 8100, ("8,000.00", "8,200.00", "8,100.00")),
        ("note", "我的", "他的", ("—", "我的", "他的")),
    ],
)
def test_an_edit_of_the_same_cell_of_the_ledger_is_a_conflict(
    small_desk: Desk,
    pair: tuple[Clerk, Clerk],
    column: str,
    mine: object,
    theirs: object,
    three: tuple[str, str, str],
) -> None:
    li, wang = pair
    wang.type("limits_ledger", LINE, **{column: theirs})
    assert small_desk.push("wang_fang", wang.save(), language="en").code == 0
    li.type("limits_ledger", LINE, **{column: mine})
    said = small_desk.push("li_ming", li.save())
    (finding,) = said.answer["findings"]
    assert (finding["code"], finding["cell"]) == (
        "conflict",
        li.note("limits_ledger", LINE, column),
    )
    base, own, now = three
    assert f"取数时 {base},我填 {own},现为 {now}" in finding["message"]


def test_their_edit_alone_is_never_overwritten(small_desk: Desk, pair: tuple[Clerk, Clerk]) -> None:
    """Li's sheet still shows the old figures beside what he typed; only his own cell is sent."""
    li, wang = pair
    wang.share(LINE, "treasury", 6100)
    wang.type("limits_ledger", LINE, approved=8300, note="theirs")
    assert small_desk.push("wang_fang", wang.save(), language="en").code == 0
    li.share(LINE, "overseas_branches", 1250)
    said = small_desk.push("li_ming", li.save())
    assert (said.code, said.answer["edits"]) == (0, 1)
    assert small_desk.approved(TREASURY) == 6100
    assert small_desk.approved(LINE) == 8300
    assert small_desk.approved(OVERSEAS) == 1250
    fresh = small_desk.pull("li_ming")
    assert fresh.shown("limits_ledger", LINE, "note") == "theirs"


def test_both_typed_the_same(small_desk: Desk, pair: tuple[Clerk, Clerk]) -> None:
    li, wang = pair
    for clerk in pair:
        clerk.share(LINE, "treasury", 6100)
    assert small_desk.push("li_ming", li.save()).code == 0
    entries = small_desk.count("entry")
    assert small_desk.push("wang_fang", wang.save(), language="en").code == 0
    assert small_desk.count("entry") == entries


def test_the_base_is_rebuilt_through_several_changes(
    small_desk: Desk, pair: tuple[Clerk, Clerk]
) -> None:
    """Three pushes later the first workbook still knows what stood there when it was pulled."""
    li, _wang = pair
    for share, line in ((6100, 8100), (6200, 8200), (6300, 8300)):
        later = small_desk.pull("wang_fang", "en")
        later.share(LINE, "treasury", share)
        later.type("limits_ledger", LINE, approved=line, note=f"line {line}")
        assert small_desk.push("wang_fang", later.save(), language="en").code == 0
    li.share(LINE, "treasury", 5000)
    li.type("limits_ledger", LINE, approved=9000, note="mine")
    said = small_desk.push("li_ming", li.save())
    messages = " ".join(one["message"] for one in said.answer["findings"])
    assert [one["code"] for one in said.answer["findings"]] == ["conflict"] * 3
    for words in (
        "取数时 6,000.00,我填 5,000.00,现为 6,300.00",
        "取数时 8,000.00,我填 9,000.00,现为 8,300.00",
        "取数时 —,我填 mine,现为 line 8300",
    ):
        assert words in messages


def test_a_change_that_was_taken_back_is_no_conflict(
    small_desk: Desk, pair: tuple[Clerk, Clerk]
) -> None:
    li, wang = pair
    wang.share(LINE, "treasury", 6100)
    assert small_desk.push("wang_fang", wang.save(), language="en").code == 0
    again = small_desk.pull("wang_fang", "en")
    again.share(LINE, "treasury", 6000)
    assert small_desk.push("wang_fang", again.save(), language="en").code == 0
    li.share(LINE, "treasury", 6200)
    assert small_desk.push("li_ming", li.save()).code == 0
    assert small_desk.approved(TREASURY) == 6200


def test_an_edited_version_is_no_base(small_desk: Desk, pair: tuple[Clerk, Clerk]) -> None:
    """Somebody typed into the version column: a conflict cannot be told, so nothing is sent."""
    li, wang = pair
    wang.share(LINE, "treasury", 6100)
    assert small_desk.push("wang_fang", wang.save(), language="en").code == 0
    li.share(LINE, "treasury", 6200)
    li.type("allocation", LINE, version="1/1")
    said = small_desk.push("li_ming", li.save())
    assert [code for _sheet, _cell, code in said.findings] == ["base_unknown"]
    assert small_desk.approved(TREASURY) == 6100


def test_every_version_of_an_audited_row_can_be_read_again(small_desk: Desk) -> None:
    """The trail's images answer what stood there; before the first version there was nothing."""
    ((number, bic8),) = small_desk.select("SELECT id, bic8 FROM institution LIMIT 1")
    house = open_house(Settings(str(small_desk.database), "li_ming", Language.ENGLISH))
    with house.reading() as connection:
        cells = image_cells(
            connection,
            "institution",
            {"A": "1", "B": "99", "C": "", "D": "x"},
            {"bic": "bic8"},
            row_keys=dict.fromkeys("ABCD", str(number)),
        )
    assert cells == {("A", "bic"): bic8, ("C", "bic"): None}


def test_a_draw_in_between_disturbs_nobody(small_desk: Desk, pair: tuple[Clerk, Clerk]) -> None:
    """Use moves figures that nobody types; the row's edits are still edits."""
    li, _wang = pair
    drawn = small_desk.run("zhou_jie", "draw", "EXMBDEFF", "placement", "5mn", "--id", "d-1")
    assert drawn.code == 0
    li.share(LINE, "treasury", 6100)
    li.type("limits_ledger", LINE, note="after the draw")
    said = small_desk.push("li_ming", li.save())
    assert (said.code, said.findings, said.answer["edits"]) == (0, [], 2)
