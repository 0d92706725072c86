"""A house of 100,000 nodes, each written as anybody writes it.

Edges, paths, balances and audit come from the triggers. Fifty banks in fifty groups have a line
that is never used up; the benchmarks draw on these.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from backend.services.masters import load_institutions
from backend.store.tables.institutions import institution
from backend.store.tables.ledger import entry, node
from backend.store.tables.reference import country
from tests.house import House, build

INSTITUTIONS = 5_240
COUNTRIES = 50
GROUPS = 500
PRODUCTS = ("placement", "bonds", "guarantees")
UNITS = ("treasury", "trade", "investment_banking", "overseas_branches", "domestic_branches")
#: So many banks have a line.
LINED = 50
MATURITY = date(2026, 12, 23)
#: In one entry no more than one person may give.
_LINE_MINOR = 4 * 10**11
_SHARE_MINOR = 4 * 10**10
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass
class BigHouse:
    """The house, the BIC8s of the banks with lines, and the row ids of their treasury's shares."""

    house: House
    banks: Sequence[str]
    leaves: Sequence[int]
    node_count: int


def build_big(folder: Path, institutions: int = INSTITUTIONS) -> BigHouse:
    """Return a house of so many banks with 19 nodes each, under 50 countries and 500 groups."""
    house = build(folder)
    with house.engine.begin() as connection:
        codes = connection.scalars(select(country.c.code).order_by(country.c.code))
        countries = [code for code in codes if code != "JP"][:COUNTRIES]
    banks = [_bank(number, countries) for number in range(institutions)]
    load_institutions(
        house.engine,
        [_group(number, countries) for number in range(GROUPS)],
        banks,
        house.clock(),
        "founder",
    )
    bic8s = [bank["bic8"] for bank in banks]
    with house.engine.begin() as connection:
        known = connection.execute(select(institution.c.bic8, institution.c.id))
        ids = {row.bic8: row.id for row in known}
        rows = list(_nodes(countries, [ids[bic8] for bic8 in bic8s]))
        signed = {"changed_at": house.clock(), "changed_by": "founder", "submission_id": ""}
        ready = [{**row, **signed, "id": row_id} for row_id, row in enumerate(rows, start=1)]
        for start in range(0, len(ready), 5_000):
            connection.execute(insert(node), ready[start : start + 5_000])
        keys = {row["node_key"]: row["id"] for row in ready}
        lined = [ids[bic8] for bic8 in bic8s[:LINED]]
        connection.execute(insert(entry), list(_lines(house, keys, lined)))
    leaves = [keys[f"unit:{number}/placement/treasury"] for number in lined]
    return BigHouse(house, bic8s[:LINED], leaves, len(ready))


def _group(number: int, countries: Sequence[str]) -> dict[str, Any]:
    code = f"group-{number:04d}"
    name = {"name_zh": code, "name_en": code}
    return {"code": code, **name, "risk_country_code": countries[number % COUNTRIES]}


def _bank(number: int, countries: Sequence[str]) -> dict[str, Any]:
    letters = "".join(_LETTERS[number // 26**place % 26] for place in (2, 1, 0))
    own, name = countries[number % COUNTRIES], f"Bank {number:05d}"
    names = ("name_zh", "name_en", "short_name_zh", "short_name_en")
    return {
        "bic8": f"X{letters}{own}2L",
        "customer_number": f"B{number:09}",
        **dict.fromkeys(names, name),
        "pinyin_initials": "",
        "country_code": own,
        "risk_country_code": own,
        "city": "",
        "kind": "bank",
        "group_code": f"group-{number % GROUPS:04d}",
        "head_office_bic8": None,
        "origin": "test",
        "onshore_legal_person": 0,
    }


def _nodes(countries: Sequence[str], institutions: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the nodes, each before those beneath it."""
    for code in countries:
        yield _node(f"country:{code}", "country", country_code=code)
    for number in range(GROUPS):
        code = f"group-{number:04d}"
        yield _node(f"group:{code}", "group", group_code=code)
    for number in institutions:
        yield _node(f"entity:{number}", "entity", institution_id=number, limited=0)
        for product in PRODUCTS:
            line = {"institution_id": number, "product_code": product}
            yield _node(f"product:{number}/{product}", "product", **line)
            for unit in UNITS:
                yield _node(f"unit:{number}/{product}/{unit}", "unit", unit_code=unit, **line)


def _node(key: str, dimension: str, **place: Any) -> dict[str, Any]:
    names = ("country_code", "group_code", "institution_id", "product_code", "unit_code")
    return {
        "node_key": key,
        "dimension": dimension,
        "limited": 1,
        "line_type": "revolving",
        "suspended": 0,
        "approval_number": "",
        "source": "manual",
        "is_sample": 0,
        "note": "",
        "version": 1,
        **dict.fromkeys(names),
        **place,
    }


def _lines(house: House, keys: dict[str, int], lined: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Yield the entries that give lines: to every country and group, to fifty banks' treasury."""
    wide = [one for one in keys if one.startswith(("country:", "group:"))]
    for number, key in enumerate(wide):
        yield _entry(house, f"wide-{number}", keys[key], "approve", _LINE_MINOR)
    for number in lined:
        line, share = f"product:{number}/placement", f"unit:{number}/placement/treasury"
        yield _entry(house, f"line-{number}", keys[line], "approve", _LINE_MINOR)
        yield _entry(house, f"share-{number}", keys[share], "allocate", _SHARE_MINOR)


def _entry(house: House, identity: str, node_id: int, kind: str, minor: int) -> dict[str, Any]:
    return {
        "id": identity,
        "receipt_id": identity,
        "kind": kind,
        "node_id": node_id,
        "mode": "ask",
        "approved_delta_minor": minor,
        "deal_currency": "USD",
        "business_date": house.today,
        "recorded_at": house.clock(),
        "login": "li",
    }
