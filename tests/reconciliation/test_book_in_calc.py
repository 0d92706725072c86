"""The book in a real Calc: its native totals against sums of the raw table, made otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from backend.language import Language, text
from tests.calc.conftest import office as office  # noqa: PLC0414 - a fixture of this module
from tests.calc.office import Book, CellError, Office
from tests.feeds.desk import Desk
from tests.reconciliation.book import pulled, reconciled
from tests.reconciliation.planted import ROWS, TOTALS, contents_with
from workbooks.books.reconciliation import RECONCILIATION
from workbooks.build import build_book
from workbooks.intake import read_book

pytestmark = pytest.mark.calc


def name(key: str, language: str) -> str:
    return text(f"sheet.{key}", Language(language))


def errors(book: Book) -> list[str]:
    return [
        f"{page} {cell.text}"
        for page in book.sheets()
        for line in book.values(page)
        for cell in line
        if isinstance(cell, CellError)
    ]


def by_currency(path: Path, book: Book, page: str, column: str) -> dict[str, float]:
    """Return what Calc has computed above the header, by the word in the currency's column."""
    found = read_book(path).sheets["breaks"]
    lines = book.values(page)[: found.header_row - 2]
    currency, figure = found.columns["currency"] - 1, found.columns[column] - 1
    return {str(line[currency]): line[figure] for line in lines if len(str(line[currency])) == 3}  # type: ignore[misc]


def in_database(desk: Desk, field: str) -> Mapping[str, float]:
    rows = desk.rows(
        f"SELECT b.currency_code, c.minor_units, SUM({field}) FROM break_item b"  # noqa: S608
        " JOIN currency c ON c.code = b.currency_code WHERE b.state <> 'closed'"
        " GROUP BY b.currency_code, c.minor_units"
    )
    return {code: float(Decimal(minor or 0).scaleb(-places)) for code, places, minor in rows}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_native_sums_by_currency_are_the_databases(
    office: Office, desk: Desk, language: str
) -> None:
    path = pulled(reconciled(desk), language)
    page = name("breaks", language)
    with office.open(path) as book:
        book.recalculate()
        assert errors(book) == []
        assert by_currency(path, book, page, "ours") == in_database(desk, "our_minor")
        theirs = "COALESCE(their_minor, 0) - COALESCE(our_minor, 0)"
        assert by_currency(path, book, page, "difference") == in_database(desk, theirs)
        found = read_book(path).sheets["breaks"]
        whole = book.values(page)[found.header_row - 3][found.columns["use_difference"] - 1]
        cents = desk.rows("SELECT SUM(use_difference_minor) FROM break_item")[0][0]
        assert whole == pytest.approx(cents / 1_000_000, abs=1e-9)


def test_sums_count_what_is_in_sight(office: Office, desk: Desk) -> None:
    path = pulled(reconciled(desk))
    page = name("breaks", "zh")
    found = read_book(path).sheets["breaks"]
    with office.open(path) as book:
        book.recalculate()
        before = by_currency(path, book, page, "ours")
        euro = [row for row in found.rows if found.text(row, "currency") == "EUR"]
        with office.patience():
            book.document.Sheets.getByName(page).Rows.getByIndex(
                euro[0].number - 1
            ).IsVisible = False
        book.recalculate()
        after = by_currency(path, book, page, "ours")
        hidden = float(found.text(euro[0], "ours") or 0)
        assert hidden > 0
        assert after["EUR"] == before["EUR"] - hidden
        assert {**after, "EUR": 0} == {**before, "EUR": 0}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_ours_and_the_items_come_to_theirs(office: Office, desk: Desk, language: str) -> None:
    """By system and product, computed by Calc, against the totals of the comparison."""
    path = pulled(reconciled(desk), language)
    with office.open(path) as book:
        book.recalculate()
        lines = book.values(name("reconciliation_statement", language))
    systems = [
        text(f"break_system.{one}", Language(language)) for one in ("limit_system", "treasury")
    ]
    rows = [line for line in lines if line[0] in systems and isinstance(line[2], float)]
    assert {line[0] for line in rows} == set(systems)
    moved = 0.0
    for line in rows:
        numbers = [value for value in line[2:11] if isinstance(value, float)]
        ours, *items, adjusted, theirs, rest = numbers
        assert ours + sum(items) == pytest.approx(adjusted)
        assert adjusted == pytest.approx(theirs, abs=1e-4)
        assert rest == pytest.approx(0, abs=1e-4)
        moved += sum(abs(item) for item in items)
    assert moved > 0, "something was planted"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_cached_figures_are_those_that_calc_computes(
    office: Office, tmp_path: Path, language: str
) -> None:
    """A viewer that computes nothing shows the same."""
    path = build_book(RECONCILIATION, contents_with(), tmp_path / "book.xlsx", Language(language))
    with office.open(path) as book:
        before = {page: book.values(page) for page in book.sheets() if not page.startswith("_")}
        book.recalculate()
        assert errors(book) == []
        after = {page: book.values(page) for page in before}
    assert after == before
    statement = after[name("reconciliation_statement", language)]
    rests = [line[10] for line in statement if isinstance(line[9], float) and line[10] != ""]
    assert rests == [0.0] * 5


def test_the_statement_fits_one_page(office: Office, tmp_path: Path) -> None:
    for language in Language:
        path = build_book(RECONCILIATION, contents_with(), tmp_path / "book.xlsx", language)
        statement = name("reconciliation_statement", language.value)
        assert len(office.render(path, tmp_path, dpi=40, sheet=statement)) == 1


def test_a_rest_that_nothing_explains_is_marked(office: Office, tmp_path: Path) -> None:
    first, *others = TOTALS.products
    more = replace(first, limit_minor=(first.limit_minor or 0) + 12_345_678)
    contents = contents_with(totals=replace(TOTALS, products=[more, *others]))
    path = build_book(RECONCILIATION, contents, tmp_path / "book.xlsx", Language.CHINESE)
    with office.open(path) as book:
        book.recalculate()
        marked = [line[0] for line in book.texts("对账单", "K6:K8")]
    assert marked[0] == "12.35!"
    assert "!" not in marked[1]


def test_two_thousand_breaks_are_summed(office: Office, tmp_path: Path) -> None:
    """A month-end's rates: every line counts once in the sums and in the statement."""
    rows = [replace(ROWS[number % 8], key=f"CY-20261120-{number:04d}") for number in range(2000)]
    path = build_book(RECONCILIATION, contents_with(*rows), tmp_path / "b.xlsx", Language.CHINESE)
    with office.open(path) as book:
        book.recalculate()
        sums = by_currency(path, book, "对账差异", "use_difference")
        statement = book.values("对账单")
    cents = {
        code: sum(row.use_difference_minor for row in rows if row.currency == code)
        for code in ("EUR", "JPY", "USD")
    }
    assert sums == {code: pytest.approx(minor / 1_000_000) for code, minor in cents.items()}
    counted = sum(line[2] for line in statement if line[0] == "汇率")  # type: ignore[misc]
    assert counted == 500
