"""The words of reconciliation: classes of breaks, their states and treatments, and the commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.contract.command import Command


class System(StrEnum):
    """Whose books are compared with ours, as `feed_file.system` names them."""

    LIMIT = "limit_system"
    TREASURY = "treasury"


class BreakClass(StrEnum):
    """What kind of difference a break is."""

    OURS_MISSING = "ours_missing"  # 我方无
    THEIRS_MISSING = "theirs_missing"  # 对方无
    AMOUNT = "amount"  # 金额
    RATE = "rate"  # 汇率: the same deal amount, another conversion
    FACTOR = "factor"  # 系数
    UNIT = "unit"  # 单位: a power of ten between the two
    DATE = "date"  # 日期
    DUPLICATE = "duplicate"  # 重复
    MISROUTED = "misrouted"  # 串户: the same reference, another institution
    MATURED = "matured_not_released"  # 到期未恢复
    CHARGE = "charge"  # 费用
    CUT_OFF = "cut_off"  # 截止时间
    UNKNOWN = "unknown"  # 其他


class BreakState(StrEnum):
    """Where a break stands."""

    OPEN = "open"
    WORKING = "working"
    AWAITING_CHECK = "awaiting_check"
    CLOSED = "closed"


class Treatment(StrEnum):
    """处理方式. All but the last close by evidence: the next run finds the break gone."""

    LATE_ENTRY = "late_entry"  # 补记
    REVERSAL = "reversal"  # 冲正
    THEY_CORRECT = "they_correct"  # 对方更正
    REMAP = "remap"  # 改映射
    TIMING = "timing"  # 时间差待结
    ACCEPT = "accept"  # 不处理(理由): closed by a second person's check


@dataclass(frozen=True, kw_only=True)
class TreatBreak(Command):
    """Say who sees to a break, how, and until when: the whole of it, as the sender's row reads.

    `version` is the row's as the sender saw it. Empty texts and `None` clear.
    """

    number: str
    version: int
    responsible_unit: str = ""
    owner: str = ""
    treatment: str = ""
    explanation: str = ""
    promised_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class TreatCause(Command):
    """同因处理: one treatment and explanation for every open break of a cause that has none.

    `cause` is `cause/system`. `base` says which breaks at which versions the sender saw.
    """

    cause: str
    base: str
    treatment: str
    explanation: str
    responsible_unit: str = ""
    promised_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class CheckBreak(Command):
    """复核: a second person agrees that a break is closed unsettled, or sends it back."""

    number: str
    confirmed: bool
    note: str
    version: int


@dataclass(frozen=True, kw_only=True)
class ApplyBreak(Command):
    """Carry out a break's treatment in the ledger: 补记 tells the deal, 冲正 releases the draw."""

    number: str
    version: int
