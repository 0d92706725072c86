"""What is said about files that were taken, and about those that did not come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract.feeds import FEEDS, WAITING, FeedTaken, Taking, Telling, ToldDeal
from backend.dates import SHANGHAI
from backend.language import glossary
from backend.money import from_minor, grouped
from backend.queries.feeds.files import current_file
from backend.queries.feeds.status import FeedStatus, unmapped

#: How many told deals a refusal or an excess names; `--json` names all.
_NAMED = 20
_SENTENCES = {
    Telling.SEVERAL: "said.feed_several",
    Telling.ELSEWHERE: "said.feed_elsewhere",
    Telling.REFUSED: "said.feed_refused",
}


def feed_name(terminal: Terminal, feed: str) -> str:
    """Return a feed's name; a feed of the bank's own goes by its code."""
    return terminal.text(f"feed.{feed}") if f"feed.{feed}" in glossary() else feed


def tell_taken(terminal: Terminal, taken: FeedTaken) -> None:
    """Say what became of a file and of the deals in it."""
    terminal.say(
        f"said.feed_{taken.taking.value}",
        feed=feed_name(terminal, taken.feed),
        day=taken.business_date,
        rows=f"{taken.row_count:,}",
        total=taken.control_total,
    )
    if taken.taking is Taking.REPEATED:
        return
    if taken.missing:
        terminal.say("said.feed_missing", days=", ".join(map(str, taken.missing)))
    if taken.told:
        reserved = taken.count(Telling.RESERVED)
        terminal.say(
            "said.feed_told",
            drawn=taken.count(Telling.DRAWN) + taken.count(Telling.SEVERAL) + reserved,
            reserved=reserved,
            matched=taken.count(Telling.MATCHED),
            released=taken.count(Telling.RELEASED),
        )
    if taken.unmapped:
        terminal.say("said.feed_unmapped", names=", ".join(taken.unmapped[:_NAMED]))
    tell_deals(terminal, taken.told)


def tell_deals(terminal: Terminal, told: Sequence[ToldDeal]) -> None:
    """Say what a person has to look at; what went well is only counted."""
    for one in [one for one in told if one.became in _SENTENCES or one.excess_minor][:_NAMED]:
        _tell_deal(terminal, one)


def _tell_deal(terminal: Terminal, told: ToldDeal) -> None:
    if told.excess_minor:
        excess = grouped(from_minor(told.excess_minor))
        terminal.say("said.feed_excess", reference=told.their_reference, excess=excess)
    if told.became in _SENTENCES:
        terminal.say(
            _SENTENCES[told.became],
            reference=told.their_reference,
            entry=told.entry,
            reason=told.detail,
        )


def taken_content(taken: FeedTaken) -> dict[str, Any]:
    """Return a file's answer as JSON says it; only deals that a person has to look at are named."""
    return {
        "feed": taken.feed,
        "business_date": taken.business_date,
        "taking": taken.taking.value,
        "file": taken.file_id,
        "replaces": taken.replaces_id,
        "rows": taken.row_count,
        "control_total": taken.control_total,
        "missing": list(taken.missing),
        "unmapped": list(taken.unmapped),
        "told": {one.value: taken.count(one) for one in Telling},
        "waiting": [deal_content(one) for one in taken.told if one.became in WAITING],
        "excess": [deal_content(one) for one in taken.told if one.excess_minor],
    }


def deal_content(told: ToldDeal) -> dict[str, Any]:
    """Return a told deal as JSON says it."""
    return {
        "line": told.line_number,
        "their_reference": told.their_reference,
        "became": told.became.value,
        "entry": told.entry,
        "excess_usd": str(from_minor(told.excess_minor)),
        "detail": told.detail,
    }


def show_statuses(terminal: Terminal, day: date, statuses: Sequence[FeedStatus]) -> None:
    """Show which feeds came for a day."""
    columns = ("feed", "feed_state", "rows", "control_total", "waiting", "missing")
    rows = [
        (
            feed_name(terminal, one.feed),
            _came(terminal, one),
            f"{one.file.row_count:,}" if one.file else "-",
            one.file.control_total if one.file else "-",
            f"{one.waiting:,}",
            ", ".join(map(str, one.missing)) or "-",
        )
        for one in statuses
    ]
    headings = [terminal.text(f"heading.{one}") for one in columns]
    terminal.table(terminal.text("said.feeds_title", day=day), headings, rows)
    terminal.answer({"day": day, "feeds": [_status_content(one) for one in statuses]})


def _came(terminal: Terminal, status: FeedStatus) -> str:
    if status.file is None:
        return terminal.text("said.feed_absent")
    moment = status.file.taken_at.astimezone(SHANGHAI)
    return terminal.text("said.feed_came", time=f"{moment:%m-%d %H:%M}")


def _status_content(status: FeedStatus) -> dict[str, Any]:
    file = status.file
    return {
        "feed": status.feed,
        "system": status.system,
        "expected": status.feed in FEEDS,
        "came": file is not None,
        "file": file.id if file else None,
        "name": file.name if file else None,
        "rows": file.row_count if file else None,
        "control_total": file.control_total if file else None,
        "taken_at": file.taken_at if file else None,
        "latest": status.latest,
        "waiting": status.waiting,
        "missing": list(status.missing),
    }


def show_unmapped(terminal: Terminal, house: House) -> int:
    """Show the records of the newest files whose institution nobody knows."""
    found = []
    with house.reading() as connection:
        for feed in FEEDS:
            file = current_file(connection, feed)
            rows = unmapped(connection, file) if file is not None else ()
            found += [(file, one) for one in rows if file is not None]
    columns = ("feed", "feed_system", "foreign_id", "feed_line", "product")
    shown = [
        (
            feed_name(terminal, file.feed),
            file.system,
            one.foreign_id,
            str(one.line_number),
            one.product,
        )
        for file, one in found
    ]
    headings = [terminal.text(f"heading.{one}") for one in columns]
    terminal.table(terminal.text("said.unmapped_title"), headings, shown)
    rows_said = [
        {"feed": file.feed, "system": file.system, "foreign_id": one.foreign_id}
        | {"line": one.line_number, "product": one.product}
        for file, one in found
    ]
    terminal.answer({"unmapped": rows_said})
    return 0
