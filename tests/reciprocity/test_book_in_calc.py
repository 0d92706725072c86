"""The book in a real Calc: its native totals against sums of the raw table, made otherwise."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.calc.office import Book, CellError, Office
from tests.house import House
from tests.reciprocity.conftest import Pull
from workbooks.intake import read_book

pytestmark = pytest.mark.calc

NAMES = {"zh": "互惠年表", "en": "Reciprocity by year"}
#: The house's rates once more, as people write them.
DOLLARS = {"USD": Decimal(1), "EUR": Decimal("1.0837"), "JPY": Decimal("0.006512345678")}
MINOR = {"USD": 2, "EUR": 2, "JPY": 0}


def raw_total(house: House, direction: str, year: int) -> Decimal:
    """Return 万美元 of a direction, month by month from the raw table, cents half up."""
    rows = house.rows(
        "SELECT currency_code, SUM(amount_minor) FROM dealing "
        "WHERE direction = ? AND month BETWEEN ? AND ? "
        "GROUP BY institution_id, product_code, currency_code, month",
        direction,
        f"{year}-01-01",
        f"{year}-10-31",
    )
    cents = Decimal(0)
    for currency, minor in rows:
        dollars = Decimal(minor).scaleb(-MINOR[currency]) * DOLLARS[currency]
        cents += dollars.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100
    return cents.scaleb(-6)


def errors(book: Book) -> list[str]:
    return [
        f"{sheet} {cell.text}"
        for sheet in book.sheets()
        for line in book.values(sheet)
        for cell in line
        if isinstance(cell, CellError)
    ]


def totals(path: Path, book: Book, name: str, *columns: str) -> list[object]:
    """Return what Calc has computed in the row above the labels."""
    found = read_book(path).sheets["reciprocity"]
    row = book.values(name)[found.header_row - 3]
    return [row[found.columns[column] - 1] for column in columns]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_native_totals_are_the_sums_of_the_raw_table(
    office: Office, dealt: House, pull: Pull, language: str
) -> None:
    path = pull(dealt, language=language)
    inward, outward = raw_total(dealt, "in", 2026), raw_total(dealt, "out", 2026)
    before = raw_total(dealt, "out", 2025)
    with office.open(path) as book:
        assert errors(book) == []
        shown = totals(path, book, NAMES[language], "inward", "outward", "difference", "mutual")
        assert shown == [
            float(inward),
            float(outward),
            pytest.approx(float(inward - outward), abs=1e-9),
            float(raw_total(dealt, "mutual", 2026)),
        ]
        made = totals(
            path, book, NAMES[language], "ratio", "balance", "outward_growth", "inward_growth"
        )
    assert made == [
        pytest.approx(float(inward / outward)),
        pytest.approx(float((inward - outward) / (inward + outward))),
        pytest.approx(float(outward / before - 1)),
        "—",
    ]
    assert inward > 0
    assert outward > 0


def test_what_the_file_says_is_what_calc_computes(office: Office, dealt: House, pull: Pull) -> None:
    """A viewer that computes nothing shows the same totals."""
    path = pull(dealt)
    columns = ("inward_count", "inward", "outward", "inward_fees", "ratio", "balance", "vostro")
    found = read_book(path).sheets["reciprocity"]
    import openpyxl  # noqa: PLC0415 - reads what was written, beside Calc

    written = openpyxl.load_workbook(path, data_only=True)[NAMES["zh"]]
    with office.open(path) as book:
        computed = totals(path, book, NAMES["zh"], *columns)
    for column, value in zip(columns, computed, strict=True):
        cell = written.cell(found.header_row - 2, found.columns[column]).value
        assert value == pytest.approx(cell, rel=1e-6)
