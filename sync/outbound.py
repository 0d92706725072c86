"""Risk information out: to the limit system, as its layout says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from backend.bootstrap import House
from backend.contract.events import RiskItem, SentFile
from backend.errors import InputError
from backend.queries.outbound import sent_files
from backend.services.feeds.outbound import send_risk
from sync.feeds.layout import Layout
from sync.feeds.layout_file import find_layout
from sync.feeds.sample_day import put_file
from sync.feeds.writing import Written, write_content

RISK = "risk_events"
_URGENT = {True: "urgent", False: "regular"}


def export_risk(
    house: House, folder: Path, *, urgent: bool = False, layouts: Path | None = None
) -> tuple[SentFile, Path] | None:
    """Tell the limit system what it was not told yet; return the file, `None` for nothing to tell.

    The file is kept in the database before it stands in the folder: what did not arrive is sent
    again by `export_again`, to the byte.
    """
    layout = find_layout(RISK, layouts)

    def form(day: date, number: int, items: Sequence[RiskItem]) -> tuple[str, str]:
        written = write_content(layout, day, [_values(one) for one in items])
        name = written.name.replace("{serial}", f"{number:02d}")
        return name, written.content.decode(layout.encoding)

    folder.mkdir(parents=True, exist_ok=True)
    sent = send_risk(house.engine, RISK, form, house.clock, house.login, urgent=urgent)
    return None if sent is None else (sent, _put(folder, sent, layout))


def export_again(
    house: House, folder: Path, day: date, *, layouts: Path | None = None
) -> list[tuple[SentFile, Path]]:
    """Write a day's files once more, byte for byte; raises `InputError` `nothing_sent`."""
    layout = find_layout(RISK, layouts)
    with house.reading() as connection:
        files = sent_files(connection, RISK, day)
    if not files:
        raise InputError("nothing_sent", day=day)
    folder.mkdir(parents=True, exist_ok=True)
    return [(one, _put(folder, one, layout)) for one in files]


def _values(item: RiskItem) -> dict[str, object]:
    return {**asdict(item), "urgent": _URGENT[item.urgent]}


def _put(folder: Path, sent: SentFile, layout: Layout) -> Path:
    flag = layout.flag_content(sent.row_count, "", sent.business_date)
    written = Written(
        name=sent.name,
        content=sent.content.encode(layout.encoding),
        flag_name=layout.flag_name(sent.name),
        flag=flag.encode(layout.encoding),
        row_count=sent.row_count,
    )
    return put_file(folder, written)
