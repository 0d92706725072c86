"""The book of an institution's past: one register, read only."""

from __future__ import annotations

from workbooks.book import BookKind
from workbooks.sheets.history import HISTORY

HISTORY_BOOK = BookKind(
    identifier="history", title="book.history", registers=lambda _lookups: [HISTORY]
)
