"""The rules of regulation as of a day: shares, own capital, whom each of them concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select

from backend.money import FACTOR_SCALE, line_use_minor
from backend.queries import reference
from backend.store.tables import parameters
from backend.store.tables.institutions import institution

#: Rule → the measure of own capital of which it is a share, in the order in which they are shown.
RULES: Mapping[str, str] = {
    "large_exposure": "tier1",
    "gsib": "tier1",
    "interbank_127": "tier1",
    "country_concentration": "net_capital",
}
#: Where we are at home: interbank 127 concerns it alone, country concentration never does.
HOME = "CN"


class Rule(NamedTuple):
    """A rule as it stands on a day; `share_e6` of own capital."""

    code: str
    share_e6: int
    switched_on: bool
    valid_from: date


class Capital(NamedTuple):
    """Own capital on a day, in minor units of its currency."""

    measure: str
    currency: str
    amount_minor: int
    valid_from: date


@dataclass(frozen=True)
class Regulation:
    """Rules, capital, marks and rates of one day."""

    rules: Mapping[str, Rule]
    capital: Mapping[str, Capital]
    marked: frozenset[tuple[int, str]]
    rates: Mapping[str, int]
    minor_units: Mapping[str, int]

    @property
    def switched_on(self) -> tuple[str, ...]:
        """The rules that bind."""
        return tuple(code for code in RULES if code in self.rules and self.rules[code].switched_on)

    def capital_minor(self, measure: str) -> int | None:
        """Return own capital in ledger minor units; `None` without capital or without a rate."""
        return self._converted(measure, FACTOR_SCALE)

    def cap_minor(self, rule: str) -> int | None:
        """Return what one node of the rule may take, in ledger minor units."""
        found = self.rules.get(rule)
        return self._converted(RULES[rule], found.share_e6) if found is not None else None

    def _converted(self, measure: str, share_e6: int) -> int | None:
        own = self.capital.get(measure)
        rate_e12 = self.rates.get(own.currency) if own is not None else None
        if own is None or rate_e12 is None:
            return None
        return line_use_minor(own.amount_minor, self.minor_units[own.currency], rate_e12, share_e6)


class Concerned(NamedTuple):
    """A legal entity as the rules see it."""

    id: int
    kind: str
    group: str | None
    domicile: str
    risk_country: str
    marks: frozenset[str]


def scopes_of(rule: str, one: Concerned, group_marks: frozenset[str]) -> str | None:
    """Return the scope under which a rule counts a legal entity; `None` where it doesn't.

    `group_marks` are those of all in its group. A scope is `group:…`, `entity:…` or `country:…`.
    """
    if rule == "country_concentration":
        return f"country:{one.risk_country}" if one.risk_country != HOME else None
    if one.kind != "bank":
        return None
    single = f"group:{one.group}" if one.group else f"entity:{one.id}"
    if rule == "large_exposure":
        return single
    if rule == "gsib":
        return single if "gsib" in one.marks | group_marks else None
    at_home = one.domicile == HOME or "assessed_as_china" in one.marks
    return f"entity:{one.id}" if at_home else None


def node_keys(switched_on: Iterable[str], entities: Iterable[Concerned]) -> dict[str, list[int]]:
    """Return the node of every scope that a rule concerns, with the legal entities beneath."""
    listed = list(entities)
    marks: dict[str, set[str]] = {}
    for one in listed:
        if one.group:
            marks.setdefault(one.group, set()).update(one.marks)
    found: dict[str, list[int]] = {}
    for rule in switched_on:
        for one in listed:
            scope = scopes_of(rule, one, frozenset(marks.get(one.group or "", ())))
            if scope is not None:
                found.setdefault(f"regulation:{rule}/{scope}", []).append(one.id)
    return found


def caps_above(line_id: int, group_code: str | None, risk_country: str) -> list[str]:
    """Return the keys of the caps that may stand over a legal entity, as the trigger links them."""
    scopes = (f"group:{group_code}", f"entity:{line_id}", f"country:{risk_country}")
    return [f"regulation:{rule}/{scope}" for rule in RULES for scope in scopes]


def scope_of(key: str) -> tuple[str, str]:
    """Return what a node, or a cap, stands over: `group`, `entity` or `country`, and its code."""
    scope = key.rpartition("/")[2] if key.startswith("regulation:") else key
    kind, _, code = scope.partition(":")
    return kind, code


def read_rules(connection: Connection, day: date) -> Mapping[str, Rule]:
    """Return the rules as they stand on `day`; rows of a later day don't count."""
    rule = parameters.regulation
    rows = connection.execute(
        select(rule).where(rule.c.valid_from <= day).order_by(rule.c.valid_from)
    )
    return {
        row.rule_code: Rule(row.rule_code, row.share_e6, bool(row.switched_on), row.valid_from)
        for row in rows
    }


def read_regulation(connection: Connection, day: date) -> Regulation:
    """Return what stands on `day`: rules, capital, marks, rates."""
    own, mark = parameters.own_capital, parameters.institution_mark
    capital = connection.execute(
        select(own).where(own.c.valid_from <= day).order_by(own.c.valid_from)
    ).all()
    marks = connection.execute(
        select(mark).where(mark.c.valid_from <= day).order_by(mark.c.valid_from)
    ).all()
    newest = {(row.institution_id, row.mark): bool(row.holds) for row in marks}
    return Regulation(
        rules=read_rules(connection, day),
        capital={
            row.measure: Capital(row.measure, row.currency_code, row.amount_minor, row.valid_from)
            for row in capital
        },
        marked=frozenset(one for one, holds in newest.items() if holds),
        rates=reference.rates(connection, day),
        minor_units=reference.minor_units(connection),
    )


def read_concerned(connection: Connection, regulation: Regulation) -> list[Concerned]:
    """Return all legal entities; a foreign bank's branch is none."""
    question = select(institution).where(institution.c.head_office_id.is_(None))
    return [_concerned(row, regulation) for row in connection.execute(question)]


def _concerned(row: Row[Any], regulation: Regulation) -> Concerned:
    marks = frozenset(mark for one, mark in regulation.marked if one == row.id)
    place = (row.country_code, row.risk_country_code)
    return Concerned(row.id, row.kind, row.group_code, *place, marks)
