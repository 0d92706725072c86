"""Random histories of the ledger: what the database holds is what the plain model says.

The services act on SQLite; beside them the same orders go to one `Book` in memory that is never
read back. After every step balances and due rows must be equal, must be the sums of the entries,
and no line may be newly exceeded except by a told deal, a lowered line or a loan that all returns.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from backend.contract import Dimension, LineType, OnExpiry, Outcome
from backend.ledger import due, lines, use
from backend.ledger.state import Book, NodeState, Parent
from backend.ledger.verdict import Deal, Verdict
from backend.money import line_use_minor
from tests.house import MILLION, MONDAY, RATES, UNITS, House, build, key
from tests.machine.sums import balances, dues, summed_balances, summed_dues

MINOR_UNITS = {"USD": 2, "EUR": 2, "JPY": 0}
PRODUCTS = ("placement", "trade_finance")
MATURITY = date(2028, 1, 31)

units = st.sampled_from(UNITS)
products = st.sampled_from(PRODUCTS)
currencies = st.sampled_from(sorted(RATES))
#: Dollars, euros or hundreds of yen: sizes that meet lines of a few millions, with odd cents.
amounts = st.one_of(
    st.integers(1, 40).map(lambda n: n * MILLION // 4), st.integers(1, 12 * MILLION)
)
line_amounts = st.integers(0, 60).map(lambda n: n * MILLION // 2)
days_ahead = st.integers(0, 6)
choice = st.integers(0, 10**6)


class LedgerMachine(RuleBasedStateMachine):
    """The desk's day, order by order, on the database and on the model."""

    house: House
    book: Book

    @initialize(one_off=st.booleans(), capped=st.booleans())
    def found(self, one_off: bool, capped: bool) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="fidesk-machine-")
        self.house = build(Path(self.folder.name))
        self.book = Book(day=MONDAY)
        self.excused = True
        self.before: Mapping[str, int] = {}
        if capped:
            self.set_cap(Dimension.COUNTRY, 25 * MILLION)
            self.set_cap(Dimension.GROUP, 22 * MILLION)
        self.set_line("placement", 20 * MILLION, LineType.REVOLVING)
        kind = LineType.ONE_OFF if one_off else LineType.REVOLVING
        self.set_line("trade_finance", 10 * MILLION, kind)
        for unit, share in zip(UNITS, (6, 4, 3, 5, 3), strict=True):
            self.set_share(unit, "placement", share * MILLION)

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.house.engine.dispose()
            self.folder.cleanup()

    # --- the model's own nodes ------------------------------------------------------------------

    def arise(
        self, name: str, dimension: Dimension, *parents: Parent, **facts: object
    ) -> NodeState:
        if name not in self.book.nodes:
            self.book.nodes[name] = NodeState(name, dimension, **facts)  # type: ignore[arg-type]
            self.book.parents[name] = parents
        return self.book.nodes[name]

    def entity(self) -> NodeState:
        above = [one for one in ("group:example", "country:JP") if one in self.book.nodes]
        parents = (Parent(one, strict=False) for one in above)
        return self.arise(key("entity"), Dimension.ENTITY, *parents, limited=False)

    def line(self, product: str, kind: LineType = LineType.REVOLVING) -> NodeState:
        above = Parent(self.entity().key, strict=False)
        name = key("product", product=product)
        return self.arise(name, Dimension.PRODUCT, above, line_type=kind)

    def leaf(self, product: str, unit: str) -> NodeState:
        line = self.line(product)
        above = self.leaf(product, "domestic_branches") if unit == "320000" else line
        name = key(f"unit:{unit}", product=product)
        parent = Parent(above.key, strict=True)
        return self.arise(name, Dimension.UNIT, parent, line_type=line.line_type)

    def same(self, outcome: Outcome, verdict: Verdict) -> None:
        assert (outcome.code, self.kind(outcome)) == (verdict.code, self.kind(verdict))

    @staticmethod
    def kind(said: Outcome | Verdict) -> str:
        return said.binding.node if said.binding is not None and said.code != "done" else ""

    # --- lines ----------------------------------------------------------------------------------

    def set_cap(self, dimension: Dimension, amount: int) -> None:
        name = key(dimension.value)
        base = self.book.nodes[name].approved_minor if name in self.book.nodes else None
        outcome = self.house.cap(dimension, amount, base=base)
        self.arise(name, dimension)
        self.same(outcome, lines.approve(self.book, name, amount, outcome.command_id))

    def set_line(self, product: str, amount: int, kind: LineType) -> None:
        name = key("product", product=product)
        base = self.book.nodes[name].approved_minor if name in self.book.nodes else None
        outcome = self.house.approve(amount, base=base, product=product, line_type=kind)
        self.line(product, kind)
        self.same(outcome, lines.approve(self.book, name, amount, outcome.command_id))

    def set_share(self, unit: str, product: str, amount: int) -> None:
        leaf = self.leaf(product, unit)
        base = leaf.approved_minor
        outcome = self.house.allocate(unit, amount, base=base, product=product)
        self.same(outcome, lines.allocate(self.book, leaf.key, amount, outcome.command_id))

    @rule(product=products, amount=line_amounts)
    def approve(self, product: str, amount: int) -> None:
        self.excused = True
        self.set_line(product, amount, LineType.REVOLVING)

    @rule(dimension=st.sampled_from([Dimension.COUNTRY, Dimension.GROUP]), amount=line_amounts)
    def cap(self, dimension: Dimension, amount: int) -> None:
        if key(dimension.value) in self.book.nodes:
            self.excused = True
            self.set_cap(dimension, amount)

    @rule(unit=units, product=products, amount=line_amounts)
    def allocate(self, unit: str, product: str, amount: int) -> None:
        self.set_share(unit, product, amount)

    @rule(giving=units, taking=units, product=products, amount=amounts)
    def reallocate(self, giving: str, taking: str, product: str, amount: int) -> None:
        if giving == taking:
            return
        outcome = self.house.move(giving, taking, amount, product=product)
        lowered, raised = self.leaf(product, giving).key, self.leaf(product, taking).key
        verdict = lines.reallocate(self.book, lowered, raised, amount, outcome.command_id, "")
        self.same(outcome, verdict)

    @rule(
        pair=st.tuples(units, units),
        product=products,
        money=st.tuples(currencies, amounts),
        ahead=days_ahead,
        on_expiry=st.sampled_from(OnExpiry),
    )
    def lend(
        self,
        pair: tuple[str, str],
        product: str,
        money: tuple[str, int],
        ahead: int,
        on_expiry: OnExpiry,
    ) -> None:
        (lender, unit), (currency, amount) = pair, money
        if lender == unit or (lender, unit) == ("320000", "domestic_branches"):
            return
        last = self.on_or_before(self.book.day + timedelta(days=ahead))
        outcome = self.house.lend(
            amount,
            lender,
            unit,
            product=product,
            currency=currency,
            last_date=last,
            on_expiry=on_expiry,
        )
        verdict = lines.lend(
            self.book,
            self.leaf(product, lender).key,
            self.leaf(product, unit).key,
            self.taken(currency, amount),
            entry_id=f"DJ-{outcome.reference.removeprefix('SQ-')}",
            last_date=last,
            on_expiry=on_expiry,
            request=outcome.reference,
        )
        self.same(outcome, verdict)

    # --- use ------------------------------------------------------------------------------------

    def deal(self, unit: str, product: str, currency: str, amount: int) -> Deal:
        return Deal(
            entry_id="",
            leaf_key=self.leaf(product, unit).key,
            line_use_minor=self.taken(currency, amount),
            currency=currency,
            amount_minor=amount,
            rate_e12=RATES[currency],
            factor_e6=10**6,
            value_date=self.book.day,
            maturity_date=MATURITY,
        )

    @staticmethod
    def taken(currency: str, amount: int) -> int:
        return max(1, line_use_minor(amount, MINOR_UNITS[currency], RATES[currency]))

    @rule(unit=units, product=products, currency=currencies, amount=amounts, ahead=days_ahead)
    def reserve(self, unit: str, product: str, currency: str, amount: int, ahead: int) -> None:
        last = self.on_or_before(self.book.day + timedelta(days=ahead))
        place = {"unit": unit, "product": product, "currency": currency}
        outcome = self.house.reserve(amount, maturity_date=MATURITY, last_date=last, **place)
        deal = replace(self.deal(unit, product, currency, amount), entry_id=outcome.reference)
        self.same(outcome, use.reserve(self.book, deal, last))

    @rule(unit=units, product=products, currency=currencies, amount=amounts, told=st.booleans())
    def draw(self, unit: str, product: str, currency: str, amount: int, told: bool) -> None:
        deal = self.deal(unit, product, currency, amount)
        alike = [
            one
            for one in self.book.dues.values()
            if one.kind == "lapse"
            and one.node_key == deal.leaf_key
            and one.open_minor
            and (one.currency, one.deal_minor, one.value_date) == (currency, amount, self.book.day)
        ]
        held = alike[0] if told and len(alike) == 1 else None
        place = {"unit": unit, "product": product, "currency": currency}
        outcome = self.house.draw(amount, maturity_date=MATURITY, told=told, **place)
        self.excused = self.excused or told
        deal = replace(deal, entry_id=outcome.reference)
        self.same(outcome, use.draw(self.book, deal, held, told=told))

    @rule(number=choice, percent=st.integers(1, 130))
    def draw_on_a_reservation(self, number: int, percent: int) -> None:
        held = self.pick(number, self.open_dues("lapse"))
        if held is None:
            return
        _, product, unit = self.book.dues[held].node_key.split("/")
        amount = max(1, self.book.dues[held].open_minor * percent // 100)
        place = {"unit": unit, "product": product, "reservation": held}
        outcome = self.house.draw(amount, maturity_date=MATURITY, **place)
        deal = replace(self.deal(unit, product, "USD", amount), entry_id=outcome.reference)
        self.same(outcome, use.draw(self.book, deal, self.book.dues[held], told=False))

    @rule(number=choice)
    def void(self, number: int) -> None:
        held = self.pick(number, self.open_dues("lapse"))
        if held is not None:
            outcome = self.house.void(held)
            self.same(outcome, use.void(self.book, self.book.dues[held], outcome.reference))

    @rule(number=choice, percent=st.integers(1, 130))
    def release(self, number: int, percent: int) -> None:
        drawn = self.pick(number, self.open_draws())
        if drawn is None:
            return
        open_draw = self.book.draws[drawn]
        amount = None if percent > 100 else max(1, open_draw.open_deal_minor * percent // 100)
        outcome = self.house.release(drawn, amount)
        self.same(outcome, use.release(self.book, open_draw, amount, outcome.reference))

    # --- days -----------------------------------------------------------------------------------

    @rule(ahead=st.integers(-3, 9))
    def open(self, ahead: int) -> None:
        """Some days later, or with the clock set back; the days between are opened in order."""
        day = self.on_or_after(self.book.day + timedelta(days=ahead))
        foreseen = {one.key: one for one in self.house.book(day).nodes.values()}
        self.house.open(day)
        self.excused = self.excused or any(
            one.on_expiry is OnExpiry.ALL_RETURNS and one.open_minor
            for one in self.book.dues.values()
        )
        while self.book.day < day:
            due.open_day(self.book, self.on_or_after(self.book.day + timedelta(days=1)))
        for name, node in self.house.book().nodes.items():
            assert node == foreseen[name], f"{name} was foreseen otherwise"

    @rule()
    def everything_comes_back(self) -> None:
        """Void and release all of it: nothing is left in use, to the last cent."""
        for held in self.open_dues("lapse"):
            use.void(self.book, self.book.dues[held], self.house.void(held).reference)
        for drawn in self.open_draws():
            reference = self.house.release(drawn).reference
            use.release(self.book, self.book.draws[drawn], None, reference)
        for node in self.house.book().nodes.values():
            assert (node.used_minor, node.reserved_minor) == (0, 0), node.key

    # --- what always holds ----------------------------------------------------------------------

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        if not hasattr(self, "house"):
            return
        known = self.book.nodes
        assert self.house.today == self.book.day
        with self.house.sqlite() as connection:
            held = balances(connection)
            assert held == summed_balances(connection)
            assert dues(connection) == summed_dues(connection)
            assert dues(connection) == {
                name: (one.kind, one.open_minor, one.drawn_minor)
                for name, one in self.book.dues.items()
            }
        for name, figures in held.items():
            assert figures == {one: getattr(known[name], one) for one in figures}, name
        assert all(
            node.approved_minor == node.used_minor == node.reserved_minor == 0
            for name, node in known.items()
            if name not in held
        )

    @invariant()
    def no_line_is_newly_exceeded(self) -> None:
        if not hasattr(self, "house"):
            return
        rooms = {name: node.room_minor for name, node in self.book.nodes.items() if node.limited}
        worse = {
            name: room
            for name, room in rooms.items()
            if room < 0 and room < self.before.get(name, 0)
        }
        assert self.excused or not worse, worse
        self.before, self.excused = rooms, False

    # --- picking --------------------------------------------------------------------------------

    def open_dues(self, kind: str) -> list[str]:
        return [name for name, one in self.book.dues.items() if one.kind == kind and one.open_minor]

    def open_draws(self) -> list[str]:
        return [name for name, one in self.book.draws.items() if one.open_deal_minor]

    @staticmethod
    def pick(number: int, names: list[str]) -> str | None:
        return names[number % len(names)] if names else None

    @staticmethod
    def on_or_before(day: date) -> date:
        return min(day, day - timedelta(days=day.weekday() - 4))

    @staticmethod
    def on_or_after(day: date) -> date:
        return day if day.weekday() < 5 else day + timedelta(days=7 - day.weekday())


TestLedger = LedgerMachine.TestCase
TestLedger.settings = settings(
    max_examples=400 if os.environ.get("FIDESK_SOAK") == "1" else 14,
    stateful_step_count=30,
    deadline=None,
)
