"""Two users at two copies, at random, against a plain model of three ways cell by cell.

They type, push, refresh and pull again in any order. After every push the database is what the
model says, the findings are the model's conflicts, and a push that is held up writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import pytest

from tests.desk.desk import Clerk, Desk

LEDGER, SHARES = "limits_ledger", "allocation"
LINES = ("EXMBDEFF/placement", "EXMCJPJT/placement")
#: A cell: the sheet, the row's key, the column.
Cell = tuple[str, str, str]
CELLS: tuple[Cell, ...] = (
    *((LEDGER, line, "note") for line in LINES),
    (LEDGER, LINES[0], "approved"),
    (SHARES, LINES[0], "allocated.treasury"),
    (SHARES, LINES[0], "allocated.overseas_branches"),
)
#: What is typed always fits: 8,000 approved, 6,000 and 1,200 of it allocated.
VALUES: dict[str, tuple[object, ...]] = {
    "note": ("", "ask first", "问法兰克福", "1,000万"),
    "approved": (8000, 8100, 8200),
    "allocated.treasury": (6000, 6100, 6200),
    "allocated.overseas_branches": (1200, 1300, 1400),
}


@dataclass
class Sheet:
    """What the model knows of one copy: what was pulled, what is typed, what was sent."""

    base: dict[Cell, object]
    mine: dict[Cell, object]
    sent: set[tuple[Cell, object, object]] = field(default_factory=set)

    def edits(self, now: dict[Cell, object]) -> dict[Cell, object]:
        """Return the cells that a push would write."""
        return {
            cell: mine
            for cell, mine in self.mine.items()
            if mine != now[cell] == self.base[cell]
            and (cell, self.base[cell], mine) not in self.sent
        }

    def conflicts(self, now: dict[Cell, object]) -> set[Cell]:
        """Return the cells that both changed, each otherwise."""
        return {
            cell
            for cell, mine in self.mine.items()
            if mine not in (now[cell], self.base[cell]) and now[cell] != self.base[cell]
        }


class User:
    """Somebody with a copy, and the model of it."""

    def __init__(self, desk: Desk, login: str, language: str) -> None:
        """Pull a first copy."""
        self.desk, self.login, self.language = desk, login, language
        self.pull()

    def pull(self) -> None:
        self.clerk = self.desk.pull(self.login, self.language)
        shown = {cell: self.clerk.shown(*cell) for cell in CELLS}
        self.sheet = Sheet(dict(shown), dict(shown))

    def type(self, cell: Cell, value: object) -> None:
        sheet, key, column = cell
        self.sheet.mine[cell] = value
        self.clerk.type(sheet, key, **{column: None if value == "" else value})
        if sheet == SHARES:
            self.clerk.type(sheet, key, reason="年度调整")

    def refresh(self, now: dict[Cell, object]) -> None:
        path = self.clerk.save()
        assert self.desk.run(self.login, "refresh", str(path)).code == 0
        sheet, conflicts = self.sheet, self.sheet.conflicts(now)
        held = {cell[:2] for cell in conflicts}
        edits = sheet.edits(now)
        for cell in CELLS:
            if cell[:2] not in held:
                sheet.mine[cell] = edits.get(cell, now[cell])
                sheet.base[cell] = now[cell]
        sheet.sent.clear()
        self.clerk = Clerk(path)
        self.sees()

    def sees(self) -> None:
        """Hold the copy to the model."""
        for cell in CELLS:
            assert (self.clerk.shown(*cell) or "") == (self.sheet.mine[cell] or ""), cell

    def push(self, now: dict[Cell, object]) -> dict[Cell, object]:
        """Push, judge the answer, and return what the database holds after it."""
        said = self.desk.push(self.login, self.clerk.save(), language=self.language)
        conflicts = self.sheet.conflicts(now)
        found = {(one["sheet"], one["cell"]) for one in said.answer["findings"] if one["blocking"]}
        assert found == {(cell[0], self.clerk.note(*cell)) for cell in conflicts}
        assert said.code == (1 if conflicts else 0)
        if conflicts:
            return now
        edits = self.sheet.edits(now)
        self.sheet.sent |= {(cell, self.sheet.base[cell], mine) for cell, mine in edits.items()}
        return {**now, **edits}


@pytest.mark.soak
def test_any_two_users_agree_with_the_model(
    small_desk: Desk, seed: int, soak_scale: Callable[[int], int]
) -> None:
    chance = Random(seed)
    users = [User(small_desk, "li_ming", "zh"), User(small_desk, "wang_fang", "en")]
    now = dict(users[0].sheet.base)
    pushes = held = 0
    for _ in range(soak_scale(1000)):
        user = chance.choice(users)
        for cell in chance.sample(CELLS, chance.choice([0, 1, 1, 2])):
            user.type(cell, chance.choice(VALUES[cell[2]]))
        match chance.choices(["push", "refresh", "pull", "nothing"], [6, 2, 1, 1])[0]:
            case "push":
                before = small_desk.dump()
                after = user.push(now)
                pushes, held = pushes + 1, held + bool(user.sheet.conflicts(now))
                if after == now:
                    assert small_desk.dump() == before
                now = after
                twice = user.push(now) if not user.sheet.conflicts(now) else now
                assert twice == now
            case "refresh":
                user.refresh(now)
            case "pull":
                user.pull()
                assert user.sheet.base == now
    fresh = User(small_desk, "li_ming", "zh")
    assert fresh.sheet.base == now
    print(f"{pushes} pushes, {held} held up by conflicts, seed {seed}")  # noqa: T201
