"""Statements of any kind, each evaluated under a test name of its own: what a preview can meet."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from backend.bootstrap import House, found_house
from backend.contract.evaluation import Factor
from backend.contract.events import BAD_CONDUCT
from backend.evaluation.climbing import Circumstances
from backend.evaluation.conduct import Event
from backend.evaluation.evaluate import Material
from backend.evaluation.items import ITEMS, ItemKind
from backend.evaluation.proposal import Means
from backend.evaluation.scoring import Judged
from backend.evaluation.template import Template
from backend.language import Language
from backend.queries import reference
from backend.queries.evaluation.preview import YEARS, PreviewRow, previewed
from backend.queries.evaluation.rows import StatementRow
from backend.queries.evaluation.statements import read_statements
from backend.queries.rows import InstitutionName
from backend.services.evaluation.statements import take_statements
from backend.services.masters import load_institutions
from backend.settings import Settings
from sync.authorities.tables import read_records
from sync.statements.importing import read_statements_file
from tests.conftest import REPOSITORY
from tests.sheets_evaluation.conftest import NOW

_FACTORS = (Factor.SUPPORT, Factor.COUNTRY, Factor.FRANCHISE, Factor.GOVERNANCE)


def fdic_house(folder: Path, public_data: Path) -> House:
    """Return a house that holds every FDIC statement, each bank under a test name."""
    file = public_data / "bank_financials" / "fdic" / "fdic_financials.csv"
    settings = Settings(str(folder / "fidesk.db"), "zhao_lei", Language.ENGLISH)
    house = found_house(settings, lambda: NOW)
    certificates = sorted({record["CERT"] for record in read_records(file)})
    banks = {one: f"EXT{chr(65 + at)}US33" for at, one in enumerate(certificates)}
    model = read_records(REPOSITORY / "sync" / "sample" / "institutions.csv")[0]
    rows = [
        {
            **model,
            "bic8": bic8,
            "customer_number": f"T{bic8}",
            "group_code": None,
            "onshore_legal_person": 0,
        }
        for bic8 in banks.values()
    ]
    load_institutions(house.engine, [], rows, NOW, "zhao_lei")
    with house.reading() as connection:
        minor_units = reference.minor_units(connection)
    _layout, statements, _strangers = read_statements_file(file, minor_units, banks)
    take_statements(house.engine, statements, NOW, "zhao_lei")
    return house


def fdic_years(house: House) -> Iterator[Sequence[StatementRow | None]]:
    """Yield every statement that the house holds, with those of the same quarter before it."""
    with house.reading() as connection:
        found = read_statements(connection, NOW.date())
    for rows in found.values():
        by_day = {row.period_end: row for row in rows}
        for own in rows:
            day = own.period_end
            days = [day.replace(year=day.year - back) for back in range(YEARS)]
            yield [by_day.get(one) for one in days]


def odd_years(chance: random.Random, count: int) -> Iterator[Sequence[StatementRow | None]]:
    """Yield statements with halves, zeros, losses, gaps, and amounts of very different length."""
    for number in range(count):
        scale = 10 ** chance.choice((0, 0, 2, 5, 8))
        size = chance.choice((20, 2_000, 10**6, 10**9, 5 * 10**11))
        years = [_odd(chance, number, year, size, scale) for year in (2025, 2024)]
        yield [years[0], years[1] if chance.random() < 0.8 else None, None, None, None]


def _odd(chance: random.Random, number: int, year: int, size: int, scale: int) -> StatementRow:
    items = {}
    for item in ITEMS:
        if chance.random() < 0.15:
            continue
        if item.kind is ItemKind.RATIO:
            items[item.code] = chance.choice((0, -12_345, chance.randrange(10**7), 500_000))
            continue
        low = -size if item.code in {"net_profit", "equity", "operating_income"} else 0
        # Powers of two and five make the quotients that end at a half of the sixth decimal.
        some = (chance.randint(low, size), 2 ** chance.randrange(30), 5 ** chance.randrange(9), 0)
        items[item.code] = chance.choice(some) * scale
    return StatementRow(
        id=f"odd-{number}-{year}",
        institution_id=number,
        period_end=date(year, 12, 31),
        months=12,
        consolidated=True,
        audited=True,
        standard="IFRS",
        currency="USD",
        source="test",
        source_file="",
        is_sample=True,
        items=items or {"equity": 1},
    )


def previews(
    template: Template, statements: Iterator[Sequence[StatementRow | None]], chance: random.Random
) -> list[PreviewRow]:
    """Return a row for each, with judgements, events and means by chance."""
    found = []
    for number, years in enumerate(statements):
        own, before = years[0], years[1]
        assert own is not None
        material = Material(
            items=own.items,
            before=None if before is None else before.items,
            circumstances=_circumstances(chance, own),
            means=_means(chance, own),
        )
        bank = _bank(f"EX{number:04d}33")
        found.append(previewed(template, bank, years, 2, material, ""))
    return found


def judged_again(row: PreviewRow, levels: Mapping[str, int | None]) -> Material:
    """Return the row's material as it is once these levels are judged."""
    where = row.material.circumstances
    judged = {**where.judged, **{code: Judged(one, "x") for code, one in levels.items()}}
    return replace(row.material, circumstances=replace(where, judged=judged))


def _circumstances(chance: random.Random, own: StatementRow) -> Circumstances:
    levels = {one: chance.choice((1, 2, 3, 4, 5, None)) for one in _FACTORS}
    if chance.random() < 0.6:
        levels = {one: level or 3 for one, level in levels.items()}
    kinds = sorted(kind.value for kind in BAD_CONDUCT)
    count = chance.choice((0, 0, 1, 2, 3, 6))
    events = [Event(chance.choice(kinds), NOW.date(), chance.random() < 0.2) for _ in range(count)]
    return Circumstances(
        day=NOW.date(),
        period_end=own.period_end,
        country="US",
        country_zh="",
        country_en="",
        judged={one: Judged(level, "x") for one, level in levels.items() if level},
        ratings=(),
        events=events,
    )


def _means(chance: random.Random, own: StatementRow) -> Means:
    def some(most: int) -> int | None:
        return None if chance.random() < 0.3 else chance.randint(-(10**6), most)

    return Means(
        own_tier_1_minor=11_412_345_678_901,
        equity_minor=own.items.get("equity"),
        country_minor=some(10**12),
        group_minor=some(10**13),
        regulatory_minor=some(10**11),
        standing_minor=0,
    )


def _bank(bic8: str) -> InstitutionName:
    return InstitutionName(
        bic8=bic8,
        customer_number=bic8,
        name_zh=bic8,
        name_en=bic8,
        short_zh=bic8,
        short_en=bic8,
        pinyin_initials="",
        country="US",
        city="",
        group="",
        head_office="",
        onshore_legal_person=False,
        is_sample=True,
    )
