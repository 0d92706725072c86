"""Where the book of dated parameters comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from backend.contract.charging import BASES, ENDS, PARTIES, STARTS
from backend.language import both, glossary
from backend.queries import reference
from backend.queries.dated import DAY, all_rows, key_columns
from backend.queries.institutions import institution_names
from backend.queries.regulation import RULES
from backend.queries.rows import Bases, InstitutionName, Label, Versions
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.services.parameters.dated import MARKS, MEASURES
from backend.store.tables import metadata
from workbooks.books.parameters import PARAMETERS
from workbooks.contents import Contents
from workbooks.sheets.parameters import BUSINESSES, FIELDS, FLAGS, OPERATIONS, ParameterRow


def _contents(connection: Connection, asked: Asked) -> Contents:
    names = institution_names(connection)
    digits = reference.minor_units(connection)
    rows = {
        table: _rows(all_rows(connection, metadata.tables[table]), table, asked.day, names, digits)
        for table in FIELDS
    }
    lookups = name_lookups(connection, asked.day, names)
    return Contents(
        pull=new_pull(connection, asked.day, asked.moment, asked.login),
        lookups=replace(lookups, choices={**lookups.choices, **_choices(rows)}),
        rows=rows,
    )


def _rows(
    found: Iterable[Mapping[str, Any]],
    table: str,
    today: date,
    names: Mapping[int, InstitutionName],
    digits: Mapping[str, int],
) -> Sequence[ParameterRow]:
    """Return rows with what has become of each: it holds, it held, or it will hold."""
    listed = list(found)
    key = [name for name in key_columns(metadata.tables[table]) if name != "from_minor"]
    newest: dict[tuple[Any, ...], date] = {}
    for row in listed:
        if row[DAY] <= today:
            place = tuple(row[name] for name in key)
            newest[place] = max(newest.get(place, row[DAY]), row[DAY])
    return [
        ParameterRow(
            key="/".join(str(row[name]) for name in (*key_columns(metadata.tables[table]), DAY)),
            state=_state(row[DAY], newest.get(tuple(row[name] for name in key)), today),
            cells=row,
            institution=names.get(row.get("institution_id", 0)),
            digits=digits.get(row.get("currency_code", ""), 2),
        )
        for row in listed
    ]


def _state(first_day: date, newest: date | None, today: date) -> str:
    if first_day > today:
        return "coming"
    return "standing" if first_day == newest else "past"


def _choices(rows: Mapping[str, Sequence[ParameterRow]]) -> Mapping[str, Sequence[Label]]:
    """Return the lists of words; businesses that the bank added are offered by their codes."""
    businesses = dict.fromkeys(str(row.cells["business_code"]) for row in rows["charge_rule"])
    operations = dict.fromkeys(str(row.cells["operation"]) for row in rows["policy"])
    flags = [
        Label(code=str(int(flag)), zh=chinese, en=english)
        for flag, (chinese, english) in (
            (True, both("parameter_flag.yes")),
            (False, both("parameter_flag.no")),
        )
    ]
    return {
        FLAGS: flags,
        BUSINESSES: _labels("business", businesses),
        OPERATIONS: _labels("operation", operations),
        "parties": _labels("party", PARTIES),
        "charge_bases": _labels("basis", BASES),
        "charge_starts": _labels("starts", STARTS),
        "charge_ends": _labels("ends", ENDS),
        "regulation_rules": _labels("regulation", RULES),
        "capital_measures": _labels("capital", MEASURES),
        "institution_marks": _labels("mark", MARKS),
    }


def _labels(kind: str, codes: Iterable[str]) -> Sequence[Label]:
    known = glossary()
    said = {code: known.get(f"{kind}.{code}", {"zh": code, "en": code}) for code in codes}
    return [Label(code=code, zh=one["zh"], en=one["en"]) for code, one in said.items()]


def _bases(_connection: Connection, _asked: Asked, _versions: Versions) -> Bases:
    return {}  # rows are added and never altered: there is no older one


PARAMETERS_READER = Reader(kind=PARAMETERS, contents=_contents, bases=_bases)
