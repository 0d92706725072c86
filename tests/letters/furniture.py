"""What an invented bank has when its chairman comes: figures that are found again by their digits.

    furnish(engine, number=1, day=MONDAY)

Amounts and words are chosen so that each inside figure occurs nowhere else: a search finds a leak.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, insert, select

from backend.store.tables.dealings import account_average, dealing, reciprocity_plan
from backend.store.tables.evaluation import evaluation, rating, statement, statement_item
from backend.store.tables.office import event, meeting
from backend.store.tables.reference import person

LOADED = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
MAKER, CHECKER = "maker_of_grades", "checker_of_grades"
SIGNED = {"version": 1, "changed_at": LOADED, "changed_by": MAKER, "submission_id": ""}

#: Total assets, equity, net profit in units of EUR mn; CET1, NPL in basis points.
YEARS = {
    2023: (412_300, 28_750, 2_410, 1385, 152),
    2024: (431_900, 29_860, 2_655, 1402, 147),
    2025: (447_800, 31_240, 2_590, 1433, 139),
}
INSIDE_POINT = "请对方将欧元清算改由我行办理"
INSIDE_SUMMARY = "对方询问贸易融资额度能否提高"
INSIDE_FOLLOW_UP = "我行提供续作所需材料"
INSIDE_EVENT = "信用证项下以非实质不符点拒付"
TARGET_MINOR = 777_000_000_00
SCORE_E6 = 68_300_000
FEE_FEN = 4_242_424_242


def furnish(engine: Engine, number: int, events: int = 3, long: int = 1) -> None:
    """Give institution `number` everything a paper may say; `long` repeats its texts."""
    with engine.begin() as connection:
        unit = connection.scalar(select(person.c.unit_code).limit(1))
        for login in (MAKER, CHECKER):
            row = {"login": login, "name_zh": login, "name_en": login, "unit_code": unit}
            connection.execute(
                insert(person), [{**row, "role": "limit_officer", "telephone": "", **SIGNED}]
            )
        connection.execute(insert(rating), _ratings(number))
        for year, figures in YEARS.items():
            connection.execute(insert(statement), [_statement(number, year)])
            connection.execute(insert(statement_item), _items(number, year, figures))
        connection.execute(insert(evaluation), [_evaluation(number)])
        connection.execute(insert(dealing), _dealings(number, str(unit)))
        connection.execute(insert(account_average), _averages(number))
        plan = {"row_key": f"{number}/2026", "institution_id": number, "year": 2026}
        points = INSIDE_POINT * long + "\n请对方提供年度报表"
        plan |= {"target_minor": TARGET_MINOR, "strategy": "negotiate", "points": points}
        connection.execute(insert(reciprocity_plan), [{**plan, **SIGNED}])
        connection.execute(insert(event), _events(number, events, long))
        connection.execute(insert(meeting), _meetings(number, long))


def _ratings(number: int) -> list[dict[str, Any]]:
    given = (
        ("moodys", "issuer_long_term", date(2024, 3, 1), "A3", "stable"),
        ("moodys", "issuer_long_term", date(2026, 9, 14), "Baa1", "stable"),
        ("sp", "issuer_long_term", date(2025, 6, 2), "A-", "stable"),
        ("fitch", "issuer_long_term", date(2025, 11, 20), "A-", "negative"),
    )
    names = ("agency", "rating_type", "valid_from", "value", "outlook")
    loaded = {"source": "test", "is_sample": 1, "loaded_at": LOADED, "loaded_by": MAKER}
    return [
        {"institution_id": number, **dict(zip(names, one, strict=True)), **loaded} for one in given
    ]


def _statement(number: int, year: int) -> dict[str, Any]:
    return {
        "id": f"{number}/{year}",
        "institution_id": number,
        "period_end": date(year, 12, 31),
        "months": 12,
        "consolidated": 1,
        "audited": 1,
        "standard": "IFRS",
        "currency_code": "EUR",
        "source": "test",
        "source_file": "test",
        "content_hash": f"{number}/{year}",
        "revision": 1,
        "is_sample": 1,
        "loaded_at": LOADED,
        "loaded_by": MAKER,
    }


def _items(number: int, year: int, figures: tuple[int, ...]) -> list[dict[str, Any]]:
    assets, equity, profit, cet1, npl = figures
    amounts = {"total_assets": assets, "equity": equity, "net_profit": profit}
    ratios = {"reported_cet1": cet1, "reported_npl": npl}
    own = {"statement_id": f"{number}/{year}"}
    rows = [
        {**own, "item_code": code, "amount_minor": value * 10**8, "ratio_e6": None}
        for code, value in amounts.items()
    ]
    return rows + [
        {**own, "item_code": code, "amount_minor": None, "ratio_e6": value * 100}
        for code, value in ratios.items()
    ]


def _evaluation(number: int) -> dict[str, Any]:
    return {
        "id": f"evaluation/{number}",
        "institution_id": number,
        "fiscal_year": 2025,
        "template_code": "bank",
        "statement_id": f"{number}/2025",
        "business_date": date(2026, 10, 30),
        "score_e6": SCORE_E6,
        "missing_weight_e6": 0,
        "model_grade": 3,
        "grade": 3,
        "steps": "[]",
        "proposed_minor": 987_654_321_00,
        "proposed_tenor_days": 365,
        "state": "confirmed",
        "maker": MAKER,
        "checker": CHECKER,
        "is_sample": 1,
        **SIGNED,
    }


def _dealings(number: int, unit: str) -> list[dict[str, Any]]:
    rows = []
    for year, part in ((2025, 10), (2026, 13)):
        for month in range(1, 13 if year == 2025 else 11):
            for direction, product, minor in (
                ("in", "credit_advised", 31_000_000_00),
                ("out", "remittance", 40_000_000_00),
            ):
                rows.append(
                    {
                        "id": f"{number}/{year}/{month}/{direction}",
                        "institution_id": number,
                        "unit_code": unit,
                        "product_code": product,
                        "direction": direction,
                        "currency_code": "USD",
                        "month": date(year, month, 1),
                        "deal_count": 11,
                        "amount_minor": minor * part // 10,
                        "fee_fen": FEE_FEN,
                        "source": "test",
                        "is_sample": 1,
                        "loaded_at": LOADED,
                    }
                )
    return rows


def _averages(number: int) -> list[dict[str, Any]]:
    own = {"institution_id": number, "source": "test", "is_sample": 1, "loaded_at": LOADED}
    return [
        {**own, "kind": kind, "currency_code": currency, "month": date(2026, month, 1)}
        | {"average_minor": minor}
        for month in range(1, 11)
        for kind, currency, minor in (
            ("nostro", "EUR", 86_420_000_00),
            ("vostro", "USD", 135_790_000_00),
        )
    ]


def _events(number: int, count: int, long: int) -> list[dict[str, Any]]:
    rows = []
    for place in range(count):
        own = place % 3
        rows.append(
            {
                "number": f"SJ-20260914-{place + 1:03}",
                "occurred_at": datetime(2026, 9 - place % 9, 14, 2, tzinfo=UTC),
                "institution_id": number,
                "kind": ("rating", "unjustified_refusal", "management")[own],
                "agency": "moodys" if own == 0 else "",
                "rating_type": "issuer_long_term" if own == 0 else "",
                "from_value": "A3" if own == 0 else "",
                "to_value": "Baa1" if own == 0 else "",
                "outlook": "stable" if own == 0 else "",
                "summary_zh": ("资产质量承压", INSIDE_EVENT, "新任行长九月到任")[own] * long,
                "summary_en": ("Pressure on asset quality", "", "New chief executive")[own] * long,
                "source": "test",
                "scope": "own",
                "measure": "notice",
                "closed_date": date(2026, 10, 9) if own != 1 else None,
                "is_sample": 1,
                **SIGNED,
            }
        )
    return rows


def _meetings(number: int, long: int) -> list[dict[str, Any]]:
    own = {"institution_id": number, "place": "北京", "persons": "", "is_sample": 1, **SIGNED}
    open_one = {
        "number": "HT-20260618-001",
        "day": date(2026, 6, 18),
        "summary_zh": INSIDE_SUMMARY * long,
        "summary_en": "They asked whether the trade line could be raised" * long,
        "follow_up_zh": INSIDE_FOLLOW_UP * long,
        "follow_up_en": "",
        "follow_up_date": date(2026, 9, 30),
        "done_date": None,
        "done_zh": "",
        "done_en": "",
    }
    done_one = {
        "number": "HT-20251105-001",
        "day": date(2025, 11, 5),
        "summary_zh": "交流人民币清算合作" * long,
        "summary_en": "RMB clearing was discussed" * long,
        "follow_up_zh": "交换密押" * long,
        "follow_up_en": "Exchange RMA keys" * long,
        "follow_up_date": date(2025, 12, 31),
        "done_date": date(2025, 12, 12),
        "done_zh": "已交换",
        "done_en": "exchanged",
    }
    return [{**open_one, **own}, {**done_one, **own}]
