"""What a desk needs before its first dealing: the products of dealings, the weights of a score."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from backend.money import FACTOR_SCALE
from backend.store.tables.dealings import dealing_product
from backend.store.tables.evaluation import parameter


def fill_dealings(connection: Connection) -> None:
    """Add the products and parameters that ship and are not there yet; safe to repeat."""
    products = {
        (one["code"],): {
            "code": one["code"],
            "name_zh": one["name_zh"],
            "name_en": one["name_en"],
            "is_mutual": int(one["is_mutual"]),
            "sort_order": int(one["sort_order"]),
        }
        for one in _shipped("dealing_products")
    }
    _add(connection, dealing_product, ("code",), products)
    parameters = {
        (one["name"], date.fromisoformat(one["valid_from"])): {
            "name": one["name"],
            "valid_from": date.fromisoformat(one["valid_from"]),
            "value_e6": int(Decimal(one["value"]) * FACTOR_SCALE),
        }
        for one in _shipped("reciprocity_parameters")
    }
    _add(connection, parameter, ("name", "valid_from"), parameters)


def _shipped(name: str) -> list[dict[str, str]]:
    source = files("backend.reference") / f"{name}.csv"
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


def _add(
    connection: Connection,
    table: Table,
    key: tuple[str, ...],
    rows: Mapping[tuple[Any, ...], Mapping[str, Any]],
) -> None:
    standing = {tuple(row) for row in connection.execute(select(*(table.c[one] for one in key)))}
    new = [dict(row) for place, row in rows.items() if place not in standing]
    if new:
        connection.execute(insert(table), new)
