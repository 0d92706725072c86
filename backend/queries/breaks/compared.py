"""A day's three books compared: what differs, and the control totals of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from backend.contract.feeds import FEEDS
from backend.contract.reconciliation import System
from backend.errors import InputError
from backend.queries.breaks.own import our_lines, ours_for, own_deals
from backend.queries.breaks.sides import COVERED, side_of, terms_of_day, their_lines
from backend.queries.feeds.files import TakenFile, current_files
from backend.reconciliation.breaks import Break
from backend.reconciliation.comparison import Comparison, compare
from backend.reconciliation.lines import compare_lines
from backend.reconciliation.merging import merge
from backend.reconciliation.sides import OurDeal

#: Which feed shows a system's deals; lines come by a feed of their own.
FEED_OF: Mapping[System, str] = {System.LIMIT: "limit_uses", System.TREASURY: "treasury_deals"}
LINES = "limit_lines"


@dataclass(frozen=True)
class ComparedBooks:
    """What the files of a day say against ours."""

    breaks: Mapping[str, Break]  # by fingerprint
    files: Mapping[str, TakenFile]
    content: Mapping[str, Any]  # the totals, as they are kept


def compare_books(connection: Connection, day: date) -> ComparedBooks:
    """Compare our books with the newest files of a day.

    Raises `InputError` `no_feeds_of_day` when not one came.
    """
    files = {one.feed: one for one in current_files(connection, day=day) if one.feed in FEEDS}
    if not files:
        raise InputError("no_feeds_of_day", day=day)
    own = own_deals(connection, day)
    terms = terms_of_day(connection, day)
    found: list[Sequence[Break]] = []
    totals: dict[System, Comparison] = {}
    for system, feed in FEED_OF.items():
        if feed in files:
            side = side_of(connection, system, files[feed])
            totals[system] = compare(ours_for(own, side), side, terms)
            found.append(totals[system].breaks)
    if LINES in files:
        deals = totals[System.LIMIT].breaks if System.LIMIT in totals else ()
        theirs = their_lines(connection, files[LINES])
        found.append(compare_lines(our_lines(connection, day, own), theirs, deals, terms))
    ours = [deal for one in own if (deal := one.then or one.now) is not None]
    content = {
        "products": _products(ours, totals),
        "missing": [feed for feed in FEEDS if feed not in files],
        "files": sorted(one.id for one in files.values()),
    }
    return ComparedBooks(merge(found), files, content)


def _products(
    ours: Sequence[OurDeal], totals: Mapping[System, Comparison]
) -> Mapping[str, Mapping[str, int | None]]:
    """Return the control totals by product: of ours, and of each system with ours of its part."""
    units, covered = COVERED[System.TREASURY]
    whole: dict[str, int] = {}
    part: dict[str, int] = {}
    for deal in ours:
        whole[deal.product] = whole.get(deal.product, 0) + deal.use_minor
        if deal.unit in units and deal.product in covered:
            part[deal.product] = part.get(deal.product, 0) + deal.use_minor
    limit, treasury = totals.get(System.LIMIT), totals.get(System.TREASURY)
    whole |= dict(limit.ours_minor) if limit else {}
    part |= dict(treasury.ours_minor) if treasury else {}
    names = {*whole, *part}
    for one in totals.values():
        names |= one.theirs_minor.keys()
    return {
        name: {
            "ours": whole.get(name, 0),
            "limit": limit.theirs_minor.get(name, 0) if limit else None,
            "ours_at_treasury": part.get(name, 0),
            "treasury": treasury.theirs_minor.get(name, 0) if treasury else None,
        }
        for name in sorted(names)
    }
