"""Money is exact: what people type, what a sheet hands over, what a deal takes from a line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend import money
from backend.money import AmountError


@pytest.mark.parametrize(
    ("typed", "value", "absolute"),
    [
        ("1,000", "1000", False),
        ("1000万", "10000000", True),
        ("1.2亿", "120000000", True),
        ("3千", "3000", True),
        ("2百万", "2000000", True),
        ("5mn", "5000000", True),
        ("5 M", "5000000", True),
        ("1.5k", "1500", True),
        ("(500)", "-500", False),
        ("-500", "-500", False),
        ("１２３．５", "123.5", False),
        (0.1, "0.1", False),
        (12345678.9, "12345678.9", False),
        (7, "7", False),
        (Decimal("1.10"), "1.10", False),
    ],
)
def test_amounts_are_read_as_people_mean_them(typed: object, value: str, absolute: bool) -> None:
    read = money.parse_amount(typed)
    assert (read.value, read.absolute) == (Decimal(value), absolute)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "not_a_number"),
        ("1,00", "not_a_number"),
        ("(-5)", "not_a_number"),
        ("(5", "not_a_number"),
        ("1e5", "not_a_number"),
        ("五百万", "not_a_number"),
        (None, "not_a_number"),
        (True, "not_a_number"),
        (float("nan"), "not_finite"),
        (float("inf"), "not_finite"),
        (0.1 + 0.2, "too_precise"),
        (1234567890123456.0, "too_precise"),
    ],
)
def test_what_is_no_exact_amount_is_refused_by_name(typed: object, code: str) -> None:
    with pytest.raises(AmountError) as caught:
        money.parse_amount(typed)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "minor_units", "answer"),
    [
        ("1.23", 2, 123),
        ("1.230", 2, 123),
        ("100", 0, 100),
        ("-0.01", 2, -1),
        ("1.005", 2, "too_many_decimals"),
        ("0.5", 0, "too_many_decimals"),
        ("92233720368547758.07", 2, 2**63 - 1),
        ("92233720368547758.08", 2, "too_large"),
    ],
)
def test_minor_units_are_exact_or_refused(value: str, minor_units: int, answer: object) -> None:
    try:
        found: object = money.to_minor(Decimal(value), minor_units)
    except AmountError as error:
        found = error.code
    assert found == answer


@given(st.integers(-(2**63) + 1, 2**63 - 1), st.integers(0, 4))
def test_there_and_back_changes_nothing(minor: int, minor_units: int) -> None:
    assert money.to_minor(money.from_minor(minor, minor_units), minor_units) == minor


@given(
    st.integers(1, 10**15),
    st.sampled_from([0, 2, 3]),
    st.integers(1, 10**13),
    st.integers(0, 2 * 10**6),
)
def test_line_use_is_rounded_half_up_from_the_exact_product(
    deal: int, minor_units: int, rate_e12: int, factor_e6: int
) -> None:
    exact = Decimal(deal) * rate_e12 * factor_e6 * 100 / (Decimal(10) ** (minor_units + 18))
    found = money.line_use_minor(deal, minor_units, rate_e12, factor_e6)
    assert abs(Decimal(found) - exact) <= Decimal("0.5")
    assert money.line_use_minor(1, 2, 5 * 10**11) == 1  # half a cent is a cent
