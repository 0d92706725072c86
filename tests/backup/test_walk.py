"""Whatever happened in whatever order, even within one instant: its backup comes back equal."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from backend.contract import Dimension, LineType, OnExpiry, Outcome
from backend.queries.verification.verify import verify
from backend.services.transaction import LostRaceError
from backend.store.tables.reconciliation import feed_file
from tests.backup.houses import back_up, bring_back, content, place
from tests.house import BING, MILLION, UNITS, YI, House, at, officer, with_lines

PRODUCTS = ("placement", "trade_finance", "forfaiting")


def _acts(house: House, chance: random.Random) -> list[Callable[[], object]]:
    """Return what a desk might do next; most of it may be refused, which is recorded too."""
    unit, bank = chance.choice(UNITS), chance.choice((YI, BING))
    product = chance.choice(PRODUCTS)
    amount = chance.randint(1, 12) * MILLION // chance.choice((1, 1, 3, 7))
    giving, taking = chance.sample(UNITS, 2)
    at_bank = {"institution": bank, "product": product, "unit": unit}
    ahead = house.today + timedelta(days=chance.randint(0, 4))
    entries = [one for (one,) in house.rows("SELECT id FROM entry WHERE kind IN ('draw')")]
    held = [one for (one,) in house.rows("SELECT entry_id FROM due WHERE kind = 'lapse'")]
    line: dict[str, Any] = {"product": product, "bank": bank, "base": _line(house, bank, product)}
    share: dict[str, Any] = {
        "product": product,
        "bank": bank,
        "base": _share(house, bank, product, unit),
    }
    return [
        lambda: house.reserve(amount, last_date=ahead, **at_bank),
        lambda: house.draw(amount, **at_bank),
        lambda: house.draw(amount, told=True, **at_bank),
        lambda: house.draw(amount, reservation=chance.choice(held)) if held else None,
        lambda: house.void(chance.choice(held)) if held else None,
        lambda: house.release(chance.choice(entries)) if entries else None,
        lambda: house.release(chance.choice(entries), amount) if entries else None,
        lambda: house.approve(40 * MILLION + amount, **line),
        lambda: house.approve(
            30 * MILLION, line_type=chance.choice(list(LineType)), expiry_date=ahead, **line
        ),
        lambda: house.allocate(unit, 10 * MILLION + amount, **share),
        lambda: house.move(giving, taking, amount),
        lambda: house.lend(
            amount,
            giving,
            taking,
            last_date=ahead,
            on_expiry=chance.choice(list(OnExpiry)),
        ),
        lambda: house.cap(Dimension.GROUP, 90 * MILLION, code="other"),
        lambda: place(house, bank, group=chance.choice(("example", "other", None))),
        lambda: place(house, bank, group="example", country=chance.choice(("JP", "SG", "US"))),
        lambda: house.open(house.today + timedelta(days=chance.randint(1, 3))),
    ]


def _line(house: House, bank: str, product: str) -> int | None:
    node = house.book().nodes.get(f"product:{1 if bank == YI else 2}/{product}")
    return node.approved_minor if node is not None and node.approved_minor else None


def _share(house: House, bank: str, product: str, unit: str) -> int:
    node = house.book().nodes.get(f"unit:{1 if bank == YI else 2}/{product}/{unit}")
    return node.approved_minor if node is not None else 0


@pytest.mark.soak
def test_any_walk_comes_back(tmp_path: Path, soak_scale: Callable[[int], int], seed: int) -> None:
    assert officer("trade") == "sun"
    kinds: set[str] = set()
    for number in range(soak_scale(40)):
        chance = random.Random(seed + number)
        folder = tmp_path / str(number)
        folder.mkdir()
        house = with_lines(folder)
        done = 0
        for _ in range(60):
            answer: object = None
            with suppress(LostRaceError):  # away and back in one day: an edge has one such start
                answer = chance.choice(_acts(house, chance))()
            done += isinstance(answer, Outcome) and answer.accepted
        assert done > 10
        assert house.reading(verify) == []
        made = back_up(house)
        bring_back(made)
        assert content(made.path.with_name("restored.db")) == content(house.path)
        kinds |= {kind for (kind,) in house.rows("SELECT DISTINCT kind FROM entry")}
    assert {"draw", "approve", "allocate"} <= kinds


def test_a_correction_comes_back_after_what_it_corrects(tmp_path: Path) -> None:
    """Rows come by key; a row that refers to its own table waits for the other."""
    house = with_lines(tmp_path)
    row = {
        "feed": "f",
        "system": "s",
        "business_date": house.today,
        "name": "n",
        "row_count": 0,
        "control_total": "0",
        "taken_at": house.clock.now,
        "taken_by": "li",
    }
    with house.engine.begin() as connection:
        for key, above in (("c", None), ("b", "c"), ("a", "b")):
            new = {**row, "id": key, "content_hash": key, "replaces_id": above}
            connection.execute(insert(feed_file), [new])
    made = back_up(house)
    bring_back(made)
    restored = at(made.path.with_name("restored.db"))
    assert restored.rows("SELECT * FROM feed_file ORDER BY id") == house.rows(
        "SELECT * FROM feed_file ORDER BY id"
    )
