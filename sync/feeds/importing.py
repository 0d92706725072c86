"""From a path to facts: layout, reading, taking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from backend.bootstrap import House
from backend.contract.feeds import FEEDS, FeedFile, FeedTaken, ToldDeal
from backend.contract.progress import Progress
from backend.errors import InputError
from backend.queries import reference
from backend.services.feeds.identities import identify
from backend.services.feeds.take import take_feed
from sync.feeds.contents import Known, Meaning
from sync.feeds.findings import Findings
from sync.feeds.layout import Layout
from sync.feeds.layout_file import SHIPPED, find_layout, read_layout
from sync.feeds.reading import Content, read_content

_DATED = re.compile(r"\d{8}", re.ASCII)


@dataclass(frozen=True)
class Wanted:
    """How files are taken: the bank's own layouts, the day they must be of, a correction."""

    layouts: Path | None = None
    day: date | None = None
    correct: bool = False


USUAL = Wanted()


def read_file(house: House, path: Path, layout: Layout, day: date | None = None) -> FeedFile:
    """Return what a file says; raises `FeedError` with every reason when it cannot be taken."""
    findings = Findings(path.name)
    with house.reading() as connection:
        known = Known(
            minor_units=reference.minor_units(connection),
            products=reference.products(connection),
            units=reference.units(connection),
        )
    meaning = Meaning(layout, known, findings)
    content = read_content(path, layout, findings, meaning.take)
    _check_day(content, layout, day, findings)
    return meaning.file(content)


def _check_day(content: Content, layout: Layout, day: date | None, findings: Findings) -> None:
    """Hold the header's date against the file's name, and against the day that was asked for."""
    pattern = re.escape(layout.name).replace(re.escape("{date}"), "(.*)")
    named = re.fullmatch(pattern, content.name)
    dated = named[1] if named and named.groups() else ""
    said = content.business_date
    if _DATED.fullmatch(dated) and dated != f"{said:%Y%m%d}":
        findings.add("day_of_name", 1, 0, said=said, name=content.name)
    if day is not None and day != said:
        findings.add("day_wanted", 1, 0, said=said, wanted=day)


def import_feed(
    house: House, feed: str, paths: Sequence[Path], progress: Progress, wanted: Wanted = USUAL
) -> list[FeedTaken]:
    """Take files of one feed in the order given; with a wrong one among them, none."""
    layout = find_layout(feed, wanted.layouts)
    return _take(house, [(path, layout) for path in paths], progress, wanted)


def import_day(
    house: House, folder: Path, progress: Progress, wanted: Wanted = USUAL
) -> list[FeedTaken]:
    """Take every file of a folder that a layout's name fits, the limit system's first.

    All are read before the first is taken: a folder with a wrong file changes nothing.
    Raises `InputError` `no_feed_files` for a folder without any.
    """
    found = [
        (path, layout)
        for layout in _layouts(wanted.layouts)
        if layout.content != "events"
        for path in sorted(folder.glob(layout.name.replace("{date}", "*")))
        if wanted.day is None or path.name == layout.file_name(wanted.day)
    ]
    if not found:
        raise InputError("no_feed_files", folder=folder)
    return _take(house, found, progress, wanted)


def _take(
    house: House, found: Sequence[tuple[Path, Layout]], progress: Progress, wanted: Wanted
) -> list[FeedTaken]:
    """Read every file, then take them in their order."""
    progress("feeds", 0, len(found))
    given = [read_file(house, path, layout, wanted.day) for path, layout in found]
    taken = []
    for done, one in enumerate(given, 1):
        taken.append(take_feed(house.engine, one, house.clock, house.login, correct=wanted.correct))
        progress("feeds", done, len(found))
    return taken


def identify_bank(
    house: House, named: tuple[str, str, str], layouts: Path | None = None
) -> Sequence[ToldDeal]:
    """Keep that a system's number is a BIC8: (system, number, BIC8); tell the deals that waited.

    Raises `InputError` `unknown_system`.
    """
    own = [one for one in _layouts(layouts) if one.system == named[0]]
    if not own:
        known = ", ".join(dict.fromkeys(FEEDS.values()))
        raise InputError("unknown_system", given=named[0], known=known)
    telling = [one.feed for one in own if one.tells]
    return identify(house.engine, named, telling, house.clock, house.login)


def _layouts(folder: Path | None) -> Iterator[Layout]:
    """Yield the layouts of every feed: the house's in their order, then the bank's others."""
    for feed in FEEDS:
        yield find_layout(feed, folder)
    for path in sorted(folder.glob("*.toml")) if folder else ():
        if path.stem not in FEEDS and not (SHIPPED / path.name).is_file():
            yield read_layout(path)
