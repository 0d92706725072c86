"""The figures and sentences of a paper, against what was put into the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.language import Language
from backend.queries.meeting_paper.material import brief_facts
from backend.queries.meeting_paper.rows import BriefFacts
from backend.queries.reciprocity.year import read_year
from tests import house
from tests.house import MONDAY, YI, YI_SINGAPORE
from tests.letters.conftest import Secretary
from tests.letters.reading import docx_words
from workbooks.letters.meeting_paper import Occasion, internal_paper
from workbooks.letters.paper import Paper
from workbooks.letters.words import growth_said, share_said, unit_for


def facts_of(secretary: Secretary, bank: str = YI) -> BriefFacts:
    return secretary.house.reading(lambda connection: brief_facts(connection, bank, MONDAY))


def paper_of(secretary: Secretary, language: Language) -> Paper:
    occasion = Occasion(date(2026, 12, 1), (), secretary.house.clock())
    return internal_paper(facts_of(secretary), occasion, language)


def rows_under(paper: Paper, heading: str) -> list[list[str]]:
    (block,) = [one for page in paper.pages for one in page if one.heading == heading]
    return [[cell.text for cell in row] for row in block.shown_rows]


# --- page one ----------------------------------------------------------------------------------


def test_five_figures_of_three_years_in_dollars_at_one_rate(secretary: Secretary) -> None:
    """EUR 447,800 mn at 1.0837 are USD 485,280.86 mn: 4,852.81 亿美元, USD bn 485.28."""
    chinese = rows_under(paper_of(secretary, Language.CHINESE), "主要指标")
    assert chinese[0] == ["项目", "2023年", "2024年", "2025年"]
    assert chinese[1] == ["总资产", "4,468.10", "4,680.50", "4,852.81"]
    assert chinese[3] == ["净利润", "26.12", "28.77", "28.07"]
    assert chinese[4] == ["核心一级资本充足率", "13.85%", "14.02%", "14.33%"]
    english = rows_under(paper_of(secretary, Language.ENGLISH), "Key figures")
    assert english[1] == ["Total assets", "446.81", "468.05", "485.28"]
    block = paper_of(secretary, Language.CHINESE).pages[0][2]
    assert "1 EUR = 1.0837 美元" in block.note
    assert block.note.startswith("亿美元")


def test_flows_of_ten_months_beside_the_same_ten(secretary: Secretary) -> None:
    """310 and 400 million a year ago, 30% more now; twelve months of 2025 are not counted."""
    chinese = rows_under(paper_of(secretary, Language.CHINESE), "与我行往来")
    assert chinese[1] == ["来委", "110", "4.03", "3.10", "▲30.0%"]
    assert chinese[2] == ["去委", "110", "5.20", "4.00", "▲30.0%"]
    english = rows_under(paper_of(secretary, Language.ENGLISH), "Business with us")
    assert english[1][2:] == ["403.00", "310.00", "▲30.0%"]


def test_the_paper_says_the_figures_of_the_reciprocity_sheet(secretary: Secretary) -> None:
    with secretary.house.engine.begin() as connection:
        # A correction in yen, of a branch: another month, another currency, another rounding.
        connection.execute(
            text(
                "INSERT INTO dealing SELECT 'correction', 3, unit_code, product_code, direction,"
                " 'JPY', month, 7, 123456789, 0, source, '', NULL, 1, loaded_at"
                " FROM dealing WHERE id = '1/2026/3/in'"
            )
        )
    year = secretary.house.reading(lambda connection: read_year(connection, 2026, MONDAY))
    (row,) = [one for one in year.rows if one.institution.bic8 == YI]
    flows = facts_of(secretary).public.dealings
    assert flows.inward.count == row.sums.inward.count == 117
    assert flows.inward.amount_minor == row.sums.inward.amount_minor > 403_000_000_00
    assert flows.outward.amount_minor == row.sums.outward.amount_minor
    assert flows.inward.amount_before_minor == row.sums.inward_before.amount_minor
    assert facts_of(secretary, YI_SINGAPORE).public.dealings == flows, "a branch is its bank's"


def test_a_paper_of_january_tells_the_year_that_has_ended(secretary: Secretary) -> None:
    facts = secretary.house.reading(
        lambda connection: brief_facts(connection, YI, date(2027, 1, 11))
    )
    flows, plan = facts.public.dealings, facts.internal.plan
    assert (flows.year, flows.last_month) == (2026, 12)
    assert (flows.inward.count, flows.inward.count_before) == (110, 132)
    assert plan is not None, "beside the plan of that year"


def test_an_account_is_averaged_over_all_days_of_the_months(secretary: Secretary) -> None:
    """Ten months have 304 days; one that stood in October only has a balance on 31 of them."""
    with secretary.house.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO account_average (institution_id, kind, currency_code, month,"
                " average_minor, source, is_sample, loaded_at)"
                " SELECT institution_id, kind, 'JPY', month, 304000, source, is_sample, loaded_at"
                " FROM account_average WHERE kind = 'vostro' AND month = '2026-10-01'"
            )
        )
    accounts = facts_of(secretary).internal.accounts
    assert [(one.kind, one.currency, one.average_minor) for one in accounts] == [
        ("nostro", "EUR", 86_420_000_00),
        ("vostro", "JPY", 31_000),
        ("vostro", "USD", 135_790_000_00),
    ]


def test_our_line_is_the_ledgers(secretary: Secretary) -> None:
    assert secretary.house.draw(30_000_000_00).accepted
    rows = rows_under(paper_of(secretary, Language.CHINESE), "授信额度")
    assert rows[1][:4] == ["法人合计", "3.13", "0.30", "10%"]
    assert rows[2][1:4] == ["1.00", "0.30", "30%"]


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(130, 100, "▲30.0%"), (70, 100, "▼30.0%"), (5, 0, "—"), (5, -1, "—"), (100, 100, "0.0%")],
)
def test_growth_has_an_arrow_and_no_base_a_dash(now: int, before: int, said: str) -> None:
    assert growth_said(now, before) == said


def test_a_share_of_nothing_is_a_dash() -> None:
    assert share_said(5, 0) == "—"
    assert share_said(1, 3) == "33%"


@pytest.mark.parametrize(
    ("minor", "language", "said"),
    [
        (120_000_000_00, Language.CHINESE, "1.20 亿美元"),
        (99_999_999_99, Language.CHINESE, "10,000.00 万美元"),
        (120_000_000_00, Language.ENGLISH, "120.00 USD mn"),
        (12_000_000_000_00, Language.ENGLISH, "12.00 USD bn"),
    ],
)
def test_the_unit_suits_the_largest_amount(minor: int, language: Language, said: str) -> None:
    unit = unit_for([minor, 1, None], language)
    assert f"{unit.said(minor)} {unit.label}" == said


# --- page two ----------------------------------------------------------------------------------


def test_points_follow_from_what_stands(secretary: Secretary) -> None:
    secretary.house.approve(
        100 * house.MILLION, base=100 * house.MILLION, expiry_date=date(2026, 12, 31)
    )
    rows = rows_under(paper_of(secretary, Language.CHINESE), "会谈要点建议")
    said = " ".join(cell for row in rows for cell in row)
    for part in (
        "本年来委目标 7.77亿美元,2026年1–10月累计 4.03亿美元,完成 52%",
        "来委 4.03亿美元,少于去委 5.20亿美元",
        "应于2026年9月30日前落实,尚无结果",
        "额度将于2026年12月31日到期",
        "2026年8月14日无理拒付尚未结案",
        "额度、等级、定价不作承诺",
    ):
        assert part.replace(",", ",") in said.replace(",", ","), part
    assert [row[0] for row in rows if row[0]] == ["我方诉求", "对方关注", "口径"]


def test_what_was_written_once_waits_for_its_translation(secretary: Secretary) -> None:
    english = paper_of(secretary, Language.ENGLISH)
    events = rows_under(english, "Recent events")
    assert "Pressure on asset quality" in events[1][2]
    assert events[2][2].startswith("‹待译›")
    assert "SJ-20260914-002" in english.closing
    assert "HT-20260618-001" in english.closing
    assert "English points" in english.closing
    chinese = paper_of(secretary, Language.CHINESE)
    assert "‹待译›" not in str(chinese.pages)
    assert "SJ-20260914-002 英文摘要" in chinese.closing


def test_a_promise_shows_where_it_stands(secretary: Secretary) -> None:
    rows = rows_under(paper_of(secretary, Language.CHINESE), "上次会谈及落实")
    assert rows[1][2].startswith("已逾期")
    assert "2026-09-30" in rows[1][2]
    assert rows[2][2].startswith("已落实 2025-12-12")


def test_an_empty_house_says_what_is_missing(
    tmp_path: Path, sit: Callable[[house.House], Secretary]
) -> None:
    secretary = sit(house.build(tmp_path))
    said = docx_words(secretary.papers()["zh.docx"])
    closing = said[said.index("待补:") if "待补:" in said else said.rindex("待补") :]
    for part in (
        "主要股东",
        "排名",
        "联系人",
        "外部评级",
        "财务数据",
        "来委、去委数据",
        "内部等级",
    ):
        assert part in closing
    assert "来宾名单" not in closing, "it was given"
    for row in ("无外部评级记录", "无财务数据", "未核定授信额度", "无会谈记录"):
        assert row in said


def test_without_a_rate_the_banks_own_currency_stands(secretary: Secretary) -> None:
    facts = facts_of(secretary)
    public = replace(facts.public, rates_e12={})
    occasion = Occasion(MONDAY, (), secretary.house.clock())
    paper = internal_paper(replace(facts, public=public), occasion, Language.ENGLISH)
    assert rows_under(paper, "Key figures")[1] == ["Total assets", "412.30", "431.90", "447.80"]
    assert paper.pages[0][2].note.startswith("EUR bn")


def test_a_standing_phrase_is_translated_and_nothing_else(secretary: Secretary) -> None:
    """The plan's second line is in the phrase table, the first is somebody's own."""
    rows = rows_under(paper_of(secretary, Language.ENGLISH), "Suggested points")
    assert rows[0] == ["We ask", "‹待译›"]
    assert rows[1] == ["", "Ask them for their annual report."]
    facts = facts_of(secretary)
    assert facts.internal.plan is not None
    plan = replace(facts.internal.plan, points="请对方下调收费")
    facts = replace(facts, internal=replace(facts.internal, plan=plan))
    occasion = Occasion(MONDAY, (), secretary.house.clock())
    assert "English points" not in internal_paper(facts, occasion, Language.ENGLISH).closing


def test_an_open_rating_action_is_foreseen_and_answered(secretary: Secretary) -> None:
    with secretary.house.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE event SET closed_date = NULL, version = version + 1"
                " WHERE number = 'SJ-20260914-001'"
            )
        )
    rows = rows_under(paper_of(secretary, Language.CHINESE), "会谈要点建议")
    said = [" ".join(row) for row in rows]
    assert [one for one in said if "2026年9月14日评级有变动" in one]
    assert [one for one in said if "2026年9月14日评级" in one and "不作评论" in one]


def test_a_loss_stands_in_brackets() -> None:
    unit = unit_for([286_483_000_000_00], Language.CHINESE)
    assert unit.said(-208_000_000_00) == "(2.08)"
    assert unit.said(None) == "—"
