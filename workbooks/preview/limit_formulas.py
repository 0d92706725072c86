"""Native formulas from a grade's band and the capital to the limit."""

from __future__ import annotations

from backend.queries.evaluation.preview import PreviewRow
from workbooks.preview.expected import headroom_minor
from workbooks.preview.working import WorkingRow

_MILLION = 1_000_000


def put_limit(steps: WorkingRow, row: PreviewRow) -> None:
    """Put the parts of the limit in ledger minor units, and the limit in whole ten thousands."""
    means, terms = row.material.means, {one.code: one.amount_minor for one in row.proposal.terms}
    tier_1 = "" if means.own_tier_1_minor is None else means.own_tier_1_minor
    steps.put("tier_1", f'=IF(own_tier_1="","",ROUND(own_tier_1*{_MILLION},0))', tier_1)
    steps.put("equity", "" if means.equity_minor is None else means.equity_minor)
    headroom = headroom_minor(row)
    steps.put("headroom", "" if headroom is None else headroom)
    band = steps["band"]
    for name, base, code in (
        ("alpha", "tier_1", "own_tier_1"),
        ("beta", "equity", "their_equity"),
    ):
        amount, share = f"MAX(0,{steps[base]})", f"ROUND(INDEX(band_{name},{band})*{_MILLION},0)"
        high = f"INT({amount}/{_MILLION})"
        # Split, so that no product is too long for a spreadsheet.
        part = f"{high}*{share}+INT(({amount}-{high}*{_MILLION})*{share}/{_MILLION})"
        value = terms.get(code)
        formula = f'=IF(OR({band}="",{steps[base]}=""),"",{part})'
        steps.put(name, formula, "" if value is None else value)
    least = f"MIN({steps['alpha']},{steps['beta']})"
    parts = [terms.get("own_tier_1"), terms.get("their_equity")]
    known = [one for one in parts if one is not None]
    lacking = f"COUNT({steps['alpha']},{steps['beta']})<2"
    both = min(known) if len(known) == len(parts) else ""
    steps.put("least", f'=IF({lacking},"",{least})', both)
    limit = row.proposal.limit_minor
    formula = f'=IF({lacking},"",INT(MIN({steps["least"]},{steps["headroom"]})/{_MILLION}))'
    steps.put("limit", formula, "" if limit is None else limit // _MILLION)
    tenor = row.proposal.tenor_days
    longest = f'=IF({lacking},"",INDEX(band_tenor,{band}))'
    steps.put("tenor", longest, "" if tenor is None else tenor)
