"""Every role and every operation: deny unless listed, whoever asks by whichever way."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest

from backend.contract import Command, Outcome, OutcomeCode
from backend.contract.feeds import FeedFile
from backend.errors import InputError
from backend.services.dealings import (
    take_averages,
    take_branch_returns,
    take_dealings,
    take_returned_months,
)
from backend.services.evaluation.facts import take_parameters, take_ratings
from backend.services.evaluation.statements import take_statements
from backend.services.feeds.take import take_feed
from backend.services.founding.found import found
from backend.services.founding.permissions import PERMISSIONS
from backend.services.handlers import HANDLERS
from backend.services.hands.sizes import POLICIES, SIZES
from backend.services.rights import require
from backend.services.sealing import seal
from backend.services.waiting_handlers import WAITING_HANDLERS
from tests.house import MONDAY, House, with_lines

#: A login of each role.
LOGINS = {
    "limit_officer": "li",
    "checker": "zhao",
    "approver": "chen",
    "unit_officer": "qian",
    "administrator": "founder",
    "reader": "reader",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return with_lines(tmp_path_factory.mktemp("rights"))


def any_value(hint: Any) -> Any:
    """Return some value of a field: nothing in the house is meant by it."""
    options = [one for one in (hint, *get_args(hint)) if one is not type(None)]
    for option in options:
        if isinstance(option, type) and issubclass(option, Enum):
            return next(iter(option))
        if option is date:
            return MONDAY
        if option is bool:
            return False
        if option is int:
            return 1
        if option is str:
            return "nothing"
    return ()


def any_command(kind: type[Command], login: str, identity: str) -> Command:
    hints = get_type_hints(kind)
    values = {one.name: any_value(hints[one.name]) for one in dataclasses.fields(kind)}
    if "bic8" in values:
        values["bic8"] = "NOTHDEFF"
    return kind(**{**values, "id": identity, "login": login})


def answered(house: House, kind: type[Command], login: str) -> Outcome:
    (outcome,) = house.execute(any_command(kind, login, f"{login}/{kind.__name__}"))
    return outcome


@pytest.mark.parametrize("role", PERMISSIONS)
@pytest.mark.parametrize("kind", HANDLERS, ids=lambda kind: kind.__name__)
def test_a_role_orders_what_it_lists_and_nothing_else(
    house: House, kind: type[Command], role: str
) -> None:
    operation, _handler = HANDLERS[kind]
    outcome = answered(house, kind, LOGINS[role])
    denied = outcome.code is OutcomeCode.NOT_PERMITTED and outcome.detail == {
        "operation": operation
    }
    if operation not in PERMISSIONS[role]:
        assert denied, outcome
    else:
        assert not denied or kind.__name__ in {"ConsentToRequest", "TreatCause"}, outcome


@pytest.mark.parametrize("kind", HANDLERS, ids=lambda kind: kind.__name__)
def test_a_stranger_orders_nothing(house: House, kind: type[Command]) -> None:
    assert answered(house, kind, "mallory").code is OutcomeCode.NOT_PERMITTED


def test_every_operation_of_the_policy_is_somebodys_command() -> None:
    sized = {POLICIES.get(kind, HANDLERS[kind][0]) for kind in SIZES}
    assert {"approve", "allocate", "reallocate", "increase", "resume", "unfreeze"} <= sized


def test_whatever_may_wait_can_be_carried_out_later() -> None:
    assert set(SIZES) <= set(WAITING_HANDLERS), "backend/services/waiting_handlers.py"


@pytest.mark.parametrize("role", PERMISSIONS)
@pytest.mark.parametrize("operation", ["import", "load", "backup"])
def test_bulk_facts_take_the_same_rights(house: House, role: str, operation: str) -> None:
    def ask(login: str) -> str:
        try:
            house.reading(lambda connection: require(connection, login, operation))
        except InputError as error:
            return error.code
        return ""

    assert ask(LOGINS[role]) == ("" if operation in PERMISSIONS[role] else "not_permitted")
    assert ask("mallory") == "unknown_login"


FEED = FeedFile(
    feed="treasury_deals",
    system="treasury",
    business_date=MONDAY,
    name="deals.txt",
    content_hash="0" * 64,
    control_total="",
    tells=True,
    deals=[],
)
TAKEN: list[Callable[[House, str], object]] = [
    lambda house, login: take_feed(house.engine, FEED, house.clock, login),
    lambda house, login: take_statements(house.engine, [], house.clock(), login),
    lambda house, login: take_ratings(house.engine, [], house.clock(), login),
    lambda house, login: take_parameters(house.engine, [], "rows.csv", login),
    lambda house, login: take_dealings(house.engine, [{}], house.clock(), login),
    lambda house, login: take_averages(house.engine, [], house.clock(), login),
    lambda house, login: take_returned_months(house.engine, [], house.clock(), login),
    lambda house, login: take_branch_returns(house.engine, [], house.clock(), login),
    lambda house, login: seal(house.engine, house.clock, login),
    lambda house, login: found(house.engine, house.clock(), login),
]


@pytest.mark.parametrize("take", TAKEN)
@pytest.mark.parametrize("login", ["qian", "reader", "zhao", "mallory"])
def test_no_service_takes_facts_from_just_anybody(
    house: House, take: Callable[[House, str], object], login: str
) -> None:
    with pytest.raises(InputError) as refused:
        take(house, login)
    assert refused.value.code == ("unknown_login" if login == "mallory" else "not_permitted")
