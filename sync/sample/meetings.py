"""Sample meetings with invented banks, recorded as staff would record them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date

from backend.bootstrap import House
from backend.contract.meetings import RecordMeeting
from backend.contract.progress import Progress
from backend.services.execute import execute
from sync.authorities.tables import read_records
from sync.sample.rules import SAMPLE_FOLDER

_NAMESPACE = uuid.UUID("6f1de57e-21c3-4f0b-9a53-5d0b3a1d9c01")


def load_meetings_sample(house: House, progress: Progress) -> int:
    """Record the sample's meetings; return how many stand. The same again changes nothing.

    Meetings after the open business date are left out: nobody has held them yet.
    """
    orders = list(_orders(house))
    progress("meetings", 0, len(orders))
    outcomes = execute(house.engine, orders, house.clock)
    progress("meetings", len(orders), len(orders))
    return sum(one.accepted for one in outcomes)


def _orders(house: House) -> Iterator[RecordMeeting]:
    for record in read_records(SAMPLE_FOLDER / "meetings.csv"):
        yield RecordMeeting(
            id=str(uuid.uuid5(_NAMESPACE, f"meeting/{record['bic8']}/{record['day']}")),
            login=house.login,
            institution=record["bic8"],
            day=date.fromisoformat(record["day"]),
            place_of_meeting=record["place"],
            persons=record["persons"],
            summary_zh=record["summary_zh"],
            summary_en=record["summary_en"],
            follow_up_zh=record["follow_up_zh"],
            follow_up_en=record["follow_up_en"],
            follow_up_date=_day(record["follow_up_date"]),
            done_date=_day(record["done_date"]),
            done_zh=record["done_zh"],
            done_en=record["done_en"],
            is_sample=True,
        )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
