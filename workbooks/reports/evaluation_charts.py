"""The two charts of an evaluation report: points by group, and key figures over the years."""

from __future__ import annotations

from typing import Any

from workbooks.formats import FONT, NAVY
from workbooks.reports.evaluation_paper import EvaluationPaper
from workbooks.reports.evaluation_tables import KEY_FIGURES
from workbooks.reports.page import ReportPage

_ORANGE = "#C55A11"
_CHART_ROWS = 13
_TEXT = {"name": FONT, "size": 8}
_LEFT, _RIGHT = {"width": 440, "height": 275}, {"width": 425, "height": 275}


def write_charts(page: ReportPage, paper: EvaluationPaper) -> None:
    """Draw both charts beneath the table of key figures, from its cells."""
    first = page.row - len(KEY_FIGURES)
    page.skip()
    groups = len(paper.groups())
    if groups:
        page.worksheet.insert_chart(page.row, 0, _by_group(page, first, groups), {"x_offset": 4})
    if paper.figures:
        page.worksheet.insert_chart(page.row, 4, _over_years(page, paper, first), {"x_offset": 70})
    page.row += _CHART_ROWS


def _by_group(page: ReportPage, first: int, groups: int) -> Any:
    name = page.worksheet.get_name()
    chart: Any = page.workbook.add_chart({"type": "bar"})
    chart.add_series(
        {
            "categories": [name, first, 7, first + groups - 1, 7],
            "values": [name, first, 10, first + groups - 1, 10],
            "fill": {"color": NAVY},
            "gap": 60,
            "data_labels": {"value": True, "font": _TEXT, "num_format": "0%"},
        }
    )
    chart.set_title(_title(page, "evaluation_report.share"))
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True, "num_font": _TEXT, "major_gridlines": {"visible": False}})
    axis = {"min": 0, "max": 1, "num_format": "0%", "num_font": _TEXT}
    chart.set_x_axis({**axis, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    chart.set_size(_LEFT)
    return chart


def _over_years(page: ReportPage, paper: EvaluationPaper, first: int) -> Any:
    name = page.worksheet.get_name()
    start, end = 6 - len(paper.figures), 5
    years = [name, first - 1, start, first - 1, end]
    chart: Any = page.workbook.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": [name, first, 0],
            "categories": years,
            "values": [name, first, start, first, end],
            "fill": {"color": "#9DC3E6"},
            "gap": 90,
        }
    )
    line: Any = page.workbook.add_chart({"type": "line"})
    line.add_series(
        {
            "name": [name, first + 1, 0],
            "categories": years,
            "values": [name, first + 1, start, first + 1, end],
            "line": {"color": _ORANGE, "width": 2.25},
            "marker": {"type": "circle", "size": 6, "fill": {"color": _ORANGE}},
            "y2_axis": True,
        }
    )
    chart.combine(line)
    chart.set_title(_title(page, "evaluation_report.over_years", currency=paper.currency))
    chart.set_legend({"position": "bottom", "font": _TEXT})
    chart.set_x_axis({"num_font": _TEXT, "text_axis": True})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    chart.set_y_axis({"num_font": _TEXT, "num_format": "#,##0", "min": 0, "major_gridlines": grid})
    line.set_y2_axis({"num_font": _TEXT, "num_format": "#,##0", "min": 0})
    chart.set_size(_RIGHT)
    return chart


def _title(page: ReportPage, key: str, **parameters: object) -> dict[str, Any]:
    font = {"name": FONT, "size": 10, "bold": True, "color": NAVY}
    return {"name": page.say(key, **parameters), "name_font": font, "overlay": False}
