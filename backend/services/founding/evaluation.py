"""What a desk needs before its first evaluation: template, bands, the agencies' scale, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from backend.evaluation.template import NUMBER_SCALE
from backend.services.founding.shipped import shipped
from backend.services.missing import add_missing
from backend.store.tables.evaluation import grade_band, indicator, parameter, rating_scale

Row = Mapping[str, Any]
_POINTS = (5, 4, 3, 2)


def fill_evaluation(connection: Connection) -> None:
    """Add the dated parameters that ship and are not there yet; safe to repeat.

    What the bank has entered itself under a later day stands beside them and wins by its day.
    """
    add_missing(connection, indicator, map(_indicator, shipped("indicators")))
    add_missing(connection, grade_band, map(_band, shipped("grade_bands")))
    add_missing(connection, rating_scale, map(_rating, shipped("rating_scales")))
    add_missing(connection, parameter, map(_parameter, shipped("evaluation_parameters")))


def _scaled(text: str, divisor: int = 1) -> int:
    """Return a number as an integer scaled by 10**6, exactly; percents with a divisor of 100."""
    return int(Decimal(text) * NUMBER_SCALE / divisor)


def _day(record: Mapping[str, str]) -> date:
    return date.fromisoformat(record["valid_from"])


def _indicator(record: Mapping[str, str]) -> Row:
    divisor = 100 if record["unit"] == "percent" else 1
    cutoffs = {points: record[f"cutoff_{points}"] for points in _POINTS}
    return {
        "template_code": record["template_code"],
        "code": record["code"],
        "valid_from": _day(record),
        "group_code": record["group_code"],
        "kind": record["kind"],
        "weight_e6": _scaled(record["weight_percent"], 100),
        "higher_is_better": int(record["higher_is_better"]),
        "sort_order": int(record["sort_order"]),
        **{
            f"cutoff_{points}_e6": _scaled(cutoff, divisor) if cutoff else None
            for points, cutoff in cutoffs.items()
        },
    }


def _band(record: Mapping[str, str]) -> Row:
    return {
        "grade": int(record["grade"]),
        "valid_from": _day(record),
        "score_floor_e6": _scaled(record["score_floor"]),
        "alpha_e6": _scaled(record["alpha_percent"], 100),
        "beta_e6": _scaled(record["beta_percent"], 100),
        "max_tenor_days": int(record["max_tenor_days"]),
    }


def _rating(record: Mapping[str, str]) -> Row:
    return {
        "agency": record["agency"],
        "rating": record["rating"],
        "valid_from": _day(record),
        "notch": int(record["notch"]),
        "grade": int(record["grade"]),
    }


def _parameter(record: Mapping[str, str]) -> Row:
    return {
        "name": record["name"],
        "valid_from": _day(record),
        "value_e6": _scaled(record["value"]),
    }
