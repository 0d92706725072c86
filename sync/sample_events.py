"""Sample events, at invented banks only, as staff would record them."""

from __future__ import annotations

import uuid
from datetime import datetime

from backend.bootstrap import House
from backend.contract import Outcome
from backend.contract.evaluation import RatingType
from backend.contract.events import EventKind, Measure, RecordEvent, Scope
from backend.contract.progress import Progress
from backend.dates import SHANGHAI
from backend.language import both
from backend.services.execute import execute

_NAMESPACE = uuid.UUID("0a51d0f8-5f0a-4f6d-9d0e-3c51f6ce2b77")
_ISSUER = RatingType.ISSUER.value

#: Word of the texts, bank, moment in Shanghai, kind, and what else is said.
_EVENTS: tuple[tuple[str, str, str, EventKind, dict[str, object]], ...] = (
    (
        "downgrade",
        "EXMBDEFF",
        "2026-11-20T22:40",
        EventKind.RATING,
        {
            "agency": "moodys",
            "rating_type": _ISSUER,
            "from_value": "Baa1",
            "to_value": "Baa2",
            "outlook": "negative",
            "scope": Scope.GROUP,
            "measure": Measure.REVIEW,
            "urgent": True,
        },
    ),
    (
        "outlook",
        "EXMAUS33",
        "2026-11-18T09:15",
        EventKind.OUTLOOK,
        {
            "agency": "sp",
            "rating_type": _ISSUER,
            "from_value": "A-",
            "to_value": "A-",
            "outlook": "negative",
            "measure": Measure.NOTICE,
        },
    ),
    (
        "refusal",
        "EXMDGB2L",
        "2026-11-12T14:05",
        EventKind.UNJUSTIFIED_REFUSAL,
        {"measure": Measure.NOTICE},
    ),
    (
        "delay",
        "EXMESGSG",
        "2026-11-09T10:30",
        EventKind.DELAY,
        {"measure": Measure.SUSPEND},
    ),
    ("merger", "EXMFFRPP", "2026-11-16T16:20", EventKind.RESTRUCTURING, {"measure": Measure.NONE}),
)


def load_events_sample(house: House, progress: Progress) -> list[Outcome]:
    """Record the sample events; the same again changes nothing. Return the answers."""
    progress("events", 0, len(_EVENTS))
    orders = [_order(house, *one) for one in _EVENTS]
    outcomes = execute(house.engine, orders, house.clock)
    progress("events", len(_EVENTS), len(_EVENTS))
    return outcomes


def _order(
    house: House, word: str, bic8: str, moment: str, kind: EventKind, said: dict[str, object]
) -> RecordEvent:
    summary_zh, summary_en = both(f"sample_event.{word}")
    return RecordEvent(
        id=str(uuid.uuid5(_NAMESPACE, f"{word}/{bic8}")),
        login=house.login,
        institution=bic8,
        kind=kind,
        occurred_at=datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI),
        summary_zh=summary_zh,
        summary_en=summary_en,
        source=both("sample_event.source")[0],
        is_sample=True,
        **said,  # type: ignore[arg-type]
    )
