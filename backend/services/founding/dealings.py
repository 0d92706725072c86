"""What a desk needs before its first dealing: the products of dealings, the weights of a score."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from backend.money import FACTOR_SCALE
from backend.services.founding.shipped import shipped
from backend.services.missing import add_missing
from backend.store.tables.dealings import dealing_product
from backend.store.tables.evaluation import parameter


def fill_dealings(connection: Connection) -> None:
    """Add the products and parameters that ship and are not there yet; safe to repeat."""
    products = [
        {
            "code": one["code"],
            "name_zh": one["name_zh"],
            "name_en": one["name_en"],
            "is_mutual": int(one["is_mutual"]),
            "sort_order": int(one["sort_order"]),
        }
        for one in shipped("dealing_products")
    ]
    add_missing(connection, dealing_product, products)
    parameters = [
        {
            "name": one["name"],
            "valid_from": date.fromisoformat(one["valid_from"]),
            "value_e6": int(Decimal(one["value"]) * FACTOR_SCALE),
        }
        for one in shipped("reciprocity_parameters")
    ]
    add_missing(connection, parameter, parameters)
