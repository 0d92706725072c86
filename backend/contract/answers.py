"""What comes back: outcomes, findings, and what became of a submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from backend.contract.command import Command
from backend.contract.words import Dimension


class OutcomeCode(StrEnum):
    """What became of a command. Precedence among refusals is the order of this list.

    The first that applies is named; the order is part of the contract (`docs/ledger.md`).
    """

    DONE = "done"
    EXISTS = "exists"  # the same command again: nothing was done twice
    AWAITING = "awaiting"  # recorded; nothing moved before more hands agree
    ID_REUSED = "id_reused"  # the id belongs to another content
    UNREADABLE_TEXT = "unreadable_text"  # a control character, or half of one
    NOT_PERMITTED = "not_permitted"
    UNKNOWN_INSTITUTION = "unknown_institution"
    UNKNOWN_PRODUCT = "unknown_product"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_CURRENCY = "unknown_currency"
    UNKNOWN_CAP = "unknown_cap"  # no such country, region or group
    NO_RATE = "no_rate"
    UNKNOWN_RATING = "unknown_rating"  # not of the agency's own scale
    UNKNOWN_PERSON = "unknown_person"  # nobody of that login
    UNKNOWN_REFERENCE = "unknown_reference"  # reservation, draw or request not found
    UNKNOWN_PARAMETER = "unknown_parameter"  # no such dated table, key or word
    UNKNOWN_BUSINESS = "unknown_business"  # no rule says whom it charges
    NOT_CHARGED = "not_charged"  # such a deal takes another product's line, or nobody's
    NO_STATEMENT = "no_statement"  # nothing to evaluate: no full-year statement
    NO_CAPITAL = "no_capital"  # a rule is on, but nobody says of what it is a share
    BAD_AMOUNT = "bad_amount"  # zero, negative or beyond what is left
    BAD_LEVEL = "bad_level"  # a level that the factor does not have
    BAD_DATE = "bad_date"
    TOO_FEW_HANDS = "too_few_hands"  # below what no policy may give up
    DATE_TAKEN = "date_taken"  # a value of that day stands: it is never altered
    IDENTITY_TAKEN = "identity_taken"  # another institution has that BIC or customer number
    ALREADY_RESOLVED = "already_resolved"
    CHANGED_MEANWHILE = "changed_meanwhile"  # the base is no longer what the sender saw
    REASON_MISSING = "reason_missing"
    TEXT_TOO_LONG = "text_too_long"  # more than its place on paper holds
    SAME_PERSON = "same_person"
    WRONG_STATE = "wrong_state"
    NO_AUTHORITY = "no_authority"  # the last hand's authority ends below the amount
    LENDING_NOT_ALLOWED = "lending_not_allowed"  # by the rules who may give to whom
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
        """Whether what was ordered now stands in the database, or waits there for more hands."""
        return self.code in {OutcomeCode.DONE, OutcomeCode.EXISTS, OutcomeCode.AWAITING}


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
