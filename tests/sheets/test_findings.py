"""Every finding has its case: what was typed, where it is said, and a sentence in two languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from backend.contract import Finding, Outcome, OutcomeCode, RequestState, SubmissionOutcome
from backend.language import Language, glossary
from backend.queries.rows import LimitsBook
from tests.sheets.books import BANKS, LOOKUPS, binding, book_of, line, request, split, wan
from tests.sheets.paper import Paper, PaperOf
from workbooks.edits import Diff
from workbooks.outcomes import findings_of_outcomes
from workbooks.sentences import halves, sentence

LEDGER = "limits_ledger"
KEY = "EXMCJPJT"
PLACEMENT = "EXMCJPJT/placement"
ASK = "SQ-20261123-007"


def a_book() -> LimitsBook:
    """A line typed by hand, one that the limit system gives, a share, requests open and closed."""
    return book_of(
        ledger=[line(KEY, 40000), line("EXMBDEFF", 12000, source="limit_system")],
        allocation=[split(KEY, "placement", 30000, treasury=20000)],
        requests=[
            request(7, 500_000_000),
            request(8, 100, state=RequestState.GRANTED, granted_minor=100),
        ],
    )


@dataclass(frozen=True)
class Case:
    """One finding: its code, what its user does, the column in which it stands."""

    code: str
    does: Callable[[Paper], Any]
    column: str
    blocking: bool = True


def types(sheet: str, key: str, column: str, value: Any) -> Callable[[Paper], Any]:
    return lambda paper: paper.type(sheet, key, column, value)


def new_line(**cells: Any) -> Callable[[Paper], Any]:
    whole = {"bic": "EXMDTWTP", "product": "同业拆借", "approved": 100, **cells}
    return lambda paper: paper.new(LEDGER, **whole)


def new_request(**cells: Any) -> Callable[[Paper], Any]:
    whole = {
        "kind": "领用",
        "unit": "资金部",
        "institution": "示例银行丙",
        "product": "同业拆借",
        "currency": "USD",
        "amount": 5_000_000,
        "last_date": date(2026, 11, 27),
        "purpose": "拆出",
        **cells,
    }
    return lambda paper: paper.new("requests", **whole)


def copies(sheet: str, key: str, *, with_key: bool = True, with_version: bool = True) -> Any:
    def copy(paper: Paper) -> None:
        page, source, target = paper.sheet(sheet), paper.row(sheet, key), paper.blank_row(sheet)
        for column in range(1, page.max_column + 1):
            page.cell(target, column).value = page.cell(source, column).value
        if not with_key:
            paper.type_at(sheet, target, "key", None)
        if not with_version:
            paper.type_at(sheet, target, "version", None)

    return copy


def both(*steps: Callable[[Paper], Any]) -> Callable[[Paper], Any]:
    def do(paper: Paper) -> None:
        for step in steps:
            step(paper)

    return do


def copied_and_renamed(paper: Paper) -> None:
    paper.workbook.copy_worksheet(paper.sheet(LEDGER)).title = "甲"
    paper.sheet(LEDGER).title = "乙"


CASES = [
    Case("not_a_number", types(LEDGER, KEY, "approved", "四万"), "approved"),
    Case("not_a_number", types(LEDGER, KEY, "approved", date(2026, 1, 1)), "approved"),
    Case("too_precise", types(LEDGER, KEY, "approved", 0.1234567890123456), "approved"),
    Case("too_many_decimals", types(LEDGER, KEY, "approved", 1.0000001), "approved"),
    Case("too_many_decimals", new_request(currency="JPY", amount=100.5), "amount"),
    Case("too_large", types(LEDGER, KEY, "approved", 1e14), "approved"),
    Case("negative_amount", types(LEDGER, KEY, "approved", "(500)"), "approved"),
    Case("error_value", types(LEDGER, KEY, "approved", "#DIV/0!"), "approved"),
    Case("formula_in_cell", types(LEDGER, KEY, "approved", "=L7*2"), "approved"),
    Case("cell_cleared", types(LEDGER, KEY, "approved", None), "approved"),
    Case("amount_zero", new_request(amount=0), "amount"),
    Case("bad_date", new_request(last_date="下周五"), "last_date"),
    Case("dates_reversed", new_request(last_date="2026-11-20"), "last_date"),
    Case("bad_days", new_line(max_tenor="一年"), "max_tenor"),
    Case("not_in_list", types("requests", ASK, "consent", "也许"), "consent"),
    Case("not_in_list", new_line(line_type="永久"), "line_type"),
    Case("unknown_institution", new_line(bic="NOSUCHXX"), "bic"),
    Case("ambiguous_institution", new_request(institution="SLYH"), "institution"),
    Case("institution_differs", new_line(institution="示例银行丙"), "bic"),
    Case("branch_has_no_line", new_line(bic="EXMCGB2L"), "institution"),
    Case("line_exists", new_line(bic=KEY, product=None), "institution"),
    Case("already_saved", copies(LEDGER, KEY, with_key=False), "key", False),
    Case("required_missing", new_request(purpose=None), "purpose"),
    Case("required_missing", new_request(kind="调剂"), "lending_unit"),
    Case("required_missing", new_line(approved=None), "approved"),
    Case("unknown_product", new_line(product="白条"), "product"),
    Case("unknown_unit", new_request(unit="食堂"), "unit"),
    Case("unknown_currency", new_request(currency="XXX"), "currency"),
    Case("no_rate", new_request(currency="BHD"), "currency"),
    Case("reason_missing", types("allocation", PLACEMENT, "allocated.trade", 5), "reason"),
    Case("nothing_changed", types("allocation", PLACEMENT, "reason", "因"), "reason", False),
    Case("equal_keys", copies(LEDGER, KEY), "key"),
    Case("unknown_key", new_line(key="新增1"), "key"),
    Case("row_gone", types("requests", ASK, "key", "SQ-20251123-001"), "key", False),
    Case("row_without_key", lambda paper: paper.new(LEDGER, approved=7), "key", False),
    Case(
        "no_new_rows",
        lambda paper: paper.new("allocation", institution="示例银行乙", product="同业拆借"),
        "key",
    ),
    Case("already_saved", new_request(status="已保存"), "status", False),
    Case(
        "column_missing",
        lambda paper: paper.sheet(LEDGER).delete_cols(paper.column(LEDGER, "approved")),
        "approved",
    ),
    Case(
        "column_twice",
        lambda paper: setattr(paper.sheet(LEDGER).cell(5, 33), "value", "Note"),
        "note",
    ),
    Case(
        "sheet_missing",
        lambda paper: paper.workbook.remove(paper.sheet("allocation")),
        "",
        False,
    ),
    Case("sheet_twice", copied_and_renamed, ""),
    Case("read_only_changed", types(LEDGER, KEY, "approval_number", "X"), "approval_number", False),
    Case(
        "row_mixed_up",
        both(types(LEDGER, KEY, "bic", "EXMBDEFF"), types(LEDGER, KEY, "approved", 1)),
        "bic",
    ),
    Case("source_not_manual", types(LEDGER, "EXMBDEFF", "approved", 1), "approved"),
    Case("request_closed", types("requests", "SQ-20261123-008", "granted", 2), "granted"),
    Case("grant_missing", types("requests", ASK, "decision_note", "可"), "granted"),
]
#: Cases with tests of their own: the three ways, and what cannot be typed into a cell.
ELSEWHERE = {
    *("conflict", "base_unknown", "not_finite", "not_editable"),
    # Of columns that the limits book does not have: tests/sheets/test_any_book.py.
    *("not_a_ratio", "too_many_places", "not_whole", "negative_number", "rows_given"),
    # tests/branches
    *("other_branch", "return_line", "return_unexplained", "return_other_branch"),
    *("return_blank", "return_taken", "return_stands"),
    # tests/first_load
    *("load_unknown_country", "load_line_differs", "load_other_currency", "load_bad_bic"),
    "external_links",  # tests/sheets/test_hostile.py
    "dated_row_changed",  # tests/parameters_book
    "bad_date_order",  # tests/sheets_evaluation
    *("approval_closed", "approval_moved"),  # tests/approvals_book
    # tests/sheets/test_typing.py
    *("too_many_digits", "dash_typed", "currency_typed", "percent_unclear"),
    "date_too_early",
    *("institution_stands", "bad_bic", "bic_of_elsewhere"),  # tests/institutions_book
    # tests/desk/test_undo.py
    *("undo_changed_since", "undo_new_line", "undo_not_by_cell"),
    *("undo_still_waiting", "undo_never_written", "sent_before"),
}


def lookups_of_two() -> Any:
    """Two banks whose pinyin initials are the same."""
    twins = [replace(bank, pinyin_initials="SLYH") for bank in (BANKS[0], BANKS[4])]
    return replace(LOOKUPS, institutions=(*BANKS, *twins))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_what_is_wrong_is_said_in_its_cell(paper: PaperOf, case: Case) -> None:
    book = a_book()
    if case.code == "ambiguous_institution":
        book = replace(book, lookups=lookups_of_two())
    sheet = paper(book)
    case.does(sheet)
    diff = sheet.push()
    found = [finding for finding in diff.findings if finding.code == case.code]
    assert found, [finding.code for finding in diff.findings]
    assert (found[0].column, found[0].blocking) == (case.column, case.blocking)
    assert case.blocking == diff.blocked
    said(found[0])


def said(finding: Finding) -> None:
    """Both languages say what is wrong and what would be right, with nothing left unfilled."""
    for language in Language:
        wrong, right = halves(finding, language)
        assert wrong
        assert right
        assert "{" not in sentence(finding, language)


def test_every_finding_has_its_case() -> None:
    known = {key.removeprefix("finding.") for key in glossary() if key.startswith("finding.")}
    refusals = {code.value for code in OutcomeCode} | {"bad_date_refused"}
    assert known - refusals - ELSEWHERE == {case.code for case in CASES} - refusals


def test_a_version_that_cannot_be_rebuilt_is_said(paper: PaperOf) -> None:
    sheet = paper(a_book())
    sheet.type(LEDGER, KEY, "approved", 41000)
    now = replace(a_book(), ledger=[line(KEY, 40000, version="9"), a_book().ledger[1]])
    (finding,) = sheet.push(now).findings
    assert finding.code == "base_unknown"
    said(finding)


def test_one_bad_row_leaves_the_good_ones(paper: PaperOf) -> None:
    """Commands hold every sound edit; whether a finding holds them up is the sender's choice."""
    sheet = paper(a_book())
    sheet.type(LEDGER, KEY, "approved", 41000)
    sheet.type("requests", ASK, "granted", "many")
    diff = sheet.push()
    assert diff.blocked
    assert [getattr(command, "target_minor", None) for command in diff.commands] == [wan(41000)]
    assert marks_of(diff) == {"edited", "wrong"}


def marks_of(diff: Diff) -> set[str]:
    return set(diff.marks.values())


def test_blank_and_zero_shares_are_one(paper: PaperOf) -> None:
    """Emptying a cell in which nothing was held is no edit."""
    sheet = paper(a_book())
    sheet.type("allocation", PLACEMENT, "allocated.trade", None)
    assert sheet.push().findings == ()


def test_a_base_without_the_row_is_not_a_base_of_nothing(paper: PaperOf) -> None:
    """A share that the base does not list was held by nobody, if the row itself is known."""
    sheet = paper(a_book())
    sheet.type("allocation", PLACEMENT, "allocated.trade", 100)
    sheet.type("allocation", PLACEMENT, "reason", "因")
    now = replace(
        a_book(), allocation=[split(KEY, "placement", 30000, version="2", treasury=21000)]
    )
    base = {"allocation": {(PLACEMENT, "allocated.treasury"): wan(20000)}}
    diff = sheet.push(now, lambda _: base)
    assert [getattr(command, "unit", "") for command in diff.commands] == ["trade"]
    assert diff.counts.theirs_only == 1


# --- refusals of the database ------------------------------------------------------------------


@pytest.mark.parametrize(
    "code", [code for code in OutcomeCode if not Outcome(code, "any").accepted]
)
@pytest.mark.parametrize("binds", [True, False])
def test_a_refusal_returns_to_its_cell(paper: PaperOf, code: OutcomeCode, binds: bool) -> None:
    sheet = paper(a_book())
    place = sheet.type(LEDGER, KEY, "approved", 90000)
    (command,) = sheet.push().commands
    refused = Outcome(code, command.id, binding=binding(120) if binds else None)
    done = Outcome(OutcomeCode.DONE, "another")
    outcome = SubmissionOutcome("s", applied=False, repeated=False, outcomes=(refused, done))
    (finding,) = findings_of_outcomes(outcome, [command])
    assert f"{finding.sheet}!{finding.cell}" == place
    said(finding)
    if code is OutcomeCode.OVER_LINE and binds:
        assert sentence(finding, Language.CHINESE) == (
            "超过额度:受限于国别限额(日本),余 120.00 万美元,2026-11-27 恢复 500.00;"
            "归口 风险管理部 李 8021"
        )
