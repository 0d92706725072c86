"""Words of dated parameters: columns said without their units, values as people write them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Connection

from addin.commands import common
from addin.terminal import Terminal
from backend.errors import InputError
from backend.language import glossary
from backend.money import FACTOR_SCALE, LEDGER_CURRENCY, from_minor, grouped
from backend.queries import reference
from backend.queries.institutions import institution_names
from backend.services.parameters.dated import DatedTable

_UNITS = ("_e6", "_minor", "_id", "_code")
_SHARES = frozenset({"factor_e6", "share_e6"})
_AMOUNTS = frozenset({"amount_minor", "most_minor"})
_FLAGS = frozenset({"netted", "switched_on", "holds", "allowed"})
_YES, _NO = frozenset({"1", "yes", "on", "true"}), frozenset({"0", "no", "off", "false"})


def spoken(column: str) -> str:
    """Return a column's name without its unit: `share_e6` is `share`."""
    for unit in _UNITS:
        column = column.removesuffix(unit)
    return column


def columns_of(dated: DatedTable) -> tuple[str, ...]:
    """Return the columns that a row is told by, without its day."""
    return (*dated.key, *dated.values)


def assignments(dated: DatedTable, words: tuple[str, ...]) -> dict[str, str]:
    """Return by column what was said as `name=value`.

    Raises `InputError` `parameter_word` or `parameter_column`.
    """
    known = {spoken(one): one for one in columns_of(dated)}
    said: dict[str, str] = {}
    for word in words:
        name, equals, value = unicodedata.normalize("NFKC", word).partition("=")
        name = name.strip()
        if not equals:
            raise InputError("parameter_word", given=word)
        column = known.get(name, name)
        if column not in known.values() or column in said:
            raise InputError("parameter_column", given=name, known=", ".join(known))
        said[column] = value.strip()
    return said


def stored(
    connection: Connection, column: str, words: str, said: Mapping[str, str]
) -> str | int | None:
    """Return a value as its column holds it; raises `InputError` that says what is not one."""
    if column in _SHARES:
        return _share(words)
    if column in _AMOUNTS:
        currency = said.get("currency_code", LEDGER_CURRENCY).upper()
        return None if not words else common.amount_of(connection, words, currency)
    if column in _FLAGS:
        return _flag(words)
    if column == "institution_id":
        return _institution(connection, words)
    if column == "from_days":
        return _days(words)
    if column == "product_code" and words:
        return common.product_named(connection, words)
    return words.upper() if column == "currency_code" else words


def _share(words: str) -> int:
    percent = words.endswith("%")
    try:
        share = Decimal(words.removesuffix("%").strip()) * (FACTOR_SCALE // (100 if percent else 1))
        if share == share.to_integral_value():
            return int(share)
    except (InvalidOperation, OverflowError, ValueError):
        pass
    raise InputError("parameter_share", given=words)


def _flag(words: str) -> int:
    plain = words.casefold()
    if plain in _YES | _NO:
        return int(plain in _YES)
    raise InputError("parameter_flag", given=words)


def _days(words: str) -> int:
    if words.isdecimal() and words.isascii():
        return int(words)
    raise InputError("parameter_days", given=words)


def _institution(connection: Connection, words: str) -> int:
    named = common.institution_named(connection, words)
    names = institution_names(connection)
    return next(number for number, one in names.items() if one.bic8 == named.bic8)


class Spoken:
    """Turns values of columns into words; amounts with their currency, institutions by BIC."""

    def __init__(self, terminal: Terminal, connection: Connection) -> None:
        self._terminal = terminal
        self._places = reference.minor_units(connection)
        self._institutions = institution_names(connection)

    def cell(self, column: str, row: Mapping[str, Any]) -> str:
        """Return a value of a row as the table shows it, and as `set` takes it."""
        value = row[column]
        if value is None or value == "":
            return "-"
        if column in _SHARES:
            return f"{Decimal(value) * 100 / FACTOR_SCALE:f}%"
        if column in _AMOUNTS:
            places = self._places[row.get("currency_code", LEDGER_CURRENCY)]
            return grouped(from_minor(value, places), places)
        if column in _FLAGS:
            return self._terminal.text("said.flag_yes" if value else "said.flag_no")
        if column == "institution_id":
            one = self._institutions[value]
            return f"{one.bic8} {self._terminal.name(one.short_zh, one.short_en)}"
        return str(value) + self._name(column, str(value))

    def _name(self, column: str, value: str) -> str:
        """Return what a code is called, where the glossary has a word for it."""
        kind = {"business_code": "business", "measure": "capital"}.get(column, column)
        key = f"{kind}.{value}"
        return f" {self._terminal.text(key)}" if key in glossary() else ""
