"""Every past day, as known on every later one, against entries that are simply added up."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date

from backend.contract import OnExpiry
from backend.contract.corrections import LateRelease, RevalueLines, ReverseEntry
from backend.contract.lines import FreezeLine, IncreaseLine, SetCurrencyLimit, SetTenorLimit
from backend.ledger.state import Book
from tests.corrections.desk import MONDAY, as_of, rate, two_hands
from tests.house import MILLION, YI, House

MEASURES = ("approved", "temporary", "frozen", "used", "reserved")
DAYS = [date(2026, 11, day) for day in (23, 24, 25, 26, 27, 30)]


def summed(house: House, day: date, known: date) -> dict[str, tuple[int, ...]]:
    """Return the figures of a day from nothing but entries and the paths that stand now.

    A revaluation of a deal that was later undone, or ended for an earlier day, counts with it.
    """
    found: dict[str, list[int]] = defaultdict(lambda: [0] * len(MEASURES))
    paths: dict[int, list[str]] = defaultdict(list)
    for node, key in house.rows(
        "SELECT path.node_id, node_key FROM path JOIN node ON node.id = ancestor_id"
        " WHERE path.valid_to IS NULL AND node.dimension NOT IN ('tenor', 'currency')"
    ):
        paths[node].append(key)
    own = dict(house.rows("SELECT id, node_key FROM node"))
    ended = {
        draw: date.fromisoformat(effect)
        for draw, effect in house.rows(
            "SELECT resolves_id, effect_date FROM entry WHERE effect_date IS NOT NULL"
            " AND used_delta_minor < 0 AND business_date <= ?",
            known.isoformat(),
        )
    }
    for kind, node, resolves, effect, *deltas in house.rows(
        "SELECT kind, node_id, resolves_id, coalesce(effect_date, business_date),"
        " approved_delta_minor, temporary_delta_minor, frozen_delta_minor, used_delta_minor,"
        " reserved_delta_minor FROM entry WHERE business_date <= ?",
        known.isoformat(),
    ):
        counts = date.fromisoformat(effect)
        if kind == "revalue" and resolves in ended:
            counts = min(counts, ended[resolves])
        if counts > day:
            continue
        keys = paths[node] if deltas[3] or deltas[4] else [own[node]]
        for key in keys:
            for position, delta in enumerate(deltas):
                found[key][position] += delta
    return {key: tuple(figures) for key, figures in found.items() if any(figures)}


def figures(book: Book) -> dict[str, tuple[int, ...]]:
    """Return the figures of a book that are not zero."""
    shown = {
        key: tuple(getattr(node, f"{measure}_minor") for measure in MEASURES)
        for key, node in book.nodes.items()
        if node.dimension not in {"tenor", "currency"}
    }
    return {key: values for key, values in shown.items() if any(values)}


def test_every_day_as_known_on_every_day_is_what_its_entries_say(house: House, seed: int) -> None:
    chance = random.Random(seed)
    draws: list[str] = []
    for day in DAYS:
        if day != MONDAY:
            house.open(day)
        rate(house, "JPY", day, 6_000_000_000 + chance.randrange(10**9))
        for _one in range(3):
            amount = chance.randrange(1, 3) * MILLION
            said = house.draw(amount * 100, currency="JPY", told=True)
            draws.append(said.reference)
            house.reserve(chance.randrange(1, 3) * MILLION, last_date=day)
        if chance.random() < 0.5:
            house.release(chance.choice(draws), MILLION)
        house.send(RevalueLines, day=day)
        act = chance.randrange(4)
        if act == 0:
            two_hands(house, ReverseEntry, entry=draws.pop(), reason="重复")
        elif act == 1 and day != MONDAY:
            whole = {"draw": draws.pop(0), "effect_date": MONDAY, "reason": "漏报"}
            two_hands(house, LateRelease, **whole)
        elif act == 2:
            house.lend(MILLION, "trade", "320000", on_expiry=OnExpiry.ALL_RETURNS)
        else:
            place = {"institution": YI, "product": "placement", "reason": "风险"}
            house.send(FreezeLine, amount_minor=MILLION, **place)
            two_hands(house, IncreaseLine, amount_minor=MILLION, last_date=DAYS[-1], **place)
    house.open(date(2026, 12, 1))
    for number, day in enumerate(DAYS):
        for known in DAYS[number:]:
            assert figures(as_of(house, day, known)) == summed(house, day, known), (day, known)


def test_a_limit_by_tenor_and_by_currency_is_there_on_past_days(house: House) -> None:
    place = {"institution": YI, "product": "placement", "reason": "政策"}
    tenor = {"tenor_days": 90, "target_minor": 20 * MILLION, "base_minor": None}
    limit = {"currency": "JPY", "target_minor": 20 * MILLION, "base_minor": None}
    assert two_hands(house, SetTenorLimit, **place, **tenor).accepted
    assert two_hands(house, SetCurrencyLimit, **place, **limit).accepted
    house.draw(2 * MILLION, maturity_date=date(2027, 6, 23))
    yen = house.draw(10**9, currency="JPY")
    house.open(DAYS[1])
    rate(house, "JPY", DAYS[1], 7_000_000_000)
    house.send(RevalueLines, day=DAYS[1])
    house.reserve(MILLION, maturity_date=date(2027, 6, 23), last_date=DAYS[1])
    house.open(DAYS[2])
    assert two_hands(house, ReverseEntry, entry=yen.reference, reason="重复").accepted
    house.open(DAYS[3])

    def across(day: date, known: date) -> list[tuple[int, int]]:
        book = as_of(house, day, known)
        nodes = {node.dimension: node for node in book.nodes.values()}
        return [
            (nodes[one].used_minor, nodes[one].reserved_minor)  # type: ignore[index]
            for one in ("tenor", "currency")
        ]

    assert across(DAYS[0], DAYS[0]) == [(2 * MILLION, 0), (651_234_568, 0)]
    assert across(DAYS[1], DAYS[1]) == [(2 * MILLION, MILLION), (700_000_000, 0)]
    assert across(DAYS[1], DAYS[2]) == [(2 * MILLION, MILLION), (0, 0)]
    assert across(DAYS[0], DAYS[2]) == [(2 * MILLION, 0), (0, 0)]
    assert across(DAYS[2], DAYS[2]) == [(2 * MILLION, 0), (0, 0)]
