"""A day's three files as the business systems would send them, made from the present ledger."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from backend.bootstrap import House
from backend.contract.feeds import FEEDS
from backend.money import from_minor
from backend.queries import reference
from backend.queries.feeds.own_side import OpenDeal, StandingLine, open_deals, standing_lines
from backend.services.days import business_date_of
from sync.feeds.layout_file import find_layout
from sync.feeds.planting import NOBODY, TheirDeal, plant
from sync.feeds.writing import Values, Written, write_content

#: What treasury's system deals in.
_TREASURY_PRODUCTS = frozenset({"placement", "foreign_exchange", "bonds"})
_RATE_PLACES = 12


def close_before(house: House) -> date:
    """Return the working day whose close the files of this morning are of."""
    with house.reading() as connection:
        days = reference.working_days(connection)
    today = business_date_of(house.clock(), days)
    return days.on_or_before(today - timedelta(days=1))


def write_sample_day(
    house: House,
    folder: Path,
    day: date | None = None,
    breaks: Sequence[tuple[str, str]] = (),
    *,
    seed: int = 1,
) -> list[Path]:
    """Write the three files of a day with their flag files; return the paths of the files.

    They say what our ledger says, but for the breaks: (kind, BIC8), see `planting.KINDS`.
    """
    closed = day or close_before(house)
    with house.reading() as connection:
        deals = open_deals(connection)
        lines = standing_lines(connection)
        places = reference.minor_units(connection)
    planted = plant(deals, breaks, closed, seed)
    unmapped = any(kind == "unmapped" for kind, _bic8 in breaks)
    moved = _moved(deals, planted.uses)
    rows: dict[str, list[Values]] = {
        "limit_lines": [_line(one, moved) for one in lines]
        + ([_nobody(closed)] if unmapped else []),
        "limit_uses": [_use(one, places) for one in planted.uses],
        "treasury_deals": [
            _treasury(one, places)
            for one in planted.treasury
            if one.deal.product in _TREASURY_PRODUCTS
        ],
    }
    folder.mkdir(parents=True, exist_ok=True)
    return [
        put_file(folder, write_content(find_layout(feed), closed, rows[feed])) for feed in FEEDS
    ]


def put_file(folder: Path, written: Written) -> Path:
    """Write a file, then the one that says it is complete; return the file's path."""
    path = folder / written.name
    flag = folder / written.flag_name if written.flag_name else None
    if flag is not None:
        flag.unlink(missing_ok=True)
    path.write_bytes(written.content)
    if flag is not None:
        flag.write_bytes(written.flag)
    return path


def _moved(deals: Sequence[OpenDeal], uses: Sequence[TheirDeal]) -> Mapping[tuple[str, str], int]:
    """Return by BIC8 and product what their uses come to beyond ours: so do their lines."""
    moved: Counter[tuple[str, str]] = Counter()
    for one in deals:
        moved[one.bank.bic8, one.product] -= one.use_minor
    for their in uses:
        if not their.over:
            moved[their.deal.bank.bic8, their.deal.product] += their.deal.use_minor
    return moved


def _line(line: StandingLine, moved: Mapping[tuple[str, str], int]) -> Values:
    used = line.used_minor + moved.get((line.bank.bic8, line.product), 0)
    return {
        "foreign_id": line.bank.customer_number or line.bank.bic8,
        "institution_name": line.bank.name,
        "product": line.product,
        "currency": "USD",
        "approved": from_minor(line.approved_minor),
        "used": from_minor(used),
        "effective_date": line.effective_date,
        "expiry_date": line.expiry_date,
        "approval_number": line.approval_number,
    }


def _nobody(day: date) -> Values:
    return {
        "foreign_id": NOBODY,
        "institution_name": "UNKNOWN BANK",
        "product": "placement",
        "currency": "USD",
        "approved": Decimal(10_000_000),
        "used": Decimal(0),
        "effective_date": day,
        "expiry_date": day + timedelta(days=365),
        "approval_number": "",
    }


def _use(their: TheirDeal, places: Mapping[str, int]) -> Values:
    deal = their.deal
    return {
        "their_reference": _limit_reference(deal),
        "our_reference": deal.reference,
        "foreign_id": their.foreign_id or deal.bank.customer_number or deal.bank.bic8,
        "institution_name": deal.bank.name,
        "product": deal.product,
        "unit": deal.unit,
        "currency": deal.currency,
        "amount": from_minor(deal.amount_minor, places[deal.currency]),
        "rate": Decimal(deal.rate_e12).scaleb(-_RATE_PLACES),
        "use": from_minor(deal.use_minor),
        "value_date": deal.value_date,
        "maturity_date": deal.maturity_date,
        "state": "matured" if their.over else "open",
    }


def _treasury(their: TheirDeal, places: Mapping[str, int]) -> Values:
    deal = their.deal
    return {
        "their_reference": deal.reference or deal.number,
        "our_reference": "" if deal.reference else deal.number,
        "foreign_id": f"{deal.bank.bic8}XXX",
        "institution_name": deal.bank.name,
        "product": deal.product,
        "unit": deal.unit,
        "currency": deal.currency,
        "amount": from_minor(deal.amount_minor, places[deal.currency]),
        "value_date": deal.value_date,
        "maturity_date": deal.maturity_date,
        "state": "open",
    }


def _limit_reference(deal: OpenDeal) -> str:
    """Return the limit system's own number of a use: always the same for the same deal."""
    digest = hashlib.sha256((deal.reference or deal.number).encode()).hexdigest()
    return f"LU{int(digest[:12], 16) % 10**12:012d}"
