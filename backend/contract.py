"""What the rooms say to each other: commands in, findings and outcomes out.

Standard library only; no logic. Commands are imperative and frozen; their `id` is minted before
they are sent, so that a repeat is recognised. Amounts are `int` minor units of the currency that
the field's name or its neighbour states. A `place` is where a person typed it, for example
`Allocation!I12`: the backend carries it through and never reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Dimension(StrEnum):
    """The dimensions in which a limit may be set, from the widest to the leaf."""

    COUNTRY = "country"
    GROUP = "group"
    ENTITY = "entity"
    PRODUCT = "product"
    UNIT = "unit"


class LineType(StrEnum):
    """Whether a release gives the line back: only a revolving one."""

    REVOLVING = "revolving"
    ONE_OFF = "one_off"
    SPECIAL = "special"


class OnExpiry(StrEnum):
    """How a temporary transfer goes home after its last day."""

    UNUSED_RETURNS = "unused_returns"  # the drawn part follows deal by deal
    ALL_RETURNS = "all_returns"  # at once, leaving a passive excess where it was drawn


class RequestKind(StrEnum):
    """What a unit may ask for in the requests sheet."""

    USE = "use"  # 领用: a grant becomes a reservation
    TRANSFER = "transfer"  # 调剂: a temporary transfer from another unit


class RequestState(StrEnum):
    """Where a request stands."""

    SUBMITTED = "submitted"
    AWAITING_LENDER = "awaiting_lender"
    AWAITING_CHECK = "awaiting_check"
    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    LAPSED = "lapsed"
    SETTLED = "settled"


class Consent(StrEnum):
    """The lending unit's answer."""

    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class Command:
    """An order with its own identity.

    `id` is text of at most 64 characters, unique for ever. `login` is the person who gives it.
    """

    id: str
    login: str
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class UseCommand(Command):
    """The deal that reserve and draw have in common: who is charged, with what, until when.

    `institution` is a BIC8 and `amount_minor` counts in `currency`, the deal's own.
    """

    institution: str
    product: str
    unit: str
    currency: str
    amount_minor: int
    value_date: date
    maturity_date: date
    reference: str = ""
    request: str = ""


@dataclass(frozen=True, kw_only=True)
class ReserveLimit(UseCommand):
    """预占: hold room for a deal that is being agreed, until the close of `last_date`."""

    last_date: date


@dataclass(frozen=True, kw_only=True)
class DrawLimit(UseCommand):
    """占用: a deal is done. `reservation` names the one it resolves; `told` posts in any case."""

    reservation: str = ""
    told: bool = False


@dataclass(frozen=True, kw_only=True)
class VoidReservation(Command):
    """Give a reservation back unused."""

    reservation: str


@dataclass(frozen=True, kw_only=True)
class ReleaseDraw(Command):
    """恢复: the deal, or `amount_minor` of it in its own currency, is over."""

    draw: str
    amount_minor: int | None = None


@dataclass(frozen=True, kw_only=True)
class ApproveLine(Command):
    """批准额度: set an approved line. `base_minor` is what the sender saw, `None` for a new line.

    `institution` is a BIC8; an empty `product` is the legal entity's total. Amounts are ledger
    currency.
    """

    institution: str
    product: str
    target_minor: int
    base_minor: int | None
    line_type: LineType = LineType.REVOLVING
    effective_date: date | None = None
    expiry_date: date | None = None
    max_tenor_days: int | None = None
    approval_number: str = ""
    note: str | None = None
    is_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class ApproveCap(Command):
    """Set the cap of a country or region (`dimension` COUNTRY) or the line of a group (GROUP).

    `code` is the country's or the group's; amounts are ledger currency. `owner_unit` and
    `owner_login` answer for it.
    """

    dimension: Dimension
    code: str
    target_minor: int
    base_minor: int | None
    owner_unit: str = ""
    owner_login: str = ""
    effective_date: date | None = None
    expiry_date: date | None = None
    approval_number: str = ""
    is_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class AnnotateLine(Command):
    """Write the department's note beside a line; `base_note` is the one the sender saw."""

    institution: str
    product: str
    note: str
    base_note: str


@dataclass(frozen=True, kw_only=True)
class AllocateLine(Command):
    """分配调整: set what a unit holds of a product line, in ledger minor units."""

    institution: str
    product: str
    unit: str
    target_minor: int
    base_minor: int
    reason: str
    effective_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReallocateLine(Command):
    """A permanent transfer: `amount_minor` of the ledger currency moves from unit to unit."""

    institution: str
    product: str
    from_unit: str
    to_unit: str
    amount_minor: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class RaiseRequest(Command):
    """领用申请 or 调剂: a unit asks, in the deal's own currency."""

    kind: RequestKind
    institution: str
    product: str
    unit: str
    currency: str
    amount_minor: int
    from_date: date
    last_date: date
    maturity_date: date | None = None
    on_expiry: OnExpiry = OnExpiry.UNUSED_RETURNS
    purpose: str = ""
    lending_unit: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsentToRequest(Command):
    """The lending unit agrees or declines. `version` is the request's, as the sender saw it."""

    request: str
    consent: Consent
    version: int


@dataclass(frozen=True, kw_only=True)
class GrantRequest(Command):
    """批复: the department grants `granted_minor` (the request's currency); zero refuses."""

    request: str
    granted_minor: int
    note: str
    version: int


@dataclass(frozen=True, kw_only=True)
class CheckRequest(Command):
    """复核: a second person confirms or sends back; only then does anything move."""

    request: str
    confirmed: bool
    note: str
    version: int


class OutcomeCode(StrEnum):
    """What became of a command. Precedence among refusals is the order of this list.

    The first that applies is named; the order is part of the contract (`docs/ledger.md`).
    """

    DONE = "done"
    EXISTS = "exists"  # the same command again: nothing was done twice
    ID_REUSED = "id_reused"  # the id belongs to another content
    NOT_PERMITTED = "not_permitted"
    UNKNOWN_INSTITUTION = "unknown_institution"
    UNKNOWN_PRODUCT = "unknown_product"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_CURRENCY = "unknown_currency"
    UNKNOWN_CAP = "unknown_cap"  # no such country, region or group
    NO_RATE = "no_rate"
    UNKNOWN_REFERENCE = "unknown_reference"  # reservation, draw or request not found
    BAD_AMOUNT = "bad_amount"  # zero, negative or beyond what is left
    BAD_DATE = "bad_date"
    ALREADY_RESOLVED = "already_resolved"
    CHANGED_MEANWHILE = "changed_meanwhile"  # the base is no longer what the sender saw
    REASON_MISSING = "reason_missing"
    SAME_PERSON = "same_person"
    WRONG_STATE = "wrong_state"
    NO_LINE = "no_line"
    NOT_EFFECTIVE = "not_effective"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    TENOR = "tenor"
    OVER_ALLOCATED = "over_allocated"  # the units together would hold more than the line
    BELOW_USE = "below_use"  # less than what is used and reserved
    OVER_LINE = "over_line"


@dataclass(frozen=True)
class Binding:
    """The node that decides, in figures of the ledger currency, and whom to ask about it."""

    node: str
    dimension: Dimension
    label_zh: str
    label_en: str
    room_minor: int
    owner_zh: str = ""
    owner_en: str = ""
    telephone: str = ""
    held_by_zh: str = ""
    held_by_en: str = ""
    next_release_date: date | None = None
    next_release_minor: int = 0


@dataclass(frozen=True)
class Outcome:
    """The answer to one command. `detail` holds the parameters of `outcome.<code>`'s sentence.

    `reference` names what arose (an entry id, a request number); `available_minor` is what is
    left over the whole path afterwards; `excess_minor` is what a told deal left over the line.
    """

    code: OutcomeCode
    command_id: str
    reference: str = ""
    binding: Binding | None = None
    line_use_minor: int = 0
    available_minor: int | None = None
    excess_minor: int = 0
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        """Whether what was ordered now stands in the database."""
        return self.code in {OutcomeCode.DONE, OutcomeCode.EXISTS}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong in one place; its sentence is `finding.<code>` in the glossary.

    `sheet` is the sheet's identifier (`allocation`), `cell` its address (`I12`).
    """

    code: str
    sheet: str
    cell: str
    row_key: str = ""
    column: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    blocking: bool = True


@dataclass(frozen=True)
class Submission:
    """变更单: the edits of one pull as commands, sent as one transaction.

    `id` is UUIDv5 of the pull and the canonical edits, so a second click is the same submission.
    """

    id: str
    pull_id: str
    login: str
    commands: Sequence[Command]


@dataclass(frozen=True)
class SubmissionOutcome:
    """What became of a submission: outcomes in the order of its commands; `applied` or not."""

    submission_id: str
    applied: bool
    repeated: bool
    outcomes: Sequence[Outcome]
