"""A small bank on paper: books made by hand, so that a test reads like the user's sheet.

    book = book_of(ledger=[line("EXMCJPJT", 3000), line("EXMCJPJT", 2000, "placement")])

Amounts are given in the sheet's unit (ten thousand dollars) as whole numbers or text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from backend.contract import (
    Binding,
    Consent,
    Dimension,
    LineType,
    OnExpiry,
    RequestKind,
    RequestState,
)
from backend.money import to_minor
from backend.queries.rows import (
    AllocationRow,
    Bases,
    InstitutionName,
    Label,
    LadderRow,
    LedgerRow,
    LimitsBook,
    Lookups,
    Pull,
    RequestRow,
    UnitName,
    UnitShare,
    UseRow,
)

TODAY = date(2026, 11, 23)
UNITS = (
    UnitName(code="treasury", parent="", name_zh="资金部", name_en="Treasury", telephone="8100"),
    UnitName(code="trade", parent="", name_zh="国际业务部", name_en="Trade", telephone="8200"),
    UnitName(
        code="investment_banking",
        parent="",
        name_zh="投资银行部",
        name_en="Inv. banking",
        telephone="8300",
    ),
    UnitName(
        code="overseas_branches",
        parent="",
        name_zh="境外分行",
        name_en="Overseas branches",
        telephone="8400",
    ),
    UnitName(
        code="domestic_branches",
        parent="",
        name_zh="境内分行",
        name_en="Domestic branches",
        telephone="8500",
    ),
)
_BRANCHES = (
    ("tokyo", "overseas_branches", "东京分行", "Tokyo Branch"),
    ("london", "overseas_branches", "伦敦分行", "London Branch"),
    ("110000", "domestic_branches", "北京分行", "Beijing Branch"),
    ("310000", "domestic_branches", "上海分行", "Shanghai Branch"),
    ("320000", "domestic_branches", "江苏分行", "Jiangsu Branch"),
)
BRANCHES = tuple(
    UnitName(code=code, parent=parent, name_zh=chinese, name_en=english, telephone="8513")
    for code, parent, chinese, english in _BRANCHES
)
PRODUCTS = (
    Label(code="placement", zh="同业拆借", en="Placement"),
    Label(code="foreign_exchange", zh="外汇及衍生", en="FX and derivatives"),
    Label(code="trade_finance", zh="贸易融资", en="Trade finance"),
)
COUNTRIES = {
    "JP": Label(code="JP", zh="日本", en="Japan"),
    "DE": Label(code="DE", zh="德国", en="Germany"),
    "TW": Label(code="TW", zh="中国台湾", en="Taiwan, China"),
    "CN": Label(code="CN", zh="中国", en="China"),
}


def bank(
    bic8: str, mark: str, english: str, country: str, pinyin: str, *, head_office: str = ""
) -> InstitutionName:
    """Return a sample bank; `mark` is the last character of its Chinese name."""
    return InstitutionName(
        bic8=bic8,
        customer_number=f"7{abs(hash(bic8)) % 10**6:06d}" if not bic8 else f"70{ord(bic8[3]):04d}",
        name_zh=f"示例银行{mark}股份有限公司",
        name_en=f"Example Bank {english} Limited",
        short_zh=f"示例银行{mark}",
        short_en=f"Example {english}",
        pinyin_initials=pinyin,
        country=country,
        city="",
        group="",
        head_office=head_office,
        onshore_legal_person=country == "CN",
        is_sample=True,
    )


GAMMA = bank("EXMCJPJT", "丙", "Gamma", "JP", "SLYHB")
BETA = bank("EXMBDEFF", "乙", "Beta", "DE", "SLYHY")
DELTA = bank("EXMDTWTP", "丁", "Delta", "TW", "SLYHD")
GAMMA_BRANCH = bank(
    "EXMCGB2L", "丙伦敦分行", "Gamma London", "JP", "SLYHBLDFH", head_office="EXMCJPJT"
)
GAMMA_CHINA = bank("EXMCCNBJ", "丙(中国)", "Gamma (China)", "CN", "SLYHBZG")
BANKS = (GAMMA, GAMMA_BRANCH, GAMMA_CHINA, BETA, DELTA)
BY_BIC = {name.bic8: name for name in BANKS}

LOOKUPS = Lookups(
    institutions=BANKS,
    products=PRODUCTS,
    units=UNITS,
    branches=BRANCHES,
    countries=COUNTRIES,
    minor_units={"USD": 2, "EUR": 2, "JPY": 0, "CNY": 2, "BHD": 3},
    agreed_currencies=("USD", "EUR", "JPY", "CNY"),
    rates={
        "USD": Decimal(1),
        "EUR": Decimal("1.0837"),
        "JPY": Decimal("0.00667"),
        "CNY": Decimal("0.1404"),
    },
    factors={
        "placement": Decimal(1),
        "foreign_exchange": Decimal("0.1"),
        "trade_finance": Decimal(1),
    },
)
PULL = Pull(
    id="5f2f7c1e-5a53-4a52-9be1-8b3d58a6b9a1",
    made_at=datetime(2026, 11, 23, 2, 15, tzinfo=UTC),
    as_of=TODAY,
    login="zhang.wei",
    database_id="bank-one",
    schema_version="1",
)


def wan(amount: object) -> int:
    """Return ten thousands of dollars as minor units."""
    return to_minor(Decimal(str(amount)), 6)


def binding(room: object, dimension: Dimension = Dimension.COUNTRY) -> Binding:
    """Return a node that decides, with `room` ten thousands."""
    return Binding(
        node="country/JP",
        dimension=dimension,
        label_zh="国别限额(日本)",
        label_en="Country cap (Japan)",
        room_minor=wan(room),
        owner_zh="风险管理部 李",
        owner_en="Risk Management, Li",
        telephone="8021",
        next_release_date=date(2026, 11, 27),
        next_release_minor=wan(500),
    )


def line(bic8: str, approved: object, product: str = "", **changes: object) -> LedgerRow:
    """Return one line of the ledger; `changes` are fields of `LedgerRow`, amounts in minor."""
    used = wan(approved) // 2
    row = LedgerRow(
        key=f"{bic8}/{product}" if product else bic8,
        version="1",
        country=BY_BIC[bic8].country,
        group_zh="",
        group_en="",
        institution=BY_BIC[bic8],
        grade="3",
        product=product,
        line_type=LineType.REVOLVING,
        currency="USD",
        approved_minor=wan(approved),
        temporary_minor=0,
        temporary_until=None,
        used_minor=used,
        reserved_minor=0,
        frozen_minor=0,
        suspended=False,
        available_minor=wan(approved) - used,
        binding=binding(3250),
        excess_active_minor=0,
        excess_passive_minor=0,
        max_tenor_days=365,
        expiry_date=date(2027, 6, 30),
        days_left=219,
        approval_number="FI-2026-018",
        relationship_manager_zh="王芳",
        relationship_manager_en="Wang Fang",
        source="manual",
        source_time=datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
        is_sample=True,
        note="",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def shares(**allocated: object) -> Mapping[str, UnitShare]:
    """Return shares by unit code, in ten thousands; a leading underscore is dropped."""
    return {
        code.removeprefix("_"): UnitShare(
            allocated_minor=wan(amount),
            used_minor=wan(amount) // 4,
            reserved_minor=0,
            available_minor=wan(amount) - wan(amount) // 4,
        )
        for code, amount in allocated.items()
    }


def split(
    bic8: str, product: str, approved: object, version: str = "1", **allocated: object
) -> AllocationRow:
    """Return one row of the allocation sheet."""
    top = {unit.code for unit in UNITS}
    return AllocationRow(
        key=f"{bic8}/{product}",
        version=version,
        country=BY_BIC[bic8].country,
        institution=BY_BIC[bic8],
        product=product,
        approved_minor=wan(approved),
        allocated_minor=sum(wan(amount) for code, amount in allocated.items() if code in top),
        shares=shares(**allocated),
        lent_minor=0,
    )


def request(number: int, amount_minor: int, **changes: object) -> RequestRow:
    """Return one request: a transfer of placement line that waits for its lender."""
    row = RequestRow(
        key=f"SQ-20261123-{number:03d}",
        version="1",
        state=RequestState.AWAITING_LENDER,
        kind=RequestKind.TRANSFER,
        unit="320000",
        requester_zh="赵敏",
        requester_en="Zhao Min",
        institution=GAMMA,
        product="placement",
        currency="USD",
        amount_minor=amount_minor,
        line_use_minor=amount_minor,
        factor_percent="100",
        rate="1",
        from_date=TODAY,
        last_date=date(2026, 11, 27),
        maturity_date=None,
        on_expiry=OnExpiry.UNUSED_RETURNS,
        purpose="贸易融资",
        lending_unit="treasury",
        consent=None,
        consent_by_zh="",
        consent_by_en="",
        consent_at=None,
        test_room_minor=wan(100),
        test_binding=None,
        granted_minor=None,
        decision_note="",
        maker="赵敏 2026-11-23 11:05",
        checker="",
        approver="",
        drawn_minor=0,
        outstanding_minor=0,
        file_count=0,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def book_of(
    ledger: Sequence[LedgerRow] = (),
    allocation: Sequence[AllocationRow] = (),
    requests: Sequence[RequestRow] = (),
    lookups: Lookups = LOOKUPS,
) -> LimitsBook:
    """Return a book of these rows, as pulled at 10:15 on the 23rd."""
    return LimitsBook(
        pull=PULL, ledger=ledger, allocation=allocation, requests=requests, lookups=lookups
    )


def no_base(_wanted: Mapping[str, Mapping[str, str]]) -> Bases:
    """Answer that no earlier version is known."""
    return {}


def ladder_row(key: str, chinese: str, approved: object, used: object) -> LadderRow:
    """Return one node of the check form's ladder; its key begins with its dimension."""
    dimension = Dimension(key.partition("/")[0])
    return LadderRow(
        key=key,
        dimension=dimension,
        label_zh=chinese,
        label_en=f"Node {key}",
        approved_minor=wan(approved),
        temporary_minor=0,
        used_minor=wan(used),
        reserved_minor=0,
        frozen_minor=0,
        available_minor=wan(approved) - wan(used),
        expiry_date=date(2027, 6, 30),
        max_tenor_days=365 if dimension is Dimension.PRODUCT else None,
        owner_zh="风险管理部 李",
        owner_en="Risk Management, Li",
        telephone="8021",
        next_release_date=date(2026, 11, 27),
        next_release_minor=wan(500),
    )


LADDER = (
    ladder_row("country/JP", "国别限额(日本)", 50000, 36750),
    ladder_row("entity/EXMCJPJT", "法人额度(示例银行丙)", 40000, 22000),
    ladder_row("product/EXMCJPJT/placement", "产品额度(同业拆借)", 30000, 12000),
    ladder_row("unit/EXMCJPJT/placement/treasury", "部门分配(资金部)", 20000, 5000),
)
USES = (
    UseRow(
        institution="EXMCJPJT",
        product="placement",
        unit="treasury",
        reference="ZJ-88121",
        amount_minor=wan(3000),
        maturity_date=date(2026, 12, 3),
        reserved=False,
    ),
    UseRow(
        institution="EXMCJPJT",
        product="placement",
        unit="treasury",
        reference="YZ-20261123-0012",
        amount_minor=wan(1000),
        maturity_date=date(2026, 12, 23),
        reserved=True,
    ),
)


def check_lookups() -> Lookups:
    """Return the lookups with a ladder and its uses, as the check form needs them."""
    return replace(LOOKUPS, ladder=LADDER, uses=USES)


def agreed(row: RequestRow) -> RequestRow:
    """Return the request with the lender's consent."""
    return replace(row, consent=Consent.AGREED, state=RequestState.SUBMITTED)
