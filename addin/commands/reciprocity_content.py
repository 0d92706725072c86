"""Reciprocity as JSON says it: amounts as exact decimals, ratios as millionths."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from backend.money import from_minor
from backend.queries.reciprocity.rows import FlowRow, ReciprocityRow, Sums
from backend.queries.reciprocity.steering import SteeringRow

_E6 = 10**6


def flows_content(lines: Sequence[FlowRow]) -> list[dict[str, Any]]:
    """Return business by product and direction."""
    return [
        {
            "product": one.product,
            "direction": one.direction,
            "count": one.now.count,
            "amount_usd": str(from_minor(one.now.amount_minor)),
            "fee_cny": str(from_minor(one.now.fee_fen)),
            "amount_before_usd": str(from_minor(one.before.amount_minor)),
        }
        for one in lines
    ]


def steering_content(row: SteeringRow) -> dict[str, Any]:
    """Return one correspondent of a steering list."""
    room = row.available_minor
    return {
        "institution": row.institution.bic8,
        "available_usd": None if room is None else str(from_minor(max(0, room))),
        "fen_for_cent_e6": _e6(row.fee_yield),
        "balance_e6": _e6(row.balance),
        "sent_usd": str(from_minor(row.sent_minor)),
    }


def _e6(value: Fraction | None) -> int | None:
    return None if value is None else round(value * _E6)


def sums_content(sums: Sums) -> dict[str, Any]:
    """Return sums and what follows from them."""
    return {
        "inward_usd": str(from_minor(sums.inward.amount_minor)),
        "outward_usd": str(from_minor(sums.outward.amount_minor)),
        "mutual_usd": str(from_minor(sums.mutual.amount_minor)),
        "inward_fees_cny": str(from_minor(sums.inward.fee_fen)),
        "outward_fees_cny": str(from_minor(sums.outward.fee_fen)),
        "difference_usd": str(from_minor(sums.difference_minor)),
        "ratio_e6": _e6(sums.ratio),
        "balance_e6": _e6(sums.balance),
        "inward_growth_e6": _e6(sums.inward_growth),
        "outward_growth_e6": _e6(sums.outward_growth),
    }


def row_content(row: ReciprocityRow) -> dict[str, Any]:
    """Return one correspondent's year."""
    target = row.target_minor
    return {
        "institution": row.institution.bic8,
        "country": row.country,
        **sums_content(row.sums),
        "target_usd": None if target is None else str(from_minor(target)),
        "achieved_e6": _e6(row.achieved),
        "strategy": row.strategy,
        "score_e6": _e6(row.score.points),
        "rank": row.rank,
        "missing_returns": {gap.unit: [str(month) for month in gap.months] for gap in row.gaps},
    }
