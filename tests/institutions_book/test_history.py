"""历史查询 as a sheet: a line on a past day as known then and now, and who changed it."""

from __future__ import annotations

from tests.desk.desk import Clerk, Desk

BETA, LINE, SHEET = "EXMBDEFF", "EXMBDEFF/placement", "history"


def rows(clerk: Clerk, *columns: str) -> list[tuple[str, ...]]:
    sheet = clerk.sheet(SHEET)
    return [tuple(sheet.text(row, one) for one in columns) for row in sheet.rows]


def changed(desk: Desk) -> None:
    """A share's line is raised on Tuesday, the day after the morning of these tests."""
    desk.at("2026-11-24")
    clerk = desk.pull("li_ming")
    clerk.type("limits_ledger", LINE, approved=8100)
    said = desk.push("li_ming", clerk.save())
    assert said.findings == []


def test_a_day_is_told_as_known_then_and_as_known_now(desk: Desk) -> None:
    scope = (f"institution={BETA}", "product=placement", "item=approved")
    clerk = desk.pull("examiner", "en", book=SHEET, scope=scope)
    found = rows(clerk, "item", "as_of", "known_at", "value", "maker")
    first = found[0]
    assert first[:4] == ("Approved / allocated", "2026-11-23", "2026-11-23", "8000.0")
    # Its beginning: from nothing, by whom.
    assert any(maker for *_rest, maker in found)
    assert ("0.00 → 8,000.00",) in rows(clerk, "from_to")


def test_a_past_day_shows_both_and_the_change_between(desk: Desk) -> None:
    changed(desk)
    desk.at("2026-11-25")
    desk.ask("li_ming", "today")
    scope = (f"institution={BETA}", "product=placement", "date=2026-11-23", "known=2026-11-23")
    clerk = desk.pull("li_ming", "zh", book=SHEET, scope=scope)
    values = [
        value for item, value in rows(clerk, "item", "value") if item == "批准/分配额度" and value
    ]
    assert values[:2] == ["8000.0", "8000.0"]
    assert "8,000.00 → 8,100.00" in {one for (one,) in rows(clerk, "from_to")}


def test_it_is_the_history_of_somebody(desk: Desk) -> None:
    path = desk.folder / "nobody.xlsx"
    said = desk.run("li_ming", "pull", SHEET, "-o", str(path))
    assert (said.code, path.exists()) == (1, False)
    assert "institution=BIC" in said.words
    scope = ["--scope", f"institution={BETA}", "--scope", "item=colour"]
    said = desk.run("li_ming", "pull", SHEET, "-o", str(path), *scope)
    assert said.code == 1
    assert "colour" in said.words


def test_nothing_in_it_can_be_typed(desk: Desk) -> None:
    clerk = desk.pull("li_ming", "en", book=SHEET, scope=(f"institution={BETA}",))
    before = desk.dump()
    first = clerk.sheet(SHEET).rows[0]
    clerk.type_at(SHEET, first.number, value=1)
    said = desk.push("li_ming", clerk.save())
    assert all(not one["blocking"] for one in said.answer["findings"])
    assert desk.dump() == before
