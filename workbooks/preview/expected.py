"""What the backend's rules give for each column, for viewers that compute nothing."""

from __future__ import annotations

from collections.abc import Mapping

from backend.money import WAN_MINOR
from backend.queries.evaluation.preview import PreviewRow

Amounts = Mapping[str, int | None]


def expected(row: PreviewRow) -> Amounts:
    """Return by step of the working sheet: millionths, points, or ledger minor units."""
    limit = row.proposal.limit_minor
    found: dict[str, int | None] = {
        "score.quotient": row.score.score_e6,
        "missing.quotient": row.score.missing_weight_e6,
        "grade": row.model_grade,
        "limit": None if limit is None else limit // WAN_MINOR,
        "tenor": row.proposal.tenor_days,
        "headroom": headroom_minor(row),
        **_parts(row),
    }
    for line in row.lines:
        found[f"points.{line.code}"] = line.points
        found[f"{line.code}.value"] = line.value_e6
    return found


def headroom_minor(row: PreviewRow) -> int | None:
    """Return the least of the headrooms above the institution; `None` without any cap."""
    means = row.material.means
    caps = (means.country_minor, means.group_minor, means.regulatory_minor)
    return min((max(0, cap) for cap in caps if cap is not None), default=None)


def _parts(row: PreviewRow) -> Amounts:
    terms = {one.code: one.amount_minor for one in row.proposal.terms}
    alpha, beta = terms.get("own_tier_1"), terms.get("their_equity")
    least = None if alpha is None or beta is None else min(alpha, beta)
    return {"alpha": alpha, "beta": beta, "least": least}
