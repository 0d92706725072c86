"""What the tests of feeds do: write a day's files, change them, take them, look."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from backend.bootstrap import House, open_house
from backend.contract.feeds import FeedTaken
from backend.language import Language
from backend.settings import Settings
from sync.feeds.importing import Wanted, import_day, import_feed
from sync.feeds.layout_file import find_layout
from sync.feeds.sample_day import put_file, write_sample_day
from sync.feeds.writing import Values, write_content

MORNING = datetime.fromisoformat("2026-11-23T10:00:00+08:00")
FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)

#: Treasury's deal with the fourth sample bank, as its system would give it.
DEAL: Mapping[str, Any] = {
    "their_reference": "T-1",
    "our_reference": "",
    "foreign_id": "EXMAUS33XXX",
    "institution_name": "示例银行甲",
    "product": "placement",
    "unit": "treasury",
    "currency": "USD",
    "amount": 1_000_000,
    "value_date": FRIDAY,
    "maturity_date": date(2026, 12, 21),
    "state": "open",
}


def silent(_step: str, _done: int, _total: int) -> None:
    """Say nothing of progress."""


class Desk:
    """A house and a folder of files."""

    def __init__(self, path: Path, folder: Path) -> None:
        """Open the house at `path`; files go into `folder`."""
        self.path = path
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.now = MORNING
        self.house = self.sit("li_ming")

    def sit(self, login: str) -> House:
        """Return the house as this person opens it."""
        return open_house(Settings(str(self.path), login, Language.ENGLISH), lambda: self.now)

    # --- files ----------------------------------------------------------------------------------

    def sample(self, *breaks: tuple[str, str], day: date | None = None) -> list[Path]:
        """Write a sample day."""
        return write_sample_day(self.house, self.folder, day, breaks)

    def write(self, feed: str, rows: Sequence[Values], day: date = FRIDAY) -> Path:
        """Write one feed's file with its flag."""
        return put_file(self.folder, write_content(find_layout(feed), day, rows))

    def deals(self, *changes: Mapping[str, Any], day: date = FRIDAY) -> Path:
        """Write treasury's file: `DEAL` for each of the changes to it."""
        rows = [{**DEAL, **one} for one in changes]
        ready = [{**one, "amount": Decimal(one["amount"])} for one in rows]
        return self.write("treasury_deals", ready, day)

    # --- taking ---------------------------------------------------------------------------------

    def take(self, feed: str, *paths: Path, **wanted: Any) -> FeedTaken:
        """Take files of a feed; return what became of the last."""
        return import_feed(self.house, feed, paths, silent, Wanted(**wanted))[-1]

    def take_deals(self, *changes: Mapping[str, Any], **given: Any) -> FeedTaken:
        """Write treasury's file and take it."""
        day = given.pop("day", FRIDAY)
        return self.take("treasury_deals", self.deals(*changes, day=day), **given)

    def take_day(self, **wanted: Any) -> list[FeedTaken]:
        """Take the folder."""
        return import_day(self.house, self.folder, silent, Wanted(**wanted))

    # --- looking --------------------------------------------------------------------------------

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the file itself."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(question, values).fetchall()

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608 - our own names

    def used(self, bic8: str, product: str = "placement") -> int:
        """Return what is used of a product line, in US cents."""
        found = self.rows(
            "SELECT b.used_minor FROM balance b JOIN node n ON n.id = b.node_id"
            " JOIN institution i ON i.id = n.institution_id"
            " WHERE i.bic8 = ? AND n.product_code = ? AND n.dimension = 'product'",
            bic8,
            product,
        )
        return int(found[0][0])

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table."""
        names = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name: self.rows(f"SELECT * FROM {name}") for (name,) in names}  # noqa: S608
