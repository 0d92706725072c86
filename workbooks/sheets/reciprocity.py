"""Reciprocity by year: one row a legal entity, the lowest difference first, totals of the sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.contract.reciprocity import Direction
from backend.money import in_wan
from backend.queries.reciprocity.rows import ReciprocityRow, ReciprocityYear
from backend.queries.reciprocity.year import total_of
from backend.queries.rows import Lookups
from workbooks.contents import Contents
from workbooks.sheets.declaration import Column, Register, Tile
from workbooks.sheets.kinds import CellType, Shown
from workbooks.sheets.reciprocity_columns import (
    DASH,
    IDENTIFIER,
    INWARD,
    OUTWARD,
    columns_of,
    decimal_of,
)
from workbooks.sheets.words import Words
from workbooks.totals import SUM_IN_SIGHT

PRODUCTS = "dealing_products"
_NAMED = 3

_SUMMED = ("inward", "outward", "inward_before", "outward_before", "inward_fees", "outward_fees")
_SUMMED_ALSO = ("inward_count", "outward_count", "difference", "vostro", "nostro", "mutual")


def _totals(columns: Sequence[Column[ReciprocityRow]]) -> Mapping[str, str]:
    """Return the totals: amounts are added, ratios made of the totals, never averaged."""
    products = [one.identifier for one in columns if one.identifier.startswith((INWARD, OUTWARD))]
    growth = '=IF({{{0}_before}}>0,{{{0}}}/{{{0}_before}}-1,"' + DASH + '")'
    return {
        **dict.fromkeys((*_SUMMED, *_SUMMED_ALSO, "target", *products), SUM_IN_SIGHT),
        "inward_growth": growth.format("inward"),
        "outward_growth": growth.format("outward"),
        "ratio": f'=IF({{outward}}>0,{{inward}}/{{outward}},"{DASH}")',
        "balance": "=IF({inward}+{outward}>0,({inward}-{outward})/({inward}+{outward}),"
        f'"{DASH}")',
    }


def _totalled(rows: Sequence[ReciprocityRow], _words: Words) -> Mapping[str, Shown]:
    sums = total_of(row.sums for row in rows)
    products: dict[str, int] = {}
    for row in rows:
        for (direction, product), flow in row.flows.items():
            place = f"{INWARD if direction == Direction.IN else OUTWARD}{product}"
            products[place] = products.get(place, 0) + flow.amount_minor
    return {
        **{place: in_wan(minor) for place, minor in products.items()},
        "inward_count": sums.inward.count,
        "outward_count": sums.outward.count,
        "inward": in_wan(sums.inward.amount_minor),
        "outward": in_wan(sums.outward.amount_minor),
        "inward_before": in_wan(sums.inward_before.amount_minor),
        "outward_before": in_wan(sums.outward_before.amount_minor),
        "inward_growth": decimal_of(sums.inward_growth),
        "outward_growth": decimal_of(sums.outward_growth),
        "inward_fees": in_wan(sums.inward.fee_fen),
        "outward_fees": in_wan(sums.outward.fee_fen),
        "difference": in_wan(sums.difference_minor),
        "ratio": decimal_of(sums.ratio),
        "balance": decimal_of(sums.balance),
        "vostro": in_wan(sums.vostro_minor),
        "nostro": in_wan(sums.nostro_minor),
        "mutual": in_wan(sums.mutual.amount_minor),
        "target": in_wan(sum(row.target_minor or 0 for row in rows)),
    }


def _above(contents: Contents, words: Words) -> Sequence[Sequence[Tile]]:
    year: ReciprocityYear = contents.more
    missing = sum(len(gap.months) for gap in year.gaps)
    branches = words.say("phrase.gap_or").join(words.unit(gap.unit) for gap in year.gaps[:_NAMED])
    if len(year.gaps) > _NAMED:
        branches = words.say("phrase.gap_more", branches=branches, count=len(year.gaps))
    colour = "orange" if missing else ""
    return [
        [
            Tile("tile.reciprocity_banks", len(year.rows)),
            Tile("tile.reciprocity_missing", missing, colour=colour),
            Tile("tile.reciprocity_branches", branches or DASH, CellType.TEXT, colour),
        ]
    ]


def reciprocity(lookups: Lookups) -> Register[ReciprocityRow]:
    """Return the register; its folded columns are the products that have a direction."""
    columns = columns_of(lookups.choices.get(PRODUCTS, ()))
    return Register(
        identifier=IDENTIFIER,
        label="sheet.reciprocity",
        columns=columns,
        frozen="institution",
        key=lambda row: row.key,
        version=lambda row: row.version,
        order=lambda row, _words: (row.sums.difference_minor, row.key),
        unit="unit.reciprocity",
        currency="unit.reciprocity_currency",
        above=_above,
        totals=_totals(columns),
        totalled=_totalled,
    )
