"""机构卡: all that is known of one institution on one A4 page: values, read only."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from xlsxwriter.worksheet import Worksheet

from backend.language import text
from backend.money import in_wan
from workbooks.cells import write_cell
from workbooks.contents import Contents
from workbooks.formats import AMOUNT_FORMAT, DATE_FORMAT, GRID, HEAD_FILL, NAVY, ROW_HEIGHT
from workbooks.frame import A4, Desk, write_head
from workbooks.institution_facts import Card
from workbooks.sheets.institutions import INSTITUTIONS
from workbooks.sheets.kinds import Shown

#: Characters of each column; together they fill a page that stands upright.
_WIDTHS = (17, 16, 14, 14, 14, 14)
_LAST = len(_WIDTHS) - 1
_IDENTITY = (
    *("bic", "customer_number", "name_zh", "name_en", "country", "risk_country", "city"),
    *("kind", "seat", "head_office", "group", "manager", "note"),
)
_RATINGS = ("grade", "rating_moodys", "rating_sp", "rating_fitch")
_FIRST_ROW = 3
#: So many events stand on the page, the newest first.
_MOST_EVENTS = 8
_NOTHING = "—"


class _Page:
    """The page and the row at which writing goes on."""

    def __init__(self, desk: Desk, worksheet: Worksheet) -> None:
        self.desk, self.worksheet, self.row = desk, worksheet, _FIRST_ROW

    def line(self, *values: Shown, **properties: Any) -> None:
        """Write one row of a table, numbers right."""
        for column, value in enumerate(values):
            # A number of a document is longer than its column.
            shape: dict[str, Any] = {
                "border": 1,
                "border_color": GRID,
                "shrink": True,
                **properties,
            }
            if isinstance(value, Decimal) or value == _NOTHING:
                shape = {"num_format": AMOUNT_FORMAT, "align": "right", **shape}
            elif value is not None and not isinstance(value, str | int):
                shape |= {"num_format": DATE_FORMAT, "align": "center"}
            write_cell(self.worksheet, self.row, column, value, self.desk.formats.make(**shape))
        self.row += 1

    def block(self, key: str, *columns: str) -> None:
        """Begin a block: its name, and the heads of its columns."""
        self.row += 1
        words = self.desk.words
        bold = self.desk.formats.make(bold=True, font_color=NAVY, font_size=11)
        self.worksheet.write_string(self.row, 0, words.say(f"card.{key}"), bold)
        self.row += 1
        if columns:
            self.line(
                *(words.say(one) if one else None for one in columns),
                bold=True,
                bg_color=HEAD_FILL,
                font_color=NAVY,
            )


def write_card(desk: Desk, contents: Contents) -> None:
    """Write the page, where the book is that of one institution."""
    card: Card | None = contents.more
    if card is None:
        return
    worksheet = desk.workbook.add_worksheet(desk.words.say("sheet.institution_card"))
    worksheet.hide_gridlines(2)
    worksheet.set_default_row(ROW_HEIGHT)
    for column, width in enumerate(_WIDTHS):
        worksheet.set_column(column, column, width)
    title = desk.words.institution(card.institution.name)
    words = desk.words
    write_head(desk, worksheet, title, words.say("unit.ledger"), words.say("unit.ledger_currency"))
    page = _Page(desk, worksheet)
    _write_identity(page, card)
    _write_lines(page, card)
    _write_flows(page, card)
    _write_events(page, card)
    _write_review(page, card)
    worksheet.set_portrait()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 1)
    worksheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    worksheet.print_area(0, 0, page.row - 1, _LAST)
    worksheet.set_footer(f"&C&9{text('frame.footer', desk.language)}")


def _write_identity(page: _Page, card: Card) -> None:
    """Write who it is on the left, and what it is worth on the right."""
    words, columns = page.desk.words, INSTITUTIONS.by_identifier
    page.block("identity")
    first = page.row
    label = page.desk.formats.make(font_color=NAVY, bottom=1, bottom_color=GRID)
    value = page.desk.formats.make(text_wrap=True, align="left", bottom=1, bottom_color=GRID)
    for offset, name in enumerate(_IDENTITY):
        write_cell(page.worksheet, first + offset, 0, _heading(page, name), label)
        said = columns[name].shown(card.institution, words)
        page.worksheet.merge_range(first + offset, 1, first + offset, 2, "", value)
        write_cell(page.worksheet, first + offset, 1, said, value)
    for offset, name in enumerate(_RATINGS):
        write_cell(page.worksheet, first + offset, 4, _heading(page, name), label)
        said = columns[name].shown(card.institution, words)
        write_cell(page.worksheet, first + offset, 5, said or _NOTHING, value)
    page.row = first + len(_IDENTITY)


def _heading(page: _Page, column: str) -> str:
    return INSTITUTIONS.by_identifier[column].heading(page.desk.language)


def _write_lines(page: _Page, card: Card) -> None:
    of = "column.limits_ledger"
    page.block(
        "lines", f"{of}.product", *(f"{of}.{one}" for one in ("approved", "used", "available")),
        f"{of}.expiry", f"{of}.approval_number",
    )  # fmt: skip
    words = page.desk.words
    for line in sorted(card.lines, key=lambda one: words.product_order.get(one.product, 0)):
        page.line(
            words.product(line.product) if line.product else words.say("history_line.entity"),
            in_wan(line.approved_minor),
            in_wan(line.used_minor),
            # What is available is never added up: each product has its own.
            in_wan(line.available_minor) if line.product else _NOTHING,
            line.expiry_date,
            line.approval_number or None,
        )


def _write_flows(page: _Page, card: Card) -> None:
    words, flows = page.desk.words, card.flows
    page.block("flows", "", "card.this_year", "card.last_year", "card.growth")
    if flows is None:
        page.line(words.say("card.nothing"))
        return
    for key, now, before, growth in (
        ("inward", flows.inward, flows.inward_before, flows.inward_growth),
        ("outward", flows.outward, flows.outward_before, flows.outward_growth),
    ):
        said = words.say(f"card.{key}", year=card.year)
        page.line(said, in_wan(now.amount_minor), in_wan(before.amount_minor), _growth(growth))


def _growth(growth: Fraction | None) -> str:
    if growth is None:
        return _NOTHING
    percent = round(growth * 1000)
    sign = "▲" if percent > 0 else "▼" if percent < 0 else ""
    return f"{sign}{Decimal(abs(percent)).scaleb(-1)}%"


def _write_events(page: _Page, card: Card) -> None:
    heads = (f"column.events.{one}" for one in ("occurred", "kind", "summary_zh"))
    page.block("events", *heads, "", "", "")
    words = page.desk.words
    for event in card.events[:_MOST_EVENTS]:
        summary = words.choose(event.summary_zh, event.summary_en)
        page.line(words.time(event.occurred_at), words.say(f"event_kind.{event.kind}"), summary)
        shape = page.desk.formats.make(border=1, border_color=GRID, text_wrap=True, align="left")
        page.worksheet.merge_range(page.row - 1, 2, page.row - 1, _LAST, "", shape)
        write_cell(page.worksheet, page.row - 1, 2, summary, shape)
    if not card.events:
        page.line(words.say("card.nothing"))


def _write_review(page: _Page, card: Card) -> None:
    page.block("review", "card.review_year", "card.committee", "card.valid_until", "card.reminder")
    review = card.review
    if review is None:
        page.line(page.desk.words.say("card.nothing"))
        return
    planned = review.planned
    page.line(
        str(review.fiscal_year),
        planned.committee_date or _NOTHING,
        planned.valid_until or _NOTHING,
        planned.next_reminder or _NOTHING,
    )
