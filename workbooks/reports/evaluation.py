"""评价报告: an evaluation on A4, for those who check and approve it."""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook

from backend.language import Language
from backend.money import wan_text
from backend.queries.evaluation.words import proposal_sentence, step_sentences
from backend.services.issued_reports import Issued
from workbooks.formats import GREY_TYPE, HEAD_FILL, NAVY, Formats
from workbooks.reports.evaluation_charts import write_charts
from workbooks.reports.evaluation_paper import EvaluationPaper
from workbooks.reports.evaluation_tables import (
    write_judgements,
    write_key_figures,
    write_ratios,
)
from workbooks.reports.page import ReportHead, ReportPage
from workbooks.whole import whole_workbook

_WIDTHS = (13, 31, 8, 11, 11, 11, 8, 8, 8, 8, 7, 9)
#: Columns of each of the five boxes of the summary.
_BOXES = ((0, 1), (2, 3), (4, 5), (6, 8), (9, 11))


def write_evaluation_report(
    paper: EvaluationPaper, issued: Issued, path: Path, language: Language
) -> Path:
    """Write one report; it appears whole or not at all. Raises `OutageError`."""
    with whole_workbook(path) as draft:
        workbook = Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False})
        page = ReportPage(
            workbook=workbook,
            worksheet=workbook.add_worksheet(),
            formats=Formats(workbook, language),
            language=language,
            widths=_WIDTHS,
        )
        _write(page, paper, issued)
        workbook.set_properties(
            {"title": issued.number, "subject": paper.row.key, "created": issued.made_at}
        )
        workbook.close()
    return path


def _write(page: ReportPage, paper: EvaluationPaper, issued: Issued) -> None:
    row, chinese = paper.row, page.language is Language.CHINESE
    name = row.institution.name_zh if chinese else row.institution.name_en
    page.worksheet.name = page.say("evaluation_report.sheet")
    head = ReportHead(
        form_number=page.say("evaluation_report.form"),
        title=page.say("evaluation_report.title", name=name, year=row.fiscal_year),
        unit_name=paper.unit_zh if chinese else paper.unit_en,
        period=str(paper.figures[-1].period_end) if paper.figures else str(row.fiscal_year),
        unit=page.say("evaluation_report.unit", currency=paper.currency),
    )
    page.set_up(head, issued)
    _summary(page, paper)
    write_ratios(page, paper)
    page.page_break()
    write_key_figures(page, paper)
    write_charts(page, paper)
    write_judgements(page, paper)
    _sources(page, paper)
    maker = row.maker_zh if chinese else row.maker_en
    checker = row.checker_zh if chinese else row.checker_en
    roles = [
        (page.say("report.maker"), maker),
        (page.say("report.checker"), checker),
        (page.say("report.approver"), ""),
    ]
    page.signatures(roles, page.say("report.seal_note"))
    page.finish()


def _summary(page: ReportPage, paper: EvaluationPaper) -> None:
    row = paper.row
    page.section("evaluation_report.summary")
    none = page.say("report.none")
    score = none if row.score_e6 is None else f"{(row.score_e6 + 5_000) // 10_000 / 100:.2f}"
    limit = row.proposal.limit_minor
    figures = (
        ("score", score),
        ("model_grade", none if row.model_grade is None else str(row.model_grade)),
        ("grade", none if row.grade is None else str(row.grade)),
        ("previous", none if row.previous_grade is None else str(row.previous_grade)),
        ("limit", none if limit is None else wan_text(limit)),
    )
    for (first, last), (key, _value) in zip(_BOXES, figures, strict=True):
        page.table_cell(
            first,
            last,
            page.say(f"evaluation_report.{key}"),
            align="center",
            font_color=GREY_TYPE,
            bg_color=HEAD_FILL,
        )
    page.next_row()
    for (first, last), (_key, value) in zip(_BOXES, figures, strict=True):
        page.table_cell(
            first, last, value, align="center", bold=True, font_size=16, font_color=NAVY
        )
    page.next_row(30)
    _steps(page, paper)


def _steps(page: ReportPage, paper: EvaluationPaper) -> None:
    """Say how the grade came about, and what bounds the proposed limit."""
    row, none = paper.row, page.say("report.none")
    state = page.say(f"evaluation_state.{row.state.value}")
    page.sentence(page.say("evaluation_report.state", state=state, date=row.business_date))
    for number, sentence in enumerate(step_sentences(row.steps, page.language), 1):
        page.sentence(f"{number}. {sentence}")
    page.sentence(proposal_sentence(row.proposal, page.language), bold=True, font_color=NAVY)
    for term in row.proposal.terms:
        amount = none if term.amount_minor is None else wan_text(term.amount_minor)
        binds = page.say("evaluation_report.binds") if term.code == row.proposal.binding else ""
        name = page.say(f"proposal_term.{term.code}")
        page.sentence(
            page.say("evaluation_report.term", name=name, amount=amount, binds=binds),
            indent=3,
            font_size=9,
        )


def _sources(page: ReportPage, paper: EvaluationPaper) -> None:
    statement = paper.row.statement
    page.section("evaluation_report.sources")
    if statement is not None:
        basis = [
            page.say(f"evaluation_report.{'consolidated' if statement.consolidated else 'solo'}"),
            page.say(f"evaluation_report.{'audited' if statement.audited else 'unaudited'}"),
            statement.standard,
            statement.currency,
        ]
        said = page.say(
            "evaluation_report.basis",
            period_end=statement.period_end,
            months=statement.months,
            basis=" · ".join(basis),
            source=statement.source,
            file=statement.source_file,
        )
        page.sentence(said, font_size=9)
    missing = f"{paper.row.missing_weight_e6 / 10_000:g}%"
    page.sentence(page.say("evaluation_report.missing", share=missing), font_size=9)
    page.sentence(page.say("evaluation_report.rounding"), font_size=9)
    if paper.row.is_sample or (statement is not None and statement.is_sample):
        page.sentence(page.say("evaluation_report.sample"), font_size=9, bold=True)
