"""The ten-second answer of day A, and the loan of day B, on the whole sample."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.desk.desk import Desk

ASKED = ("slb", "placement", "100mn")  # by pinyin initials: 示例丙
NUMBER = "SQ-20261123-001"
JIANGSU, DOMESTIC, TRADE = "320000", "domestic_branches", "trade"


# --- day A ---------------------------------------------------------------------------------------


def test_a_trader_is_answered(desk: Desk) -> None:
    before = desk.dump()
    said = desk.run("zhou_jie", "simulate", *ASKED)
    assert said.code == 0
    assert said.words.startswith(
        "Yes: Sample C(EXMCJPJT) Placement USD 100,000,000.00 to 2026-12-23, Treasury; "
        "line use 10,000.00 x USD 10,000, 3,250.00 x USD 10,000 left afterwards, "
        "bound by Country cap (Japan), Risk Management Li Min 8021. As of 2026-11-23 10:00"
    )
    assert "Country cap (Japan) ◀" in said.words
    chinese = desk.run("zhou_jie", "simulate", *ASKED, language="zh").words
    assert "本笔后可用 3,250.00 万美元,受限于国别限额(日本),风险管理部 李敏 8021" in chinese
    assert desk.dump() == before


@pytest.mark.parametrize(
    "named", ["slb", "示例丙", "示例银行丙", "Sample C", "exmcjpjt", "K331192620"]
)
@pytest.mark.parametrize(("product", "amount"), [("placement", "1亿"), ("同业拆借", "100,000,000")])
def test_however_the_bank_is_named(desk: Desk, named: str, product: str, amount: str) -> None:
    answer = desk.ask("zhou_jie", "simulate", named, product, amount)
    assert answer["outcome"] == "done"
    assert (answer["line_use_usd"], answer["available_usd"]) == ("100000000.00", "32500000.00")
    bound = answer["bound_by"]
    assert (bound["node"], bound["owner_zh"], bound["telephone"]) == (
        "country:JP",
        "风险管理部 李敏",
        "8021",
    )


def test_no_names_who_holds_the_room_and_when_it_comes_back(desk: Desk) -> None:
    said = desk.run("zhou_jie", "simulate", "slb", "placement", "3亿", language="zh", machine=True)
    assert (said.code, said.answer["outcome"]) == (1, "over_line")
    bound = said.answer["bound_by"]
    assert bound["room_usd"] == "132500000.00"
    assert bound["held_by_zh"]
    assert bound["held_by_en"]
    assert bound["next_release_date"] > "2026-11-23"
    assert Decimal(bound["next_release_usd"]) > 0
    words = desk.run("zhou_jie", "simulate", "slb", "placement", "3亿", language="zh").words
    assert words.startswith("不可以:示例丙(EXMCJPJT) 同业拆借 USD 300,000,000.00,资金部。超过额度")
    for part in (bound["held_by_zh"], bound["next_release_date"], "李敏 8021"):
        assert part in words


def test_a_reservation_holds_its_room_once(desk: Desk) -> None:
    first = desk.ask("zhou_jie", "reserve", *ASKED, "--id", "deal-1")
    assert (first["reference"], first["available_usd"]) == ("YZ-20261123-0001", "32500000.00")
    again = desk.ask("zhou_jie", "reserve", *ASKED, "--id", "deal-1")
    assert (again["outcome"], again["reference"]) == ("exists", "YZ-20261123-0001")
    other = desk.run("zhou_jie", "reserve", "slb", "placement", "200mn", "--id", "deal-1")
    assert other.code == 1
    assert "used for other content" in other.words

    short = desk.run("zhou_jie", "reserve", *ASKED)
    assert short.code == 1
    assert "3,250.00 x USD 10,000 left" in short.words
    assert desk.run("zhou_jie", "release", "YZ-20261123-0001").code == 0
    assert desk.ask("zhou_jie", "simulate", *ASKED)["available_usd"] == "32500000.00"


def test_a_reservation_becomes_a_deal(desk: Desk) -> None:
    desk.ask("zhou_jie", "reserve", *ASKED)
    drawn = desk.ask("zhou_jie", "draw", *ASKED, "--reservation", "YZ-20261123-0001")
    assert drawn["available_usd"] == "32500000.00"
    part = desk.run("zhou_jie", "release", drawn["reference"], "--amount", "40mn")
    assert "7,250.00 x USD 10,000 available" in part.words


def test_an_unused_reservation_lapses_overnight(desk: Desk) -> None:
    desk.ask("zhou_jie", "reserve", *ASKED)
    held = desk.run("zhou_jie", "reserve", "slb", "placement", "1mn", "--until", "2026-11-25")
    assert held.code == 0
    desk.at("2026-11-24")
    # Released: 10,000 held overnight. Deals may end too, so the country has at least as much.
    shown = desk.ask("zhou_jie", "show", "slb", "--product", "placement", "--unit", "treasury")
    line = next(one for one in shown["nodes"] if one["node"].startswith("product:"))
    assert line["reserved_usd"] == "1000000.00"
    desk.at("2026-11-26")
    shown = desk.ask("zhou_jie", "show", "slb", "--product", "placement", "--unit", "treasury")
    line = next(one for one in shown["nodes"] if one["node"].startswith("product:"))
    assert line["reserved_usd"] == "0.00"


# --- day B ---------------------------------------------------------------------------------------


@pytest.fixture
def lent(small_desk: Desk) -> Desk:
    """Jiangsu borrows five million until Friday and draws three until February."""
    desk = small_desk
    transfer = "transfer sly trade_finance 5mn --from trade --until 2026-11-27 --purpose LC-778"
    draw = "draw sly trade_finance 3mn --maturity 2027-02-26 --reference LC-778 --request"
    for login, words in (
        ("deng_hui", transfer),
        ("zheng_yan", f"consent {NUMBER}"),
        ("li_ming", f"grant {NUMBER}"),
        ("zhang_wei", f"confirm {NUMBER}"),
        ("deng_hui", f"{draw} {NUMBER}"),
    ):
        said = desk.run(login, *words.split())
        assert said.code == 0, said.words
    return desk


def share(desk: Desk, unit: str, day: str = "") -> tuple[int, int, int]:
    """Return temporary, used and available of a unit's share, in ten thousand dollars."""
    as_of = ("--as-of", day) if day else ()
    shown = desk.ask("deng_hui", "show", "sly", "--product", "trade_finance", *as_of)
    node = next(one for one in shown["nodes"] if one["unit"] == unit)
    names = ("temporary_usd", "used_usd", "available_usd")
    temporary, used, available = (round(Decimal(node[name]) / 10_000) for name in names)
    return temporary, used, available


@pytest.mark.parametrize(
    ("day", "jiangsu", "trade"),
    [
        ("2026-11-23", (500, 300, 200), (-500, 782, 1718)),
        ("2026-11-27", (500, 300, 200), (-500, 782, 1718)),  # Friday: the last day, inclusive
        ("2026-11-28", (300, 300, 0), (-300, 782, 1918)),  # the unused part is home
        ("2026-11-30", (300, 300, 0), (-300, 782, 1918)),
        ("2026-12-07", (300, 300, 0), (-300, 782, 1918)),  # a week in which nothing ran
        ("2027-02-26", (300, 300, 0), (-300, 782, 1918)),  # the drawn part stays with its deal
    ],
)
def test_the_figures_of_each_day(
    lent: Desk, day: str, jiangsu: tuple[int, int, int], trade: tuple[int, int, int]
) -> None:
    before = lent.dump()
    assert share(lent, JIANGSU, day) == jiangsu
    assert share(lent, TRADE, day) == trade
    assert lent.dump() == before


def test_the_drawn_part_goes_home_with_its_deal(lent: Desk) -> None:
    lent.at("2026-12-07")
    ((draw,),) = lent.select("SELECT id FROM entry WHERE kind = 'draw' AND reference = 'LC-778'")
    assert lent.run("deng_hui", "release", draw, "--amount", "1mn").code == 0
    assert share(lent, JIANGSU) == (200, 200, 0)
    assert share(lent, TRADE) == (-200, 782, 2018)
    assert lent.run("deng_hui", "release", draw).code == 0
    assert share(lent, JIANGSU) == (0, 0, 0)
    assert share(lent, TRADE) == (0, 782, 2218)
    assert lent.run("deng_hui", "release", draw).code == 1
    assert "Temporary transfer" not in lent.run("deng_hui", "show", "sly").words


def test_a_week_in_which_nothing_ran(lent: Desk) -> None:
    lent.at("2026-12-07")
    opened = lent.ask("deng_hui", "today")
    assert opened["business_date"] == "2026-12-07"
    assert len(opened["opened"]) == 10
    assert not {"2026-11-28", "2026-11-29"} & set(opened["opened"])  # a weekend
    assert share(lent, JIANGSU) == (300, 300, 0)
    days = lent.select(
        "SELECT business_date FROM entry WHERE kind LIKE '%return%' OR kind = 'lapse'"
    )
    assert days, "the return was posted"
    assert lent.ask("deng_hui", "today")["opened"] == []
    assert lent.run("deng_hui", "verify").code == 0


def test_a_clock_that_was_set_back_opens_nothing(lent: Desk) -> None:
    lent.at("2026-12-07")
    lent.ask("deng_hui", "today")
    lent.at("2026-11-25")
    assert lent.ask("deng_hui", "today") == {
        "business_date": "2026-12-07",
        "opened": [],
        "revalued": None,
    }
    assert share(lent, JIANGSU) == (300, 300, 0)
    past = lent.run("deng_hui", "show", "sly", "--as-of", "2026-11-25")
    assert past.code == 0
    assert "on 2026-11-25, as known today" in past.words
    answer = lent.ask("zhou_jie", "reserve", "slb", "placement", "1mn")
    assert answer["reference"].startswith("YZ-20261207-")


def test_who_asked_may_not_decide(small_desk: Desk) -> None:
    desk = small_desk
    asked = ("transfer", "sly", "trade_finance", "5mn", "--from", "trade", "--until", "2026-11-27")
    assert desk.run("deng_hui", *asked, "--purpose", "LC-778").code == 0
    for login, words in (
        ("deng_hui", ("consent", NUMBER)),
        ("zhou_jie", ("consent", NUMBER)),
        ("deng_hui", ("grant", NUMBER)),
        ("zhang_wei", ("confirm", NUMBER)),  # nothing is granted yet
    ):
        said = desk.run(login, *words)
        assert said.code == 1, (login, words)
    assert desk.select("SELECT state FROM request") == [("awaiting_lender",)]


def test_a_share_moves_for_good(small_desk: Desk) -> None:
    desk = small_desk
    words = ("transfer", "sly", "trade_finance", "200万", "--from", "trade", "--to", "320000")
    said = desk.run("li_ming", *words, "--permanent", "--purpose", "年度调整", language="zh")
    assert said.code == 0, said.words
    assert desk.approved("EXMBDEFF/trade_finance/320000") == 200
    assert desk.approved("EXMBDEFF/trade_finance/trade") == 2800
    assert desk.approved("EXMBDEFF/trade_finance/domestic_branches") == 1400
