"""Dated parameters: a row is added and holds from its day on; nothing that stood is altered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, Table, select

from backend.contract import Outcome, OutcomeCode
from backend.contract.charging import BASES, ENDS, PARTIES, STARTS
from backend.contract.parameters import SetParameter
from backend.ledger.state import MOST_MINOR
from backend.money import FACTOR_SCALE
from backend.queries.regulation import RULES
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.store.tables import hands, parameters, reference
from backend.store.tables.institutions import institution

#: The largest factor or share: ten times the whole.
MOST_FACTOR_E6 = 10 * FACTOR_SCALE
#: Beyond this nobody deals: a hundred years.
_MOST_DAYS = 36_525
#: What own capital is measured by, and what marks an institution for regulation.
MEASURES = ("tier1", "net_capital")
MARKS = ("gsib", "assessed_as_china")

#: Column → the least and the most that it may hold.
_RANGES: Mapping[str, tuple[int, int]] = {
    "factor_e6": (0, MOST_FACTOR_E6),
    "share_e6": (1, MOST_FACTOR_E6),
    "amount_minor": (1, MOST_MINOR),
    "most_minor": (0, MOST_MINOR),
    "from_days": (0, _MOST_DAYS),
    **dict.fromkeys(("netted", "switched_on", "holds", "allowed"), (0, 1)),
}
#: Columns that hold one of a few words.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "rule_code": tuple(RULES),
    "measure": MEASURES,
    "mark": MARKS,
    "party": PARTIES,
    "basis": BASES,
    "starts": STARTS,
    "ends": ENDS,
}
#: Columns that may be empty: any unit, any product, no limit.
_OPEN = frozenset({"giver_unit_code", "taker_unit_code", "most_minor"})


@dataclass(frozen=True)
class DatedTable:
    """A table whose rows hold from a day on; `any_product` where an empty product means any."""

    table: Table
    any_product: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that say of what a row speaks, without its day."""
        named = (column.name for column in self.table.primary_key.columns)
        return tuple(name for name in named if name != "valid_from")

    @property
    def values(self) -> tuple[str, ...]:
        """The columns that say what holds."""
        return tuple(column.name for column in self.table.columns if not column.primary_key)


TABLES: Mapping[str, DatedTable] = {
    one.table.name: one
    for one in (
        DatedTable(reference.factor),
        DatedTable(parameters.factor_step),
        DatedTable(parameters.regulatory_factor),
        DatedTable(parameters.charge_rule),
        DatedTable(parameters.regulation),
        DatedTable(parameters.own_capital),
        DatedTable(parameters.netting_agreement),
        DatedTable(parameters.institution_mark),
        DatedTable(hands.lending_rule, any_product=True),
    )
}


def set_parameter(desk: Desk, command: SetParameter) -> Outcome:
    """Add a dated row; a second one of the same day is refused, for a row is never altered.

    An institution may be given by its BIC8 as well as by its number.
    """
    dated = TABLES.get(command.table)
    if dated is None:
        return refuse(command, OutcomeCode.UNKNOWN_PARAMETER, given=command.table)
    command = _numbered(desk, command)
    given = {**command.key, **command.values}
    if set(command.key) != set(dated.key) or set(command.values) != set(dated.values):
        named = ", ".join(sorted(set(given) ^ {*dated.key, *dated.values}))
        return refuse(command, OutcomeCode.UNKNOWN_PARAMETER, given=named or command.table)
    for name, value in given.items():
        code = _refused(desk, dated, dated.table.c[name], value)
        if code is not None:
            return refuse(command, code, given=f"{name} {value}", currency=str(value))
    if command.valid_from < desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.valid_from.isoformat())
    if _stands(desk, dated.table, command):
        return refuse(command, OutcomeCode.DATE_TAKEN, date=command.valid_from.isoformat())
    desk.facts.append((dated.table, {**given, "valid_from": command.valid_from}))
    return Outcome(OutcomeCode.DONE, command.id, reference=command.table)


def _numbered(desk: Desk, command: SetParameter) -> SetParameter:
    """Return the order with an institution's number in place of its BIC8."""
    given = command.key.get("institution_id")
    if not isinstance(given, str):
        return command
    number = desk.connection.scalar(select(institution.c.id).where(institution.c.bic8 == given))
    found = {"institution_id": given if number is None else number}
    return replace(command, key={**command.key, **found})


def _refused(
    desk: Desk, dated: DatedTable, column: Column[Any], value: str | int | None
) -> OutcomeCode | None:
    """Return why a value cannot stand in its column; `None` when it can."""
    name = column.name
    if name in _RANGES:
        if value is None:
            return None if name in _OPEN else OutcomeCode.BAD_AMOUNT
        least, most = _RANGES[name]
        whole = isinstance(value, int) and not isinstance(value, bool)
        return None if whole and least <= int(value) <= most else OutcomeCode.BAD_AMOUNT
    if name == "institution_id":
        standing = select(institution.c.id).where(institution.c.id == value)
        found = isinstance(value, int) and desk.connection.scalar(standing) is not None
        return None if found else OutcomeCode.UNKNOWN_INSTITUTION
    length = getattr(column.type, "length", None)
    if not isinstance(value, str) or (length is not None and len(value) > length):
        return OutcomeCode.UNKNOWN_PARAMETER
    if not value and (name in _OPEN or (name == "product_code" and dated.any_product)):
        return None
    if name in _WORDS:
        return None if value in _WORDS[name] else OutcomeCode.UNKNOWN_PARAMETER
    code, known = _KNOWN.get(name, (OutcomeCode.UNKNOWN_PARAMETER, _any_text))
    return None if known(desk, value) else code


def _any_text(_desk: Desk, value: str) -> bool:
    return bool(value.strip())


#: Column of a code → the refusal of one that nobody knows, and who knows it.
_KNOWN: Mapping[str, tuple[OutcomeCode, Callable[[Desk, str], bool]]] = {
    "product_code": (OutcomeCode.UNKNOWN_PRODUCT, lambda desk, value: value in desk.products),
    "currency_code": (OutcomeCode.UNKNOWN_CURRENCY, lambda desk, value: value in desk.minor_units),
    "giver_unit_code": (OutcomeCode.UNKNOWN_UNIT, lambda desk, value: value in desk.units),
    "taker_unit_code": (OutcomeCode.UNKNOWN_UNIT, lambda desk, value: value in desk.units),
}


def _stands(desk: Desk, table: Table, command: SetParameter) -> bool:
    """Whether a row of the same key and day stands, or waits in this batch."""
    wanted = {**command.key, "valid_from": command.valid_from}
    pending = any(
        one is table and all(row[name] == value for name, value in wanted.items())
        for one, row in desk.facts
    )
    same = (table.c[name] == value for name, value in wanted.items())
    return pending or desk.connection.execute(select(table).where(*same)).first() is not None
