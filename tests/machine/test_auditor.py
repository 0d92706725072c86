"""Random histories, entry by entry: the database takes what the auditor takes, and adds up alike.

Entries are written by plain statements, as anybody could: all kinds, all dimensions. After every
step each balance and everything open is what the auditor adds up from scratch. Bugs that are
planted in the triggers are found.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event, text

from backend.store.triggers import expected_triggers
from tests.house import MILLION, House, build
from tests.machine.auditor import FOR_EVER
from tests.machine.world import LEAVES, World

SOAK = os.environ.get("FIDESK_SOAK") == "1"
CAPS = ("country:JP", "group:example", "entity:1", "product:1/placement", "product:1/forfaiting")
LOANS = (
    ("unit:1/placement/treasury", "unit:1/placement/trade"),
    ("unit:1/placement/trade", "unit:1/placement/320000"),
    ("unit:1/placement/320000", "unit:1/placement/treasury"),
    ("unit:1/placement/domestic_branches", "unit:1/placement/trade"),
)
GROUP = "unit:1/placement/domestic_branches"

leaves = st.sampled_from(LEAVES)
amounts = st.one_of(st.integers(1, 12).map(lambda n: n * MILLION // 2), st.integers(1, 99))
lines = st.integers(-30, 60).map(lambda n: n * MILLION)
tenors = st.sampled_from([1, 29, 30, 89, 90, 179, 180, 400])
currencies = st.sampled_from(["USD", "EUR"])
shares = st.sampled_from([0, 20, 100])
days = st.integers(0, 5)
choice = st.integers(0, 10**6)


def _in_a_hurry(connection: Any, _record: object) -> None:
    """Nobody pulls the plug here: the file need not reach the disk."""
    connection.execute("PRAGMA synchronous = OFF")


@contextmanager
def on_a_file() -> Any:
    with tempfile.TemporaryDirectory(prefix="fidesk-auditor-") as folder:
        house = build(Path(folder))
        event.listen(house.engine, "connect", _in_a_hurry)
        yield house
        house.engine.dispose()


def some(machine: AuditedLedger, items: str, measure: str) -> bool:
    """Whether anything of this kind is open."""
    return any(one[measure] for one in getattr(machine.auditor, items).values())


class AuditedLedger(RuleBasedStateMachine):
    """A day's entries, whoever writes them."""

    house_of: ClassVar[Callable[[], AbstractContextManager[House]]] = staticmethod(on_a_file)
    #: Trigger → (text, other text): what is planted in it.
    planted: ClassVar[tuple[str, str, str] | None] = None

    @initialize(room=st.sampled_from([15, 40, 80]), limits=st.lists(st.integers(0, 4)))
    def found(self, room: int, limits: list[int]) -> None:
        self.stack = ExitStack()
        self.world = World(self.stack.enter_context(type(self).house_of()))
        self.world.found()
        if self.planted is not None:
            plant(self.world, *self.planted)
        for key in CAPS:
            self.change(key, "approved", room * MILLION)
        self.change("product:2/placement", "approved", room * MILLION)
        for leaf in LEAVES:
            self.change(leaf, "approved", room * MILLION // 4)
        for which in limits:
            self.limit(which, 5)

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    @property
    def auditor(self) -> Any:
        return self.world.auditor

    def agree(self, said: str, expected: str) -> None:
        assert bool(said) == bool(expected), f"database: {said or 'taken'}; auditor: {expected}"

    # --- lines ----------------------------------------------------------------------------------

    def change(self, key: str, measure: str, delta: int) -> None:
        share = key.startswith("unit:")
        kind = "allocate" if share else "approve"
        said = self.world.post(
            {"id": self.world.name("A"), "kind": kind, "node": key}
            | {"approved_delta_minor": delta}
        )
        self.agree(said, self.auditor.change(key, measure, delta, gives=share))

    @rule(key=st.sampled_from([*CAPS, *LEAVES]), delta=lines)
    def approve_or_allocate(self, key: str, delta: int) -> None:
        if delta:
            self.change(key, "approved", delta)

    @rule(key=st.sampled_from([*CAPS, *LEAVES]), amount=amounts, ahead=days, endless=st.booleans())
    def freeze(self, key: str, amount: int, ahead: int, endless: bool) -> None:
        name, last = self.world.name("F"), None if endless else self.later(ahead)
        entry = {"id": name, "kind": "freeze", "node": key, "frozen_delta_minor": amount}
        said = self.world.post(entry | {"last_date": last})
        self.agree(said, self.auditor.hold(name, key, "frozen", amount, last or FOR_EVER))

    @rule(key=st.sampled_from([*CAPS, *LEAVES]), amount=amounts, ahead=days)
    def increase(self, key: str, amount: int, ahead: int) -> None:
        name, last = self.world.name("I"), self.later(ahead)
        entry = {"id": name, "kind": "increase", "node": key, "temporary_delta_minor": amount}
        said = self.world.post(entry | {"last_date": last})
        self.agree(said, self.auditor.hold(name, key, "temporary", amount, last))

    @precondition(lambda self: some(self, "holds", "open"))
    @rule(number=choice, percent=st.sampled_from([30, 100, 101]))
    def end_a_hold(self, number: int, percent: int) -> None:
        name = self.pick(number, self.auditor.holds)
        if name is None:
            return
        hold = self.auditor.holds[name]
        amount = max(1, hold["open"] * percent // 100 + (percent == 101))
        frozen = hold["measure"] == "frozen"
        entry = {"id": self.world.name("U"), "node": hold["key"], "resolves_id": name}
        entry |= {"kind": "unfreeze" if frozen else "revert"}
        entry |= {f"{hold['measure']}_delta_minor": -amount}
        self.agree(self.world.post(entry), self.auditor.end_hold(name, amount))

    @rule(key=st.sampled_from(CAPS), suspended=st.booleans(), ahead=st.integers(-2, 30))
    def close_or_open_a_line(self, key: str, suspended: bool, ahead: int) -> None:
        day, suspended = self.auditor.day + timedelta(days=ahead), suspended and ahead < 3
        self.agree(self.world.change_node(key, suspended=int(suspended), expiry_date=day), "")
        self.auditor.nodes[key] |= {"suspended": suspended, "expiry": day}

    @rule(pair=st.sampled_from(LOANS), amount=amounts, ahead=days, all_returns=st.booleans())
    def lend(self, pair: tuple[str, str], amount: int, ahead: int, all_returns: bool) -> None:
        lender, borrower = pair
        groups = {one: [GROUP] if one.endswith("320000") else [] for one in pair}
        legs = [(one, 1) for one in (borrower, *groups[borrower])]
        legs += [(one, -1) for one in (lender, *groups[lender])]
        name, last = self.world.name("L"), self.later(ahead)
        ends = "all_returns" if all_returns else "unused_returns"
        entries = [
            {
                "id": name if not number else f"{name}:{number}",
                "kind": "borrow" if sign > 0 else "lend",
                "node": key,
                "temporary_delta_minor": sign * amount,
                "loan_id": name,
                "last_date": last,
                "on_expiry": ends,
            }
            for number, (key, sign) in enumerate(legs)
        ]
        said = self.world.post(*entries)
        self.agree(said, self.auditor.lend(name, legs, amount, last=last, all_returns=all_returns))

    # --- use ------------------------------------------------------------------------------------

    def item(self, leaf: str, amount: int, tenor: int, currency: str, share: int) -> dict[str, Any]:
        return {
            "leaf": leaf,
            "use": amount,
            "deal": amount,
            "whole": amount,
            "exposure": amount * share // 100,
            "tenor": tenor,
            "currency": currency,
            "loan": "",
            "from_loan": 0,
        }

    def dated(self, item: dict[str, Any]) -> dict[str, Any]:
        return {
            "node": item["leaf"],
            "deal_currency": item["currency"],
            "deal_amount_minor": item["deal"],
            "value_date": self.auditor.day,
            "maturity_date": self.auditor.day + timedelta(days=item["tenor"]),
        }

    @rule(leaf=leaves, amount=amounts, tenor=tenors, currency=currencies, share=shares, ahead=days)
    def reserve(
        self, leaf: str, amount: int, tenor: int, currency: str, share: int, ahead: int
    ) -> None:
        item = self.item(leaf, amount, tenor, currency, share) | {"last": self.later(ahead)}
        name = self.world.name("R")
        said = self.world.post(
            self.dated(item)
            | {"id": name, "kind": "reserve", "last_date": item["last"]}
            | {"reserved_delta_minor": amount, "exposure_reserved_delta_minor": item["exposure"]}
        )
        self.agree(said, self.auditor.reserve(name, item))

    @rule(
        leaf=leaves,
        amount=amounts,
        tenor=tenors,
        currency=currencies,
        share=shares,
        number=choice,
        told=st.booleans(),
        borrowed=st.booleans(),
    )
    def draw(  # noqa: PLR0913, PLR0917 - a deal is all of these
        self,
        leaf: str,
        amount: int,
        tenor: int,
        currency: str,
        share: int,
        number: int,
        told: bool,
        borrowed: bool,
    ) -> None:
        item = self.item(leaf, amount, tenor, currency, share)
        open_here = [
            name
            for name, one in self.auditor.held.items()
            if one["leaf"] == leaf and (one["use"] or number % 7 == 0)
        ]
        held = self.pick(number, open_here) if number % 3 else None
        loan = self.pick(number, self.auditor.loans) if borrowed else None
        if loan is not None:
            left = self.auditor.loans[loan]["open"] - self.auditor.loans[loan]["drawn"]
            item |= {"loan": loan, "from_loan": max(1, min(amount, left + number % 2))}
        name = self.world.name("D")
        freed = self.auditor.held[held] if held else {"use": 0, "exposure": 0}
        said = self.world.post(
            self.dated(item)
            | {"id": name, "kind": "draw", "mode": "tell" if told else "ask"}
            | {"used_delta_minor": amount, "reserved_delta_minor": -freed["use"]}
            | {"exposure_used_delta_minor": item["exposure"], "resolves_id": held}
            | {"exposure_reserved_delta_minor": -freed["exposure"]}
            | {"loan_id": loan, "loan_delta_minor": item["from_loan"]}
        )
        if held and not freed["use"]:
            held = ""  # it ended before: the deal names it, and takes nothing of it
        self.agree(said, self.auditor.draw(name, item, held or "", told=told))

    @precondition(lambda self: some(self, "held", "use"))
    @rule(number=choice)
    def void(self, number: int) -> None:
        name = self.pick(number, self.auditor.held)
        if name is None:
            return
        held = self.auditor.held[name]
        if not held["use"]:
            return
        said = self.world.post(
            {"id": self.world.name("V"), "kind": "void", "node": held["leaf"], "resolves_id": name}
            | {"reserved_delta_minor": -held["use"]}
            | {"exposure_reserved_delta_minor": -held["exposure"]}
        )
        self.agree(said, self.auditor.void(name))

    @precondition(lambda self: some(self, "drawn", "use"))
    @rule(number=choice, percent=st.sampled_from([10, 50, 100, 120]))
    def release(self, number: int, percent: int) -> None:
        draw = self.pick(number, self.auditor.drawn)
        if draw is None:
            return
        item = self.auditor.drawn[draw]
        part = {
            measure: max(1, item[measure] * percent // 100)
            if measure in {"deal", "use"}
            # What is left of the rest goes with the last part, and never more.
            else item[measure] * min(percent, 100) // 100
            for measure in ("deal", "use", "exposure", "from_loan")
        }
        part["from_loan"] = min(part["from_loan"], part["use"])
        name = self.world.name("E")
        said = self.world.post(
            {"id": name, "kind": "release", "node": item["leaf"], "resolves_id": draw}
            | {"used_delta_minor": -part["use"], "deal_amount_minor": part["deal"]}
            | {"exposure_used_delta_minor": -part["exposure"]}
            | {"loan_id": item["loan"] or None, "loan_delta_minor": -part["from_loan"]}
        )
        self.agree(said, self.auditor.release(name, draw, part))

    @precondition(lambda self: some(self, "drawn", "use"))
    @rule(number=choice, percent=st.sampled_from([0, 70, 99, 130]))
    def revalue(self, number: int, percent: int) -> None:
        draw = self.pick(number, self.auditor.drawn)
        if draw is None:
            return
        item = self.auditor.drawn[draw]
        use = item["use"] * percent // 100
        if use == item["use"] or item["exposure"] > use:
            return
        said = self.world.post(
            {"id": self.world.name("W"), "kind": "revalue", "mode": "tell", "node": item["leaf"]}
            | {"resolves_id": draw, "used_delta_minor": use - item["use"]}
        )
        self.agree(said, self.auditor.revalue(draw, use))

    @precondition(lambda self: some(self, "drawn", "use"))
    @rule(number=choice)
    def reverse_a_draw(self, number: int) -> None:
        draw = self.pick(number, self.auditor.drawn)
        if draw is None:
            return
        item = dict(self.auditor.drawn[draw])
        # Another loan is not freed by it, whatever the entry says.
        other = [one for one in self.auditor.loans if one != item["loan"]]
        forged = bool(number % 2 and item["from_loan"] and other)
        loan = other[0] if forged else item["loan"] or None
        said = self.world.post(
            {"id": self.world.name("X"), "kind": "reverse", "mode": "tell", "node": item["leaf"]}
            | {"resolves_id": draw, "used_delta_minor": -item["use"] or -1}
            | {"exposure_used_delta_minor": -item["exposure"]}
            | {"deal_amount_minor": item["whole"], "loan_id": loan}
            | {"loan_delta_minor": -item["from_loan"]}
        )
        self.agree(said, "loan" if forged else self.auditor.reverse_draw(draw))

    @precondition(lambda self: bool(self.auditor.releases))
    @rule(number=choice)
    def reverse_a_release(self, number: int) -> None:
        name = self.pick(number, self.auditor.releases)
        if name is None:
            return
        part = self.auditor.releases[name]
        if part["from_loan"]:
            return
        said = self.world.post(
            {"id": self.world.name("Y"), "kind": "reverse", "mode": "tell"}
            | {"node": self.auditor.drawn[part["draw"]]["leaf"], "resolves_id": name}
            | {"used_delta_minor": part["use"], "deal_amount_minor": part["deal"]}
            | {"exposure_used_delta_minor": part["exposure"]}
        )
        self.agree(said, self.auditor.reverse_release(name))

    @precondition(lambda self: some(self, "held", "use") or some(self, "holds", "open"))
    @rule(number=choice, ahead=st.integers(-2, 6))
    def extend(self, number: int, ahead: int) -> None:
        open_ = {**self.auditor.held, **self.auditor.loans, **self.auditor.holds}
        name = self.pick(number, open_)
        if name is None:
            return
        node = open_[name].get("leaf") or open_[name]["key"]
        last = self.auditor.day + timedelta(days=ahead)
        entry = {"id": self.world.name("Z"), "kind": "extend", "node": node, "last_date": last}
        said = self.world.post(entry | {"resolves_id": name})
        self.agree(said, self.auditor.extend(name, last))

    # --- the world changes ----------------------------------------------------------------------

    @rule(which=st.integers(0, 4), room=st.integers(0, 20))
    def a_limit_arises(self, which: int, room: int) -> None:
        """A limit across the lines, or a regulatory cap, counts what is open already."""
        self.limit(which, room)

    def limit(self, which: int, room: int) -> None:
        key, facts = (
            ("tenor:1/placement/90", {"product": "placement", "tenor": 90}),
            ("tenor:1//180", {"tenor": 180}),
            ("tenor:1/placement/30", {"product": "placement", "tenor": 30}),
            ("currency:1/placement/EUR", {"product": "placement", "currency": "EUR"}),
            ("regulation:large_exposure/group:example", {"rule": "large_exposure"}),
        )[which]
        if key not in self.auditor.nodes:
            if which == 4:
                self.world.node(key, **facts, group_code="example")
                for bank in ("entity:1", "entity:2"):
                    self.auditor.nodes[bank]["above"].append(key)
            else:
                self.world.node(key, **facts)
            self.change(key, "approved", (room + 5) * MILLION)
        elif room:
            self.change(key, "approved", (room - 10) * MILLION or 1)

    @precondition(lambda self: "group:other" not in self.auditor.nodes)
    @rule()
    def another_group(self) -> None:
        """The second bank joins another group: what it uses goes along."""
        if "group:other" in self.auditor.nodes:
            return
        self.world.node("group:other", group_code="other")
        self.change("group:other", "approved", 5 * MILLION)
        self.agree(self.world.move("entity:2", "group:example", "group:other"), "")
        above = self.auditor.nodes["entity:2"]["above"]
        above[above.index("group:example")] = "group:other"

    @rule(ahead=st.integers(-1, 9))
    def open(self, ahead: int) -> None:
        day = self.auditor.day + timedelta(days=ahead)
        self.agree(self.world.open_day(day), self.auditor.open(day))

    # --- what always holds ----------------------------------------------------------------------

    @invariant()
    def balances_are_what_is_open(self) -> None:
        if not hasattr(self, "world") or not self.world.ids:
            return
        held, expected = self.world.balances(), self.auditor.balances()
        assert held.keys() == expected.keys()
        for key, figures in expected.items():
            assert held[key] == figures, key
        assert self.world.open_items() == dict(self.auditor.open_items())

    def later(self, ahead: int) -> Any:
        return self.auditor.day + timedelta(days=ahead)

    @staticmethod
    def pick(number: int, names: Any) -> str | None:
        listed = list(names)
        return listed[number % len(listed)] if listed else None


def plant(world: World, trigger: str, right: str, wrong: str) -> None:
    """Replace a trigger by one with a mistake."""
    statement = expected_triggers(world.engine.dialect.name)[trigger]
    assert right in statement
    with world.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.exec_driver_sql(statement.replace(right, wrong))


TestAuditedLedger = AuditedLedger.TestCase
TestAuditedLedger.settings = settings(
    max_examples=600 if SOAK else 20, stateful_step_count=50, deadline=None
)

#: Mistakes that a careful person makes.
PLANTED = {
    "a release forgets the limits across": (
        "entry_post",
        "WHEN NEW.kind = 'draw' THEN NEW.id\n",
        "WHEN NEW.kind = 'draw' THEN NEW.id WHEN NEW.kind = 'release' THEN ''\n",
    ),
    "what is reserved counts as room": (
        "entry_post",
        "balance.used_minor + balance.reserved_minor + balance.consumed_minor\n",
        "balance.used_minor + balance.consumed_minor\n",
    ),
    "a unit gives twice what it borrowed": (
        "entry_post",
        (
            "allocated_minor + NEW.approved_delta_minor\n                           "
            "+ NEW.temporary_delta_minor\n"
        ),
        "allocated_minor + NEW.approved_delta_minor\n",
    ),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_found(bug: str) -> None:
    class Planted(AuditedLedger):
        planted = PLANTED[bug]

    with pytest.raises(AssertionError):
        run_state_machine_as_test(
            Planted,
            settings=settings(
                max_examples=150,
                stateful_step_count=50,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
                database=None,
                derandomize=True,
            ),
        )
