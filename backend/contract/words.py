"""The codes that commands and rows share: dimensions, kinds, states."""

from __future__ import annotations

from enum import StrEnum


class Dimension(StrEnum):
    """The dimensions in which a limit may be set: from the widest to the leaf, then across them."""

    COUNTRY = "country"
    GROUP = "group"
    ENTITY = "entity"
    PRODUCT = "product"
    UNIT = "unit"
    TENOR = "tenor"
    CURRENCY = "currency"
    REGULATION = "regulation"


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
    EXTEND = "extend"  # 预占延长: a reservation's last day later
    INCREASE = "increase"  # 临时增额: more for a time
    RECALL = "recall"  # 收回: a lent share comes home early


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
