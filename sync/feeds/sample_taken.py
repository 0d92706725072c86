"""The demonstration's morning: a day's files with their breaks, written and taken."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from backend.bootstrap import House
from backend.contract import DrawLimit
from backend.contract.feeds import FeedTaken
from backend.contract.progress import Progress
from backend.queries.feeds.files import current_files
from backend.services.execute import execute
from sync.feeds.importing import import_day
from sync.feeds.sample_day import close_before, write_sample_day

_NAMESPACE = uuid.UUID("5f0c7a6e-2f11-4b0a-8a55-7e7a1c8d1f02")
#: One of each kind, at invented banks.
BREAKS: Sequence[tuple[str, str]] = (
    ("amount", "EXMBDEFF"),
    ("theirs_missing", "EXMCJPJT"),
    ("ours_missing", "EXMESGSG"),
    ("rate", "EXMDGB2L"),
    ("unit", "EXMCJPJT"),
    ("matured", "EXMFFRPP"),
    ("unmapped", "EXMAUS33"),
    ("told", "EXMDGB2L"),
)


def load_feeds_sample(
    house: House, folder: Path, progress: Progress, breaks: Sequence[tuple[str, str]] = BREAKS
) -> list[FeedTaken]:
    """Write the files of the last close into `folder` and take them; return what became of them.

    Before that a deal of 示例银行己 is told that has matured and was not released. When the day's
    files were taken already nothing is done, and nothing returned.
    """
    day = close_before(house)
    with house.reading() as connection:
        if current_files(connection, day=day):
            return []
    matured = DrawLimit(
        id=str(uuid.uuid5(_NAMESPACE, "matured")),
        login=house.login,
        institution="EXMFFRPP",
        product="placement",
        unit="treasury",
        currency="USD",
        amount_minor=3_000_000_00,
        value_date=day - timedelta(days=29),
        maturity_date=day - timedelta(days=1),
        reference="SAMPLE-MATURED",
        told=True,
    )
    if ("matured", "EXMFFRPP") in breaks:
        execute(house.engine, [matured], house.clock)
    write_sample_day(house, folder, day, breaks)
    return import_day(house, folder, progress)
