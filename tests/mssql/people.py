"""A house on SQL Server in which everybody has a login, and speaks with it or writes by hand."""

from __future__ import annotations

import gc
import itertools
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Insert, create_engine, insert, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable

from backend.bootstrap import open_house
from backend.contract import Dimension
from backend.language import Language
from backend.services.days import open_today
from backend.services.founding.logins import LoginPlan, carry_out, plan_logins
from backend.services.masters import load_persons
from backend.settings import Settings
from backend.store.tables import ledger, trail
from tests.house import MILLION, PERSONS, YI, House, key
from tests.mssql import houses

#: Short name → (unit, role). Logins belong to the server, so each house adds a word of its own.
PEOPLE = {
    "li": ("financial_institutions", "limit_officer"),
    "wang": ("financial_institutions", "limit_officer"),
    "zhao": ("financial_institutions", "checker"),
    "chen": ("credit_approval", "approver"),
    "qian": ("treasury", "unit_officer"),
    "sun": ("trade", "unit_officer"),
    "wu": ("320000", "unit_officer"),
    "admin": ("financial_institutions", "administrator"),
    "reader": ("risk_management", "reader"),
}
#: One person of each role.
ROLES = {
    "limit_officer": "li",
    "checker": "zhao",
    "approver": "chen",
    "unit_officer": "qian",
    "administrator": "admin",
    "reader": "reader",
}
_WORD = re.compile(r"fidesk:([a-z_]+)")


class Now:
    """The clock of everybody who has a login: doors ask for the server's own time."""

    def __call__(self) -> datetime:
        """Return this moment."""
        return datetime.now(UTC)

    @property
    def now(self) -> datetime:
        """This moment."""
        return self()


@dataclass
class People:
    """The house of the owner, and everybody's own connection to it."""

    url: str
    owner: House
    word: str
    passwords: dict[str, str]
    houses: dict[str, House] = field(default_factory=dict)
    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def login(self, person: str) -> str:
        """Return a person's login."""
        return f"{person}{self.word}"

    def at(self, person: str) -> House:
        """Return the house as a person opens it with the own login."""
        if person not in self.houses:
            login = self.login(person)
            own = make_url(self.url).set(username=login, password=self.passwords[login])
            settings = Settings(
                own.render_as_string(hide_password=False), "somebody", Language.ENGLISH
            )
            opened = open_house(settings)
            assert opened.login == login
            houses.kept(opened)
            self.houses[person] = House(Path(), opened.engine, Now(), self.owner.numbers)  # type: ignore[arg-type]
        return self.houses[person]

    def order(self, person: str, order: Any, **fields: Any) -> Any:
        """Carry out one command under a person's login; return the outcome."""
        return self.at(person).send(order, login=self.login(person), **fields)

    def refused(self, person: str, *statements: Executable | str) -> str:
        """Run statements by hand under a login in one transaction; return by which word, if any.

        `denied` is the server's own: the grant is missing.
        """
        return refusal(self.at(person).engine, *statements)

    def today(self) -> date:
        """Return the open date."""
        return self.owner.today

    # --- rows by hand ---------------------------------------------------------------------------

    def receipt(self, person: str, identity: str, command: str, **columns: Any) -> Executable:
        """Return a receipt as the program would write it."""
        return insert(trail.receipt).values(
            **{
                "id": identity,
                "command": command,
                "content_hash": "by hand",
                "outcome": "done",
                "detail": "{}",
                "login": self.login(person),
                "recorded_at": self.moment,
                **columns,
            }
        )

    def entry(self, person: str, identity: str, **columns: Any) -> Insert:
        """Return an entry of treasury's placement, as right as a program could write it."""
        node = columns.pop("node", "unit:treasury")
        row: dict[str, Any] = {
            "id": identity,
            "kind": "reserve",
            "node_id": self.owner.book().nodes[key(node)].row_id,
            "mode": "ask",
            "receipt_id": identity,
            "reserved_delta_minor": 1_000_000_00,
            "deal_currency": "USD",
            "deal_amount_minor": 1_000_000_00,
            "rate_e12": 10**12,
            "factor_e6": 10**6,
            "business_date": self.today(),
            "value_date": self.today(),
            "maturity_date": self.today() + timedelta(days=30),
            "last_date": self.today(),
            "recorded_at": self.moment,
            "login": self.login(person),
        }
        usual: dict[str, Any] = dict.fromkeys((*ledger.DELTAS, "loan_delta_minor"), 0)
        usual |= dict.fromkeys(("submission_id", "reference", "request_number", "reason"), "")
        usual["on_expiry"] = ""
        return insert(ledger.entry).values(**{**usual, **row, **columns})


def refusal(engine: Engine, *statements: Executable | str) -> str:
    """Run statements in one transaction; return by which word they were refused, else nothing."""
    try:
        with engine.begin() as connection:
            for statement in statements:
                if isinstance(statement, str):
                    connection.exec_driver_sql(statement)
                else:
                    connection.execute(statement)
    except DBAPIError as error:
        named = _WORD.search(str(error.orig))
        if named is not None:
            return named[1]
        number = error.orig.args[0] if error.orig is not None else 0
        known = {229: "denied", 230: "denied", 547: "constraint", 2601: "taken", 2627: "taken"}
        return known.get(number, str(error.orig))
    return ""


@contextmanager
def people() -> Iterator[People]:
    """Give the small house with lines and logins on a new database; nothing is left of it."""
    word = secrets.token_hex(3)
    with houses.fresh_database() as url:
        owner = _with_lines(url, word)
        plan = plan_logins(owner.engine)
        carry_out(owner.engine, plan)
        made = People(url, owner, word, plan.passwords)
        try:
            open_today(made.at("li").engine, datetime.now(UTC), made.login("li"))
            yield made
        finally:
            for house in made.houses.values():
                house.engine.dispose()
            gc.collect()  # and those that the command opened
            drop_logins(url, plan)


def drop_logins(url: str, plan: LoginPlan) -> None:
    """Take logins away from the tests' server."""
    master = create_engine(make_url(url).set(database="master"), isolation_level="AUTOCOMMIT")
    with master.connect() as connection:
        for login in plan.passwords:
            with suppress(DBAPIError):
                connection.exec_driver_sql(f"DROP LOGIN [{login}]")
    master.dispose()


def _with_lines(url: str, word: str) -> House:
    house = houses.found(url)
    house.numbers = itertools.count(1)
    rows = [
        {"login": f"{name}{word}", "name_zh": name, "name_en": name, "unit_code": unit}
        | {"role": role, "telephone": "8000"}
        for name, (unit, role) in PEOPLE.items()
    ]
    load_persons(house.engine, rows, house.clock.now, houses.FOUNDER)
    # Those of the other tests have no login here.
    for login in PERSONS:
        rows = [{"login": login, "role": "left"}]
        load_persons(house.engine, rows, house.clock.now, houses.FOUNDER)
    li = f"li{word}"
    answers = [
        house.cap(Dimension.COUNTRY, 500 * MILLION, login=li),
        house.cap(Dimension.GROUP, 300 * MILLION, login=li),
        house.approve(200 * MILLION, product="", login=li),
        house.approve(100 * MILLION, login=li),
    ]
    shares = {"treasury": 40, "trade": 20, "overseas_branches": 20, "domestic_branches": 20}
    for unit, share in {**shares, "320000": 10}.items():
        answers.append(house.allocate(unit, share * MILLION, login=li))
    assert all(one.accepted for one in answers), answers
    return house


__all__ = ["MILLION", "PEOPLE", "ROLES", "YI", "Now", "People", "drop_logins", "people", "refusal"]
