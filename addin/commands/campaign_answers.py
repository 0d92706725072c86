"""The year's campaign on the terminal: its counters, and whose grade moved."""

from __future__ import annotations

from addin.terminal import Terminal
from backend.bootstrap import House
from backend.queries.nodes import open_date
from backend.queries.review.campaign import campaign_year, read_reviews
from backend.queries.review.counts import counts_of, migrations_of
from backend.queries.review.rows import ReviewRow


def tell_campaign(terminal: Terminal, house: House, year: int | None) -> None:
    """Say how far the campaign of `year` (the one under review by default) has come."""
    with house.reading() as connection:
        day = open_date(connection)
        wanted = campaign_year(day) if year is None else year
        rows = read_reviews(connection, day, wanted)
    counts, moved = counts_of(rows), migrations_of(rows)
    figures = [f"{counts.received}/{counts.wanted}", *map(str, counts.reached.values())]
    headings = ["received", *(stage.value for stage in counts.reached), "overdue"]
    terminal.table(
        terminal.text("said.campaign", year=wanted, day=day),
        [terminal.text(f"tile.review_{heading}") for heading in headings],
        [[*figures, str(counts.overdue)]],
        numbers=len(headings),
    )
    if moved:
        columns = ("institution", "grade_before", "grade", "moved")
        terminal.table(
            terminal.text("said.campaign_moved", count=len(moved)),
            [terminal.text(f"column.review.{one}") for one in columns],
            [_cells(terminal, row) for row in moved],
            numbers=3,
        )
    terminal.answer(
        {
            "as_of": day,
            "year": wanted,
            "received": counts.received,
            "wanted": counts.wanted,
            **{stage.value: count for stage, count in counts.reached.items()},
            "overdue": counts.overdue,
            "moved": [_content(row) for row in moved],
        }
    )


def _content(row: ReviewRow) -> dict[str, object]:
    return {
        "institution": row.institution.bic8,
        "grade_before": row.year_before.grade if row.year_before else None,
        "grade": row.year.grade if row.year else None,
    }


def _cells(terminal: Terminal, row: ReviewRow) -> list[str]:
    name = terminal.name(row.institution.short_zh, row.institution.short_en)
    before, now = (str(one.grade) if one else "" for one in (row.year_before, row.year))
    return [f"{name}({row.institution.bic8})", before, now, f"{row.moved or 0:+d}"]
