"""A small house for tests: real SQLite in a folder, a clock that stands still until it is moved.

One country (JP), one group, two invented banks (示例银行乙, 示例银行丙) and a branch of the first.
Amounts of lines are US cents (`MILLION` is a million dollars); deals count in minor units of their
own currency. Every helper mints its own command ids, so that a test reads like a sheet.
"""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from backend import contract
from backend.contract import Command, Dimension, Outcome, Submission, SubmissionOutcome
from backend.ledger.state import Book, NodeState
from backend.queries.nodes import load_book, open_date
from backend.services.days import open_today
from backend.services.execute import execute, submit
from backend.services.founding.found import found
from backend.services.masters import load_institutions, load_persons, load_rates
from backend.store.engine import file_engine

MILLION = 1_000_000_00
YI = "EXYIJPJT"
BING = "EXBGJPJT"
YI_SINGAPORE = "EXYISGSG"
IDS = {YI: 1, BING: 2, YI_SINGAPORE: 3}
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
FEBRUARY = date(2027, 2, 26)
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: Days.
MONTH = 30
UNITS = ("treasury", "trade", "overseas_branches", "domestic_branches", "320000")

#: login → (unit, role)
PERSONS = {
    "li": ("financial_institutions", "limit_officer"),
    "wang": ("financial_institutions", "limit_officer"),
    "zhao": ("financial_institutions", "checker"),
    "chen": ("credit_approval", "approver"),
    "qian": ("treasury", "unit_officer"),
    "sun": ("trade", "unit_officer"),
    "feng": ("overseas_branches", "unit_officer"),
    "zhou": ("domestic_branches", "unit_officer"),
    "wu": ("320000", "unit_officer"),
    "jiang": ("320000", "unit_officer"),
    "reader": ("risk_management", "reader"),
}
#: US dollars for one unit, times 10**12.
RATES = {"USD": 10**12, "EUR": 1_083_700_000_000, "JPY": 6_512_345_678}

Answer = TypeVar("Answer")


@dataclass
class Clock:
    """A clock that stands still."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the moment at which it stands."""
        return self.now


def ten_o_clock(day: date) -> datetime:
    """Return ten in the morning in Shanghai, as UTC."""
    return datetime.combine(day, time(10), SHANGHAI).astimezone(UTC)


@dataclass
class House:
    """The house, and what a desk does in it. Every helper that acts returns the outcome."""

    path: Path
    engine: Engine
    clock: Clock
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    # --- acting ---------------------------------------------------------------------------------

    def send(self, order: type[Command], /, **fields: Any) -> Outcome:
        """Carry out one command; login 李 (`li`) and a fresh id unless they are given."""
        return self.execute(self.command(order, **fields))[0]

    def command(self, order: type[Command], /, **fields: Any) -> Command:
        """Return the command with a fresh id, by `li` unless another login is given."""
        return order(**{"id": f"c{next(self.numbers)}", "login": "li"} | fields)

    def execute(self, *commands: Command, dry_run: bool = False) -> list[Outcome]:
        """Carry out commands as one batch."""
        return execute(self.engine, commands, self.clock, dry_run=dry_run)

    def submit(self, identity: str, *commands: Command, **options: bool) -> SubmissionOutcome:
        """Send a submission."""
        given = Submission(identity, "pull", commands[0].login, commands)
        return submit(self.engine, given, self.clock, **options)

    def deal(self, order: type[Command], amount_minor: int, **fields: Any) -> Command:
        """Return a command of use: one month of treasury's USD placement with 乙 unless said."""
        usual = {
            "institution": YI,
            "product": "placement",
            "unit": "treasury",
            "currency": "USD",
            "value_date": self.today,
            "maturity_date": date(2026, 12, 23),
        }
        if order is contract.ReserveLimit:
            usual["last_date"] = self.today
        return self.command(order, amount_minor=amount_minor, **{**usual, **fields})

    def reserve(self, amount_minor: int, **fields: Any) -> Outcome:
        """预占."""
        return self.execute(self.deal(contract.ReserveLimit, amount_minor, **fields))[0]

    def draw(self, amount_minor: int, **fields: Any) -> Outcome:
        """占用; `told=True` for a deal that a business system reports."""
        return self.execute(self.deal(contract.DrawLimit, amount_minor, **fields))[0]

    def void(self, reservation: str, **fields: Any) -> Outcome:
        """Give a reservation back."""
        return self.send(contract.VoidReservation, reservation=reservation, **fields)

    def release(self, draw: str, amount_minor: int | None = None, **fields: Any) -> Outcome:
        """恢复."""
        return self.send(contract.ReleaseDraw, draw=draw, amount_minor=amount_minor, **fields)

    def approve(
        self,
        target_minor: int,
        *,
        base: int | None = None,
        product: str = "placement",
        bank: str = YI,
        **fields: Any,
    ) -> Outcome:
        """批准额度; an empty product is the legal entity's total."""
        return self.send(
            contract.ApproveLine,
            institution=bank,
            product=product,
            target_minor=target_minor,
            base_minor=base,
            **fields,
        )

    def cap(
        self, dimension: Dimension, target_minor: int, *, base: int | None = None, **fields: Any
    ) -> Outcome:
        """Set the cap of Japan or the line of the group."""
        code = "JP" if dimension is Dimension.COUNTRY else "example"
        return self.send(
            contract.ApproveCap,
            **{
                "dimension": dimension,
                "code": code,
                "target_minor": target_minor,
                "base_minor": base,
                **fields,
            },
        )

    def allocate(
        self,
        unit: str,
        target_minor: int,
        *,
        base: int = 0,
        product: str = "placement",
        bank: str = YI,
        **fields: Any,
    ) -> Outcome:
        """分配调整."""
        return self.send(
            contract.AllocateLine,
            **{
                "institution": bank,
                "product": product,
                "unit": unit,
                "target_minor": target_minor,
                "base_minor": base,
                "reason": "年度分配",
                **fields,
            },
        )

    def move(self, giving: str, taking: str, amount_minor: int, **fields: Any) -> Outcome:
        """Move a share for good."""
        return self.send(
            contract.ReallocateLine,
            **{
                "institution": YI,
                "product": "placement",
                "from_unit": giving,
                "to_unit": taking,
                "amount_minor": amount_minor,
                "reason": "调整",
                **fields,
            },
        )

    def request(self, amount_minor: int, **fields: Any) -> Outcome:
        """领用申请 of 320000 by 吴 (`wu`), until Friday, unless said otherwise."""
        return self.send(
            contract.RaiseRequest,
            **{
                "login": "wu",
                "kind": contract.RequestKind.USE,
                "institution": YI,
                "product": "placement",
                "unit": "320000",
                "currency": "USD",
                "amount_minor": amount_minor,
                "from_date": self.today,
                "last_date": FRIDAY,
                "purpose": "江苏一企业进口",
                **fields,
            },
        )

    def consent(self, request: str, login: str, **fields: Any) -> Outcome:
        """The lending unit agrees."""
        usual = {"consent": contract.Consent.AGREED, "version": 0}
        return self.send(
            contract.ConsentToRequest, **{"request": request, "login": login, **usual, **fields}
        )

    def grant(self, request: str, granted_minor: int, **fields: Any) -> Outcome:
        """批复."""
        usual = {"note": "", "version": 0}
        return self.send(
            contract.GrantRequest,
            **{"request": request, "granted_minor": granted_minor, **usual, **fields},
        )

    def check(self, request: str, *, confirmed: bool = True, **fields: Any) -> Outcome:
        """复核 by 赵 (`zhao`)."""
        usual = {"login": "zhao", "note": "", "version": 0}
        return self.send(
            contract.CheckRequest,
            **{"request": request, "confirmed": confirmed, **usual, **fields},
        )

    def lend(self, amount_minor: int, lender: str, unit: str = "320000", **fields: Any) -> Outcome:
        """调剂, all four steps by four persons; the outcome is the check's."""
        asked = self.request(
            amount_minor,
            kind=contract.RequestKind.TRANSFER,
            lending_unit=lender,
            unit=unit,
            login=officer(unit),
            **fields,
        )
        for outcome in (
            asked,
            self.consent(asked.reference, officer(lender)),
            self.grant(asked.reference, amount_minor),
        ):
            if not outcome.accepted:
                return outcome
        return self.check(asked.reference)

    def open(self, day: date) -> None:
        """Move the clock to ten o'clock of `day` and let the first writer come.

        Somebody comes at least once a month, so that no clock seems to run ahead.
        """
        while (day - self.today).days > MONTH:
            open_today(self.engine, ten_o_clock(self.today + timedelta(MONTH)), "li")
        self.clock.now = ten_o_clock(day)
        open_today(self.engine, self.clock.now, "li")

    # --- looking --------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The open business date."""
        return self.reading(open_date)

    def reading(self, question: Callable[[Connection], Answer]) -> Answer:
        """Answer a question in one reading snapshot."""
        with self.engine.connect() as connection:
            return question(connection.execution_options(fidesk_reading=True))

    def book(self, day: date | None = None) -> Book:
        """Return the whole book as a query sees it on `day`, without a writer."""
        return self.reading(lambda connection: load_book(connection, day or open_date(connection)))

    def node(self, short: str, day: date | None = None, **place: str) -> NodeState:
        """Return a node of 乙's placement: `unit:treasury`, `product`, `entity`, `group`, …."""
        return self.book(day).nodes[key(short, **place)]

    def room(self, short: str, day: date | None = None, **place: str) -> int:
        """Return what is left of a node's line."""
        return self.node(short, day, **place).room_minor

    def figures(self, *names: str, short: str = "product", **place: str) -> tuple[int, ...]:
        """Return measures of a node: `figures("used", "reserved", short="unit:treasury")`."""
        node = self.node(short, None, **place)
        return tuple(getattr(node, f"{name}_minor") for name in names)

    # --- plain SQL ------------------------------------------------------------------------------

    @contextmanager
    def sqlite(self) -> Iterator[sqlite3.Connection]:
        """Give a plain connection, each statement its own transaction, as any program has it."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection

    def rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of a plain statement."""
        with self.sqlite() as connection:
            return connection.execute(statement, parameters).fetchall()

    def value(self, statement: str, *parameters: object) -> Any:
        """Return the first value of a plain statement."""
        return self.rows(statement, *parameters)[0][0]


def officer(unit: str) -> str:
    """Return the login of a unit's officer."""
    return next(login for login, (own, _role) in PERSONS.items() if own == unit)


def key(short: str, bank: str = YI, product: str = "placement") -> str:
    """Return a node's key: `unit:treasury`, `product`, `entity`, `group`, `country`, `cap`."""
    dimension, _, unit = short.partition(":")
    return {
        "unit": f"unit:{IDS[bank]}/{product}/{unit}",
        "product": f"product:{IDS[bank]}/{product}",
        "entity": f"entity:{IDS[bank]}",
        "group": "group:example",
        "country": "country:JP",
        "cap": "regulation:large_exposure/group:example",
    }[dimension]


def build(folder: Path, day: date = MONDAY) -> House:
    """Return a new house in `folder`, its clock at ten o'clock of `day`."""
    path = folder / "house.db"
    shutil.copyfile(_template(day), path)
    return at(path, day)


def at(path: Path, day: date = MONDAY) -> House:
    """Return the house that stands at `path`."""
    return House(path, file_engine(path), Clock(ten_o_clock(day)))


def with_lines(folder: Path, day: date = MONDAY) -> House:
    """Return a house with lines, in millions of dollars:

    country 500 · group 300 · 乙 200 · placement 100 · trade finance 50
    placement: treasury 40, trade 20, overseas 20, domestic 20 (320000: 10)
    """
    house = build(folder, day)
    house.cap(Dimension.COUNTRY, 500 * MILLION)
    house.cap(Dimension.GROUP, 300 * MILLION)
    house.approve(200 * MILLION, product="")
    house.approve(100 * MILLION)
    house.approve(50 * MILLION, product="trade_finance")
    shares = {"treasury": 40, "trade": 20, "overseas_branches": 20, "domestic_branches": 20}
    for unit, share in {**shares, "320000": 10}.items():
        house.allocate(unit, share * MILLION)
    return house


@cache
def _template(day: date) -> Path:
    """Found one house per process and day; every test gets a copy of the file."""
    folder = Path(tempfile.mkdtemp(prefix="fidesk-house-"))
    path = folder / "template.db"
    engine = file_engine(path)
    now = ten_o_clock(day)
    found(engine, now, "founder")
    persons = [
        {
            "login": login,
            "name_zh": login,
            "name_en": login.title(),
            "unit_code": unit,
            "role": role,
            "telephone": f"80{number:02}",
        }
        for number, (login, (unit, role)) in enumerate(PERSONS.items(), 20)
    ]
    load_persons(engine, persons, now, "founder")
    rates = [
        {"currency_code": code, "day": date(2026, 11, 2), "kind": "test", "rate_e12": rate}
        | {"source": "test"}
        for code, rate in RATES.items()
    ]
    load_rates(engine, rates, now)
    group = {
        "code": "example",
        "name_zh": "示例集团",
        "name_en": "Example Group",
        "risk_country_code": "JP",
    }
    banks = [_bank(YI, "示例银行乙", "B"), _bank(BING, "示例银行丙", "C")]
    banks.append(_bank(YI_SINGAPORE, "示例银行乙新加坡分行", "B Singapore", YI))
    load_institutions(engine, [group], banks, now, "founder")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _bank(bic8: str, name: str, letter: str, head_office: str | None = None) -> dict[str, Any]:
    return {
        "bic8": bic8,
        "customer_number": f"K{IDS[bic8]:09}",
        "name_zh": name,
        "name_en": f"Example Bank {letter}",
        "short_name_zh": name,
        "short_name_en": f"Example {letter}",
        "pinyin_initials": "slyh",
        "country_code": bic8[4:6],
        "risk_country_code": "JP",
        "city": "Tokyo",
        "kind": "bank",
        "group_code": "example",
        "head_office_bic8": head_office,
        "origin": "test",
        "onshore_legal_person": 0,
    }
