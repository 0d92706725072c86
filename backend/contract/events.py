"""The words of events (重大事项) and of the risk information that goes out, and the commands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from backend.contract.command import Command


class EventKind(StrEnum):
    """What happened."""

    RATING = "rating"  # 评级
    OUTLOOK = "outlook"  # 展望/观察: the rating itself stays
    DEFAULT = "default"  # 违约
    DELAY = "delay"  # 拖欠
    UNJUSTIFIED_REFUSAL = "unjustified_refusal"  # 无理拒付
    PENALTY = "penalty"  # 监管处罚
    LIST_HIT = "list_hit"  # 名单命中
    RESTRUCTURING = "restructuring"  # 重组并购
    MANAGEMENT = "management"  # 高管变动
    COUNTRY = "country"  # 国家事件
    OTHER = "other"  # 其他


class Scope(StrEnum):
    """Whom it concerns."""

    OWN = "own"  # 本机构
    GROUP = "group"  # 全集团
    SELECTED = "selected"  # 所选


class Measure(StrEnum):
    """What is to be done about it."""

    NONE = "none"
    NOTICE = "notice"  # 提示
    SUSPEND = "suspend"  # 暂停新增
    FREEZE = "freeze"  # 冻结
    RUN_DOWN = "run_down"  # 压降
    REVIEW = "review"  # 重检


#: Events that speak of a rating: they name agency and kind of rating.
OF_RATINGS = frozenset({EventKind.RATING, EventKind.OUTLOOK})
#: The bad-conduct record (不良记录): how a correspondent treats us, short of a default.
BAD_CONDUCT = frozenset({EventKind.DELAY, EventKind.UNJUSTIFIED_REFUSAL})
AGENCIES = ("moodys", "sp", "fitch")
OUTLOOKS = ("positive", "stable", "negative", "watch_positive", "watch_negative", "developing")


@dataclass(frozen=True, kw_only=True)
class RecordEvent(Command):
    """Keep an event under the next number, SJ-20261123-003.

    `institution` is a BIC8, or empty for an event of a `country`. An empty `from_value` is filled
    from the ratings that are known. `source` is required.
    """

    kind: EventKind
    occurred_at: datetime
    institution: str = ""
    country: str = ""
    agency: str = ""
    rating_type: str = ""
    from_value: str = ""
    to_value: str = ""
    outlook: str = ""
    summary_zh: str = ""
    summary_en: str = ""
    source: str = ""
    scope: Scope = Scope.OWN
    measure: Measure = Measure.NONE
    urgent: bool = False
    is_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class CloseEvent(Command):
    """Close an event on a day; `version` is the row's as the sender saw it, 0 for any."""

    number: str
    version: int
    closed_date: date


@dataclass(frozen=True, kw_only=True)
class AmendEvent(Command):
    """Write what people keep beside an event: the whole of it, as the sender's row reads.

    What happened, to whom and how much stood then is never changed. A `closed_date` closes it.
    """

    number: str
    version: int
    summary_zh: str
    summary_en: str
    source: str
    measure: Measure
    closed_date: date | None


@dataclass(frozen=True, kw_only=True)
class RiskItem:
    """One thing that the limit system is told: never an amount. `subject` is told once."""

    subject: str
    number: str
    action: str  # "new" or "closed"
    kind: str
    occurred_at: datetime
    bic8: str = ""
    customer_number: str = ""
    name: str = ""
    country: str = ""
    agency: str = ""
    rating_type: str = ""
    from_value: str = ""
    to_value: str = ""
    outlook: str = ""
    scope: str = ""
    measure: str = ""
    urgent: bool = False
    summary_zh: str = ""
    summary_en: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file that went out, as it went out."""

    id: str
    feed: str
    business_date: date
    name: str
    content: str
    row_count: int
    made_at: datetime
    made_by: str
