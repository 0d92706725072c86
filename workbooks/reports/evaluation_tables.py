"""The tables of an evaluation report: ratios with their points, key figures, judgements."""

from __future__ import annotations

from decimal import Decimal

from backend.contract.evaluation import Line
from backend.language import glossary
from backend.queries.evaluation.rows import YearFigures
from workbooks.formats import AMOUNT_FORMAT, GREY_TYPE
from workbooks.reports.evaluation_paper import YEARS, EvaluationPaper
from workbooks.reports.page import ReportPage
from workbooks.sheets.kinds import Shown, from_millionths

_PERCENT = "0.00%"
_FIRST_YEAR, _FIRST_CUTOFF, _POINTS, _EARNED = 3, 6, 10, 11
#: Key figures: what is read of a year, and whether it is a ratio.
KEY_FIGURES = (
    ("total_assets", False),
    ("equity", False),
    ("net_profit", False),
    ("cet1", True),
    ("npl", True),
)


def year_columns(paper: EvaluationPaper) -> list[tuple[int, YearFigures | None]]:
    """Return the year columns with their figures; the newest stands at the right."""
    blanks: list[YearFigures | None] = [None] * (YEARS - len(paper.figures))
    return list(enumerate([*blanks, *paper.figures], _FIRST_YEAR))


def write_ratios(page: ReportPage, paper: EvaluationPaper) -> None:
    """Write every indicator: weight, three years, cut-offs, points, what it adds to the score."""
    page.section("evaluation_report.ratios")
    page.table_head(
        [
            (0, 0, page.say("evaluation_report.group")),
            (1, 1, page.say("evaluation_report.indicator")),
            (2, 2, page.say("evaluation_report.weight")),
            *((place, place, _year(one)) for place, one in year_columns(paper)),
            *(
                (
                    _FIRST_CUTOFF + place,
                    _FIRST_CUTOFF + place,
                    page.say("evaluation_report.cutoff", points=5 - place),
                )
                for place in range(4)
            ),
            (_POINTS, _POINTS, page.say("evaluation_report.points")),
            (_EARNED, _EARNED, page.say("evaluation_report.earned")),
        ]
    )
    group = ""
    for line in paper.row.lines:
        first = line.group != group
        group = line.group
        page.table_cell(0, 0, page.say(f"indicator_group.{group}") if first else None, bold=True)
        _indicator(page, paper, line)
        page.next_row(15)
    score = paper.row.score_e6
    whole = None if score is None else Decimal((score + 5_000) // 10_000).scaleb(-2)
    page.table_cell(0, _POINTS, page.say("evaluation_report.whole"), bold=True, align="right")
    page.table_cell(_EARNED, _EARNED, whole, bold=True, num_format="0.00")
    page.next_row()


def _indicator(page: ReportPage, paper: EvaluationPaper, line: Line) -> None:
    page.table_cell(1, 1, page.say(f"indicator.{line.code}"))
    page.table_cell(2, 2, from_millionths(line.weight_e6), num_format="0%", align="center")
    for place, figures in year_columns(paper):
        page.table_cell(
            place, place, _value(page, paper, line, figures), num_format=_PERCENT, align="right"
        )
    for place in range(4):
        cutoff = line.cutoffs[place] if line.cutoffs else None
        sign = "≥" if line.higher_is_better else "≤"
        shape = f'"{sign}"0.##%' if line.kind == "ratio" else f'"{sign}"0'
        column = _FIRST_CUTOFF + place
        page.table_cell(
            column, column, from_millionths(cutoff), num_format=shape, font_color=GREY_TYPE
        )
    points = page.say("report.none") if line.points is None else line.points
    page.table_cell(_POINTS, _POINTS, points, align="center", bold=True)
    earned: Shown = paper.earned(line)
    page.table_cell(
        _EARNED,
        _EARNED,
        page.say("report.none") if earned is None else earned,
        num_format="0.00",
        align="right",
    )


def _value(
    page: ReportPage, paper: EvaluationPaper, line: Line, figures: YearFigures | None
) -> Shown:
    own = figures is not None and figures.fiscal_year == paper.row.fiscal_year
    if line.kind != "ratio":
        return page.say(f"origin.{line.origin.value}") if own else None
    if figures is None:
        return None
    ratio = figures.ratios[line.code]
    shown = from_millionths(line.value_e6 if own else ratio.value_e6)
    origin = line.origin if own else ratio.origin
    return page.say(f"origin.{origin.value}") if shown is None else shown


def _year(figures: YearFigures | None) -> str:
    return "" if figures is None else str(figures.period_end)


def write_key_figures(page: ReportPage, paper: EvaluationPaper) -> None:
    """Write the five key figures over the years, and the groups beside them, for the charts."""
    page.section("evaluation_report.key_figures")
    page.table_head(
        [
            (0, 2, page.say("evaluation_report.figure")),
            *((place, place, _year(one)) for place, one in year_columns(paper)),
            (7, 9, page.say("evaluation_report.group")),
            (10, 11, page.say("evaluation_report.share")),
        ],
        height=18,
    )
    groups = list(paper.groups().items())
    for number, (code, is_ratio) in enumerate(KEY_FIGURES):
        page.table_cell(0, 2, page.say(f"evaluation_report.figure_{code}"))
        for place, figures in year_columns(paper):
            shape = _PERCENT if is_ratio else AMOUNT_FORMAT.replace(".00", "")
            page.table_cell(
                place, place, _key_figure(paper, code, figures), num_format=shape, align="right"
            )
        group, share = groups[number] if number < len(groups) else ("", None)
        page.table_cell(7, 9, page.say(f"indicator_group.{group}") if group else None)
        page.table_cell(10, 11, share[0] if share else None, num_format="0.0%")
        page.next_row()


def _key_figure(paper: EvaluationPaper, code: str, figures: YearFigures | None) -> Shown:
    if figures is None:
        return None
    if code in {"cet1", "npl"}:
        return from_millionths(figures.cet1_e6 if code == "cet1" else figures.npl_e6)
    minor: int | None = getattr(figures, f"{code}_minor")
    return paper.in_millions(minor)


def write_judgements(page: ReportPage, paper: EvaluationPaper) -> None:
    """Write what was judged: the level in words, and the reason."""
    page.section("evaluation_report.judgements")
    if not paper.row.judgements:
        page.sentence(page.say("evaluation_report.not_judged"))
        return
    page.table_head(
        [
            (0, 1, page.say("evaluation_report.factor")),
            (2, 3, page.say("evaluation_report.level")),
            (4, 7, page.say("evaluation_report.described")),
            (8, 11, page.say("evaluation_report.reason")),
        ],
        height=18,
    )
    for code, judged in paper.row.judgements.items():
        described = f"level_described.{code}.{judged.level}"
        words = page.say(described) if described in glossary() else ""
        level = f"level.{judged.level}" if words else ""
        said = page.say(level) if level else str(judged.level or "")
        page.table_cell(0, 1, page.say(f"indicator.{code}"))
        page.table_cell(2, 3, said, align="center")
        page.table_cell(4, 7, words, text_wrap=True)
        page.table_cell(8, 11, judged.reason, text_wrap=True)
        lines = max(page.lines_of(words, 33), page.lines_of(judged.reason, 32))
        page.next_row(max(16, 14 * lines))
