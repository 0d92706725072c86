"""The dated parameters of use and of regulation that ship, for a desk that is founded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from backend.money import FACTOR_SCALE
from backend.services.founding.shipped import shipped
from backend.services.missing import add_missing
from backend.store.tables import parameters


def fill_parameters(connection: Connection) -> None:
    """Add the factors, charges and rules that ship and are not there yet; safe to repeat."""
    add_missing(connection, parameters.factor_step, map(_step, shipped("factor_steps")))
    add_missing(connection, parameters.regulatory_factor, map(_step, shipped("regulatory_factors")))
    add_missing(connection, parameters.charge_rule, map(_charge, shipped("charge_rules")))
    add_missing(connection, parameters.regulation, map(_rule, shipped("regulations")))


def _millionths(percent: str) -> int:
    return int(Decimal(percent) * FACTOR_SCALE / 100)


def _step(record: dict[str, str]) -> dict[str, Any]:
    return {
        "product_code": record["product_code"],
        "netted": int(record["netted"]),
        "from_days": int(record["from_days"]),
        "valid_from": date.fromisoformat(record["valid_from"]),
        "factor_e6": _millionths(record["factor_percent"]),
    }


def _charge(record: dict[str, str]) -> dict[str, Any]:
    return {**record, "valid_from": date.fromisoformat(record["valid_from"])}


def _rule(record: dict[str, str]) -> dict[str, Any]:
    return {
        "rule_code": record["rule_code"],
        "valid_from": date.fromisoformat(record["valid_from"]),
        "share_e6": _millionths(record["share_percent"]),
        "switched_on": int(record["switched_on"]),
    }
