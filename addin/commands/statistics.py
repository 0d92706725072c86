"""Statistics of the lines: who uses what, when, what sleeps, what ends, what is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from addin.commands import common
from addin.commands.houses import house_of, writer_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.dates import months_after
from backend.errors import InputError, UsageError
from backend.money import from_minor, wan_text
from backend.queries import reference
from backend.queries.institution_index import codes_by_name, plain
from backend.queries.statistics.rows import Asked, Statistics
from backend.queries.statistics.sections import SECTIONS, read_statistics
from backend.services.issued_reports import issue_reports
from workbooks.reports.page import ReportHead
from workbooks.reports.statistics import statistics_paper, write_statistics_report
from workbooks.reports.statistics_tables import Column, Section, Value, sections_of

#: How many months are counted unless said, and rows of a long list are shown.
_MONTHS, _SHOWN = 12, 20
_TEXTS = {"text", "date"}


@command("statistics")
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)))
@option("--product")
@option("--unit")
@option("--country")
@option("--since")
@option("--days", "dormant_days", type=click.IntRange(0), default=180, show_default=True)
@option("--most", type=click.IntRange(1), default=10, show_default=True)
@option("--output", "-o", type=click.Path(path_type=Path))
@click.pass_context
def statistics_command(
    context: click.Context, /, sections: Sequence[str], output: Path | None, **given: Any
) -> int:
    """Show the statistics, or write them as a report."""
    if output is not None and not output.is_dir() and output.suffix.lower() != ".xlsx":
        raise UsageError("report_kind", path=str(output))
    terminal = common.terminal_of(context)
    house = house_of(context) if output is None else writer_of(context)
    with house.reading() as connection:
        asked = _asked(house, given)
        found = read_statistics(connection, asked, sections)
    tables = sections_of(found, terminal.language, sections)
    for section in tables:
        _show(terminal, section)
    terminal.say("said.statistics", day=found.day, since=asked.since)
    content = {section.name: _content(section) for section in tables}
    answer = {"as_of": found.day, "since": asked.since, **content}
    if output is not None:
        answer["file"] = _write(terminal, house, found, tables, output)
    terminal.answer(answer)
    return 0


def _asked(house: House, given: dict[str, Any]) -> Asked:
    today = common.today_of(house)
    with house.reading() as connection:
        product = common.product_named(connection, given["product"]) if given["product"] else ""
        unit = common.unit_named(connection, given["unit"]) if given["unit"] else ""
        countries = reference.countries(connection)
    country = ""
    if given["country"]:
        country = codes_by_name(countries.values()).get(plain(given["country"]), "")
        if not country:
            raise InputError("unknown_country", given=given["country"])
    since = months_after(today.replace(day=1), 1 - _MONTHS)
    return Asked(
        since=common.day_of(given["since"]) if given["since"] else since,
        product=product,
        unit=unit,
        country=country,
        dormant_days=given["dormant_days"],
        most=given["most"],
    )


def _show(terminal: Terminal, section: Section) -> None:
    rows = [
        [_said(column, value) for column, value in zip(section.columns, row, strict=True)]
        for row in section.rows[:_SHOWN]
    ]
    if not rows:
        none = terminal.text("statistics.none")
        terminal.line(f"{section.title(terminal.language)}: {none}")
        return
    texts = next(
        (place for place, one in enumerate(section.columns) if one.kind not in _TEXTS),
        len(section.columns),
    )
    figures = len(section.columns) - texts if section.columns[-1].kind not in _TEXTS else 0
    headings = section.headings(terminal.language)
    terminal.table(section.title(terminal.language), headings, rows, numbers=figures)
    if len(section.rows) > _SHOWN:
        terminal.say("said.statistics_more", count=len(section.rows), shown=_SHOWN)


def _said(column: Column, value: Value) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        if column.kind == "minor":
            return wan_text(value)
        return f"{value / 100:.2f}%" if column.kind == "share" else f"{value:,}"
    return str(value)


def _content(section: Section) -> list[dict[str, object]]:
    return [
        dict(_field(column, value) for column, value in zip(section.columns, row, strict=True))
        for row in section.rows
    ]


def _field(column: Column, value: Value) -> tuple[str, object]:
    if column.kind == "minor":
        return f"{column.key}_usd", str(from_minor(value)) if isinstance(value, int) else None
    if column.kind == "share":
        said = f"{value // 100}.{value % 100:02}" if isinstance(value, int) else None
        return f"{column.key}_percent", said
    return column.key, value


def _write(
    terminal: Terminal, house: House, found: Statistics, tables: Sequence[Section], output: Path
) -> str:
    asked = found.asked
    parameters = {
        "product": asked.product,
        "unit": asked.unit,
        "country": asked.country,
        "since": asked.since.isoformat(),
        "sections": " ".join(one.name for one in tables),
    }
    paper = statistics_paper(tables, parameters, found.day, terminal.language)
    (issued,) = issue_reports(house.engine, [paper], house.clock, house.login)
    path = output / issued.name if output.is_dir() else output
    head = _head(terminal, house, found.day)
    write_statistics_report(tables, issued, path, head, terminal.language)
    terminal.say("said.report", path=path, number=issued.number, printing=issued.print_number)
    return str(path)


def _head(terminal: Terminal, house: House, day: date) -> ReportHead:
    with house.reading() as connection:
        unit = reference.units(connection).get("financial_institutions")
    return ReportHead(
        form_number=terminal.text("statistics.form"),
        title=terminal.text("statistics.title"),
        unit_name=terminal.name(unit.name_zh, unit.name_en) if unit is not None else "",
        period=day.isoformat(),
        unit=terminal.text("statistics.unit"),
    )
