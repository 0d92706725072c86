"""The rows of the limits sheets, as the database answers them. Shapes only.

Amounts are `int` ledger minor units (US cents) unless the field says otherwise; codes are the
database's own; `None` is "nothing there", never zero; `version` is opaque text, sent with an edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
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
from backend.queries.factor_terms import NO_TERMS, FactorTerms


@dataclass(frozen=True, kw_only=True)
class InstitutionName:
    """An institution as sheets name it. `short_zh` falls back to the English short name."""

    bic8: str
    customer_number: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    pinyin_initials: str
    country: str
    city: str
    group: str
    head_office: str  # BIC8 of the head office, for a branch
    onshore_legal_person: bool
    is_sample: bool


@dataclass(frozen=True, kw_only=True)
class LedgerRow:
    """One line of 额度台账: a legal entity's total (`product` empty) or one of its products.

    `key` is `BIC8` or `BIC8/product`. `available_minor` is the minimum over the path for the
    whole line; never summed. `frozen_all` says that new use is suspended altogether.
    """

    key: str
    version: str
    country: str
    group_zh: str
    group_en: str
    institution: InstitutionName
    grade: str
    product: str
    line_type: LineType
    currency: str
    approved_minor: int
    temporary_minor: int
    temporary_until: date | None
    used_minor: int
    reserved_minor: int
    frozen_minor: int
    suspended: bool
    available_minor: int
    binding: Binding | None
    excess_active_minor: int
    excess_passive_minor: int
    max_tenor_days: int | None
    expiry_date: date | None
    days_left: int | None
    approval_number: str
    relationship_manager_zh: str
    relationship_manager_en: str
    source: str  # "manual" (then `approved` is editable) or "limit_system"
    source_time: datetime | None
    is_sample: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class UnitShare:
    """What one unit holds of a product line."""

    allocated_minor: int
    used_minor: int
    reserved_minor: int
    available_minor: int


@dataclass(frozen=True, kw_only=True)
class AllocationRow:
    """One row of 部门分配: institution x product, a share for every unit that has ever held one.

    `key` is `BIC8/product`. `shares` is keyed by unit code, branches included; a unit that is
    missing there holds nothing. `allocated_minor` counts the top-level units only (a branch's
    share lies inside its group's). `lent_minor`: open temporary transfers between units.
    """

    key: str
    version: str
    country: str
    institution: InstitutionName
    product: str
    approved_minor: int
    allocated_minor: int
    shares: Mapping[str, UnitShare]
    lent_minor: int


@dataclass(frozen=True, kw_only=True)
class RequestRow:
    """One row of 申请与调剂. `amount_minor` and `granted_minor` count in `currency`."""

    key: str  # SQ-20261123-007
    version: str
    state: RequestState
    kind: RequestKind
    unit: str
    requester_zh: str
    requester_en: str
    institution: InstitutionName
    product: str
    currency: str
    amount_minor: int
    line_use_minor: int
    factor_percent: str
    rate: str
    from_date: date
    last_date: date
    maturity_date: date | None
    on_expiry: OnExpiry
    purpose: str
    lending_unit: str
    consent: Consent | None
    consent_by_zh: str
    consent_by_en: str
    consent_at: datetime | None
    test_room_minor: int  # positive: fits, with this much to spare; negative: short by so much
    test_binding: Binding | None
    granted_minor: int | None
    decision_note: str
    maker: str  # names and times in one text: "Li Ming 2026-11-23 11:05"
    checker: str
    approver: str
    drawn_minor: int  # ledger currency
    outstanding_minor: int  # ledger currency
    file_count: int


@dataclass(frozen=True, kw_only=True)
class UnitName:
    """A department or branch, in the order of the allocation sheet. `parent` is a unit's code."""

    code: str
    parent: str
    name_zh: str
    name_en: str
    telephone: str


@dataclass(frozen=True, kw_only=True)
class Label:
    """A code with its two names."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class LadderRow:
    """One node as the form 额度速查 shows it: figures of the ledger currency, and whom to ask.

    `available_minor` is its own room, not the path's. `across`: whose lines it bounds across.
    """

    key: str
    dimension: Dimension
    label_zh: str
    label_en: str
    approved_minor: int
    temporary_minor: int
    used_minor: int
    reserved_minor: int
    frozen_minor: int
    available_minor: int
    suspended: bool = False
    expiry_date: date | None = None
    max_tenor_days: int | None = None
    owner_zh: str = ""
    owner_en: str = ""
    telephone: str = ""
    next_release_date: date | None = None
    next_release_minor: int = 0
    across: str = ""
    tenor_from_days: int = 0
    currency: str = ""


@dataclass(frozen=True, kw_only=True)
class UseRow:
    """One open deal or reservation: who uses a line. `amount_minor` is its line use."""

    institution: str  # BIC8 of the institution whose line is charged
    product: str
    unit: str
    reference: str
    amount_minor: int
    maturity_date: date | None
    reserved: bool  # a reservation, else a draw


@dataclass(frozen=True, kw_only=True)
class Lookups:
    """Everything that a drop-down offers or a typed name may mean, and what 额度速查 computes with.

    `units` are the top-level allocating units in order; `branches` those beneath. `minor_units` and
    `rates` (US dollars for one) are keyed by currency, `factors` by product (1 is 100%; `terms` go
    before). `ladder` holds every node with a line, `uses` what is open, largest first.
    """

    institutions: Sequence[InstitutionName]
    products: Sequence[Label]
    units: Sequence[UnitName]
    branches: Sequence[UnitName]
    countries: Mapping[str, Label]
    minor_units: Mapping[str, int]
    agreed_currencies: Sequence[str]  # those with a rate: what a request may be made in
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    terms: FactorTerms = NO_TERMS
    ladder: Sequence[LadderRow] = ()
    uses: Sequence[UseRow] = ()
    choices: Mapping[str, Sequence[Label]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Pull:
    """The identity of one reading: what a workbook carries and a push sends back."""

    id: str
    made_at: datetime  # UTC
    as_of: date  # the business date of its figures
    login: str
    database_id: str
    schema_version: str


@dataclass(frozen=True, kw_only=True)
class LimitsBook:
    """All that the limits workbook shows, read in one snapshot."""

    pull: Pull
    ledger: Sequence[LedgerRow]
    allocation: Sequence[AllocationRow]
    requests: Sequence[RequestRow]
    lookups: Lookups


#: The versions that a sheet carries: {sheet: {row key: version}}.
Versions = Mapping[str, Mapping[str, str]]
#: The editable values of rows at those versions: (row key, column identifier) to minor units,
#: text, date, code or `None`. A row that is missing cannot be rebuilt: it must be refreshed first.
Cells = Mapping[tuple[str, str], object]
#: Such cells by sheet.
Bases = Mapping[str, Cells]
