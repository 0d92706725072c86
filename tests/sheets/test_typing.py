"""Values as people type them: what is typed, as text or as a number, and what is made of it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.contract import Finding
from backend.language import Language
from tests.sheets.books import book_of, line
from tests.sheets.paper import Paper, PaperOf
from workbooks.content import CellError, read_text
from workbooks.days import read_date, read_days
from workbooks.grid import ReadCell
from workbooks.intake import read_book
from workbooks.sentences import halves, sentence
from workbooks.values import (
    read_count,
    read_deal_amount,
    read_ledger_amount,
    read_percent,
    read_ratio,
)

WAN = 1_000_000  # ten thousand dollars in cents
NOVEMBER = date(2026, 11, 23)

#: Typed into a column in ten thousand dollars → cents, or the finding. A text is a cell of text, a
#: float what a spreadsheet keeps for a number.
AMOUNTS = [
    ("1,000", 1000 * WAN),
    ("1000", 1000 * WAN),
    (1000.0, 1000 * WAN),
    ("1,000.5", 100_050 * WAN // 100),
    ("1000万", 1000 * WAN),
    ("1,000万", 1000 * WAN),
    ("1,000 万", 1000 * WAN),
    ("1.2亿", 12_000 * WAN),
    ("3千", 3000 * 100),
    ("2百万", 200 * WAN),
    ("5mn", 500 * WAN),
    ("1.5bn", 150_000 * WAN),
    ("１，０００", 1000 * WAN),
    ("１０００．５", 100_050 * WAN // 100),
    ("１.２亿", 12_000 * WAN),
    ("＋５００", 500 * WAN),
    ("\u3000500\u3000", 500 * WAN),
    ("\u00a0500\u00a0", 500 * WAN),
    ("\u2009500\u202f万", 500 * WAN),
    ("\ufeff500\u200b", 500 * WAN),
    ("'500", 500 * WAN),
    ("0", 0),
    (0.0, 0),
    (-0.0, 0),
    ("0.00", 0),
    ("", None),
    (" ", None),
    ("\u3000", None),
    ("\u00a0", None),
    (0.1, WAN // 10),
    (0.000001, 1),
    ("0.000001", 1),
    (12345678.9, 12_345_678 * WAN + 900_000),
    ("123456789012.123456", 123_456_789_012_123_456),  # as text every digit is kept
    # not taken
    ("(500)", "negative_amount"),
    ("（５００）", "negative_amount"),
    ("-500", "negative_amount"),
    ("－500", "negative_amount"),
    ("\u2212500", "negative_amount"),
    (-500.0, "negative_amount"),
    ("-", "dash_typed"),
    ("—", "dash_typed"),
    ("--", "dash_typed"),
    ("/", "dash_typed"),
    ("－", "dash_typed"),
    ("USD 500", "currency_typed"),
    ("500 USD", "currency_typed"),
    ("$500", "currency_typed"),
    ("＄500", "currency_typed"),
    ("¥1,000", "currency_typed"),
    ("￥1,000", "currency_typed"),
    ("1,000万美元", "currency_typed"),
    ("500元", "currency_typed"),
    ("五百万", "not_a_number"),
    ("壹佰万元整", "not_a_number"),
    ("约500", "not_a_number"),
    ("500左右", "not_a_number"),
    ("1,00", "not_a_number"),
    ("1,0000", "not_a_number"),
    ("1.000.000", "not_a_number"),
    ("1 000 000", "not_a_number"),
    ("1'000", "not_a_number"),
    ("1。5", "not_a_number"),
    ("1e5", "not_a_number"),
    ("1E+05", "not_a_number"),
    ("1.23E+12", "not_a_number"),
    ("0x10", "not_a_number"),
    ("5%", "not_a_number"),
    ("500-600", "not_a_number"),
    ("500-", "not_a_number"),
    ("(-500)", "not_a_number"),
    ("(500", "not_a_number"),
    ("--500", "not_a_number"),
    (".", "not_a_number"),
    ("²", "not_a_number"),
    ("①", "not_a_number"),
    ("无", "not_a_number"),
    ("N/A", "not_a_number"),
    ("TRUE", "not_a_number"),
    (True, "not_a_number"),
    (False, "not_a_number"),
    (date(2026, 1, 2), "not_a_number"),  # 1-2 became a date
    (time(12, 30), "not_a_number"),
    (timedelta(hours=30), "not_a_number"),
    ("1.0000001", "too_many_decimals"),
    (1.0000001, "too_many_decimals"),
    (0.1 + 0.2, "too_precise"),
    (1234567890123456.0, "too_precise"),
    (1.23456789012345e18, "too_precise"),  # typed with nineteen digits: Excel kept fifteen
    (1e300, "too_precise"),
    ("999999999999999", "too_large"),
]

PERCENTAGES = [
    ("5%", 50_000),
    ("5 ％", 50_000),
    ("５％", 50_000),
    ("12.5%", 125_000),
    ("0.05", 50_000),
    (0.05, 50_000),
    ("0", 0),
    ("0%", 0),
    (1.5, 1_500_000),  # the sheet shows 150%
    ("150%", 1_500_000),
    ("", None),
    ("5", "percent_unclear"),
    ("1", "percent_unclear"),
    ("-5%", "negative_number"),
    ("5%%", "not_a_ratio"),
    ("百分之五", "not_a_ratio"),
    ("²%", "not_a_ratio"),
    ("5‰", "not_a_ratio"),
    ("-", "dash_typed"),
    (True, "not_a_ratio"),
    ("1.234%", "too_many_places"),
    (0.012345, "too_many_places"),
    (0.1 + 0.2, "too_precise"),
]

COUNTS = [
    ("12", 12),
    (12.0, 12),
    ("１２", 12),
    ("1,200", 1200),
    ("", None),
    ("12.0", 12),
    ("12.5", "not_whole"),
    (12.5, "not_whole"),
    ("十二", "not_whole"),
    ("-", "dash_typed"),
    (-1.0, "negative_number"),
    (1e15, "too_precise"),
]

DATES = [
    ("2026-11-23", NOVEMBER),
    ("2026/11/23", NOVEMBER),
    ("2026.11.23", NOVEMBER),
    ("2026 11 23", NOVEMBER),
    ("20261123", NOVEMBER),
    (20261123.0, NOVEMBER),
    ("2026年11月23日", NOVEMBER),
    ("2026年11月23号", NOVEMBER),
    ("2026 年 11 月 23 日", NOVEMBER),
    ("２０２６-１１-２３", NOVEMBER),
    ("２０２６年１１月２３日", NOVEMBER),
    ("2026-1-5", date(2026, 1, 5)),
    ("2026/1/5", date(2026, 1, 5)),
    ("2026-11-23 00:00:00", NOVEMBER),
    ("2026-11-23T00:00:00", NOVEMBER),
    (46349.0, NOVEMBER),  # a number where the cell lost its format
    (46349.75, NOVEMBER),  # and with the time of the afternoon
    ("46349", NOVEMBER),
    (NOVEMBER, NOVEMBER),
    (datetime(2026, 11, 23, 15, 30), NOVEMBER),  # noqa: DTZ001 - a sheet knows no zone
    ("", None),
    ("26.11.23", "bad_date"),
    ("26-11-23", "bad_date"),
    ("11/23/2026", "bad_date"),
    ("23.11.2026", "bad_date"),
    ("2026113", "bad_date"),  # 1 November 3 or 11 March?
    ("202611", "bad_date"),
    (202611.0, "bad_date"),
    ("2026-11", "bad_date"),
    ("2026年11月", "bad_date"),
    ("11月23日", "bad_date"),
    ("2026-11/23", "bad_date"),
    ("2026-11-23 15:30", "bad_date"),
    ("2026-13-01", "bad_date"),
    ("2026-02-30", "bad_date"),
    ("二〇二六年", "bad_date"),
    ("下周五", "bad_date"),
    ("-", "bad_date"),
    (1.0, "bad_date"),
    (20261.0, "bad_date"),
    ("20261", "bad_date"),  # a month that was cut short, or a day of 1955?
    (date(1900, 1, 5), "date_too_early"),  # a 5 in a cell of dates
    (datetime(1900, 1, 5, 12), "date_too_early"),  # noqa: DTZ001
    ("0206-11-23", "date_too_early"),
    ("9999-12-31", date(9999, 12, 31)),
    (2026.1123, "bad_date"),
    (1e15, "bad_date"),
    (True, "bad_date"),
    (time(12, 30), "bad_date"),
]

DAYS = [
    ("365", 365),
    (365.0, 365),
    ("365天", 365),
    ("365 days", 365),
    ("３６５", 365),
    ("90d", 90),
    ("", None),
    ("一年", "bad_days"),
    ("1Y", "bad_days"),
    ("36²", "bad_days"),
    ("①", "bad_days"),
    (36.5, "bad_days"),
    (-1.0, "bad_days"),
    (True, "bad_days"),
]

#: Names, notes, customer and account numbers.
TEXTS = [
    ("abc", "abc"),
    (" abc ", "abc"),
    ("\u3000abc\u00a0", "abc"),
    ("00123", "00123"),
    ("6222021234567890123", "6222021234567890123"),
    ("=1+1 as text", "=1+1 as text"),
    (123.0, "123"),
    (0.1, "0.1"),
    (0.0000001, "0.0000001"),
    (123456789012345.0, "123456789012345"),
    (True, "TRUE"),
    (False, "FALSE"),
    (NOVEMBER, "2026-11-23"),
    (datetime(2026, 11, 23), "2026-11-23"),  # noqa: DTZ001
    ("", None),
    (1234567890123456.0, "too_many_digits"),
    (6222021234567890123.0, "too_many_digits"),
    (6.22202123456789e18, "too_many_digits"),  # what Excel keeps of an account number
    (0.1 + 0.2, "too_many_digits"),
]


def made_of(reader: Callable[[ReadCell], Any], cell: ReadCell) -> Any:
    """Return what is stored, or the code of the finding, whose sentence is whole."""
    try:
        return reader(cell)
    except CellError as error:
        finding = Finding(error.code, "", "", detail={"given": error.given, **error.detail})
        for language in Language:
            assert all(halves(finding, language))
            assert "{" not in sentence(finding, language)
        return error.code


def table(*parts: tuple[Callable[[ReadCell], Any], list[tuple[Any, Any]]]) -> list[Any]:
    return [
        pytest.param(reader, typed, stored, id=f"{reader.__name__}-{typed!r}")
        for reader, rows in parts
        for typed, stored in rows
    ]


def percent(cell: ReadCell) -> int | None:
    return read_percent(cell, 1)


@pytest.mark.parametrize(
    ("reader", "typed", "stored"),
    table(
        (read_ledger_amount, AMOUNTS),
        (percent, PERCENTAGES),
        (read_count, COUNTS),
        (read_date, DATES),
        (read_days, DAYS),
        (read_text, TEXTS),
    ),
)
def test_what_is_typed_is_stored_exactly_or_named(
    reader: Callable[[ReadCell], Any], typed: Any, stored: Any
) -> None:
    found = made_of(reader, ReadCell("A1", typed))
    assert found == stored
    assert not isinstance(found, float)


@pytest.mark.parametrize(
    "reader", [read_ledger_amount, percent, read_count, read_date, read_days, read_text]
)
def test_a_formula_an_error_and_a_blank_cell_are_three_things(
    reader: Callable[[ReadCell], Any],
) -> None:
    assert made_of(reader, ReadCell("A1", 7.0, formula=True)) == "formula_in_cell"
    assert made_of(reader, ReadCell("A1", "", error=True)) == "error_value"
    assert made_of(reader, ReadCell("A1", "")) is None


def test_an_amount_in_full_counts_in_the_row_s_own_currency() -> None:
    def yen(cell: ReadCell) -> int | None:
        return read_deal_amount(cell, 0)

    for typed, stored in (("1.2亿", 120_000_000), (5_000_000.0, 5_000_000), ("100.5", None)):
        expected = "too_many_decimals" if stored is None else stored
        assert made_of(yen, ReadCell("A1", typed)) == expected


def test_a_ratio_may_be_more_than_one() -> None:
    assert read_ratio(ReadCell("A1", "1.25"), 2) == 1_250_000


# --- through a workbook --------------------------------------------------------------------------

KEY = "EXMCJPJT"


def from_1904(path: Path) -> None:
    """Let the workbook count its days from 1904, as workbooks of the Macintosh did."""
    old = Path(shutil.copy(path, path.with_suffix(".old")))
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = content.replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)
            target.writestr(name, content)


@pytest.mark.parametrize("formatted", [True, False], ids=["a date", "a bare number"])
def test_a_workbook_of_1904_is_never_four_years_wrong(paper: PaperOf, *, formatted: bool) -> None:
    sheet: Paper = paper(book_of(ledger=[line(KEY, 40000)]))
    number = sheet.new("limits_ledger", bic="EXMDTWTP", product="同业拆借", approved=100)
    expiry = sheet.sheet("limits_ledger").cell(number, sheet.column("limits_ledger", "expiry"))
    expiry.value = 46349 - 1462
    expiry.number_format = "yyyy-mm-dd" if formatted else "General"
    sheet.workbook.save(sheet.path)
    from_1904(sheet.path)
    read = read_book(sheet.path)
    ledger = read.sheets["limits_ledger"]
    assert read_date(ledger.cell(ledger.row(number), "expiry")) == NOVEMBER


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("1.2亿", 12_000 * WAN),
        ("４１，０００", 41_000 * WAN),
        ("USD 500", "currency_typed"),
        (1234567890123456789, "too_precise"),
        ("-", "dash_typed"),
    ],
)
def test_it_is_the_same_through_a_workbook(paper: PaperOf, typed: Any, made: Any) -> None:
    sheet = paper(book_of(ledger=[line(KEY, 40000)]))
    sheet.type("limits_ledger", KEY, "approved", typed)
    diff = sheet.push()
    orders = [getattr(command, "target_minor", None) for command in diff.commands]
    codes = [finding.code for finding in diff.findings]
    assert (orders, codes) == (([made], []) if isinstance(made, int) else ([], [made]))


def test_a_long_number_in_a_note_is_named(paper: PaperOf) -> None:
    sheet = paper(book_of(ledger=[line(KEY, 40000)]))
    sheet.type("limits_ledger", KEY, "note", 6222021234567890123)
    assert [finding.code for finding in sheet.push().findings] == ["too_many_digits"]
