"""Dates and tenors as people write them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from backend.dates import day_written, maturity_written

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("O/N", date(2026, 11, 24)),
        ("隔夜", date(2026, 11, 24)),
        ("7D", date(2026, 11, 30)),
        ("7天", date(2026, 11, 30)),
        ("2w", date(2026, 12, 7)),
        ("２周", date(2026, 12, 7)),
        ("3M", date(2027, 2, 23)),
        ("3个月", date(2027, 2, 23)),
        ("1 年", date(2027, 11, 23)),
        ("2027/2/26", date(2027, 2, 26)),
        ("20270226", date(2027, 2, 26)),
        ("2027年2月26日", date(2027, 2, 26)),
    ],
)
def test_a_maturity_is_a_date_or_a_tenor(written: str, expected: date) -> None:
    assert maturity_written(MONDAY, written) == expected


@pytest.mark.parametrize("written", ["", "M", "soon", "2026-13-01", "2026-02-30", "99999Y", "1.5M"])
def test_what_is_neither_is_refused(written: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        maturity_written(MONDAY, written)


def test_a_tenor_is_no_date() -> None:
    with pytest.raises(ValueError, match="3M"):
        day_written("3M")
