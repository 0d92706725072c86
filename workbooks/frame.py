"""The frame of every sheet: title, facts, counts, labels in the other language, print setup."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from backend.language import Language, text
from backend.queries.rows import Pull
from workbooks.formats import Formats
from workbooks.sheets.words import Words

TITLE_ROW, FACTS_ROW, COUNTS_ROW = range(3)
A4 = 9


@dataclass(frozen=True)
class Desk:
    """What everything that writes into one workbook shares."""

    workbook: Workbook
    formats: Formats
    words: Words
    pull: Pull
    scope_text: str

    @property
    def language(self) -> Language:
        """The language of the sheets."""
        return self.words.language

    @property
    def other_language(self) -> Language:
        """The language of the small labels above the header."""
        if self.language is Language.CHINESE:
            return Language.ENGLISH
        return Language.CHINESE


def write_head(desk: Desk, worksheet: Worksheet, title: str, unit: str, currency: str) -> None:
    """Write title and facts: no figure is shown without unit, currency and time."""
    worksheet.write_string(TITLE_ROW, 0, title, desk.formats.title())
    worksheet.set_row(TITLE_ROW, 24)
    facts = facts_text(desk.words, unit, currency, desk.pull, desk.scope_text)
    worksheet.write_string(FACTS_ROW, 0, facts, desk.formats.facts())


def facts_text(words: Words, unit: str, currency: str, pull: Pull, scope: str) -> str:
    """Return what says unit, currency, time and scope above a table."""
    return words.say(
        "frame.facts",
        unit=unit,
        currency=currency,
        time=words.time(pull.made_at),
        date=pull.as_of.isoformat(),
        scope=scope or words.say("frame.whole_scope"),
    )


def counts_formula(table: str, status: str, key: str, words: Words) -> str:
    """Return the native formula that counts a table's rows: unsent, wrong, in conflict, visible."""

    def having(*codes: str) -> str:
        return "+".join(
            f'COUNTIF({table}[{status}],"{words.say(f"status.{code}")}")' for code in codes
        )

    parts = (
        f'"{words.say("frame.unsent")}"',
        f"({having('new', 'edited')})",
        f'"{words.say("frame.wrong")}"',
        having("wrong"),
        f'"{words.say("frame.conflicts")}"',
        having("conflict"),
        f'"{words.say("frame.visible")}"',
        f"SUBTOTAL(103,{table}[{key}])",
        '"/"',
        f"COUNTA({table}[{key}])",
        f'"{words.say("frame.rows")}"',
    )
    return "=" + "&".join(parts)


def counts_text(visible: int, rows: int, words: Words) -> str:
    """Return what the formula shows in a fresh workbook."""
    return (
        f"{words.say('frame.unsent')}0{words.say('frame.wrong')}0{words.say('frame.conflicts')}0"
        f"{words.say('frame.visible')}{visible}/{rows}{words.say('frame.rows')}"
    )


def set_page(worksheet: Worksheet, language: Language, last_row: int, last_column: int) -> None:
    """Set up the printed page: A4 landscape, one page wide, header repeated, footer."""
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.print_area(0, 0, last_row, last_column)
    worksheet.set_footer(f"&C&9{text('frame.footer', language)}")
