"""历史查询: what a line was on a past day, as known then and now, and who changed it. Read only."""

from __future__ import annotations

from collections.abc import Callable

from backend.money import in_wan, wan_text
from backend.queries.past.history_rows import LineChange
from backend.queries.past.history_sheet import ITEMS, HistoryRow
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown
from workbooks.sheets.words import Words

IDENTIFIER = "history"
_MONEY = frozenset(ITEMS)

_column: ColumnsOf[HistoryRow] = ColumnsOf(IDENTIFIER)
_TEXT, _DATE = CellType.TEXT, CellType.DATE


def _line(row: HistoryRow, words: Words) -> Shown:
    return words.product(row.product) if row.product else words.say("history_line.entity")


def _value(row: HistoryRow, _words: Words) -> Shown:
    return None if row.value_minor is None else in_wan(row.value_minor)


def _unit(row: HistoryRow, words: Words) -> Shown:
    return words.say("unit.ledger") if row.item in _MONEY else None


def _figure(item: str, value: int | str | None) -> str:
    if value is None:
        return "-"
    return wan_text(value) if item in _MONEY and isinstance(value, int) else str(value)


def _from_to(row: HistoryRow, words: Words) -> Shown:
    change = row.change
    if change is None:
        return None
    mark = f" {words.say('said.retroactive')}" if change.retroactive else ""
    after = _figure(change.item, change.after)
    if change.before is None and change.item in _MONEY:
        return f"{'+' if isinstance(change.after, int) and change.after > 0 else ''}{after}{mark}"
    return f"{_figure(change.item, change.before)} → {after}{mark}"


def _hand(name: str) -> Callable[[HistoryRow, Words], Shown]:
    def shown(row: HistoryRow, words: Words) -> Shown:
        if row.change is None:
            return None
        login = getattr(row.change.hands, name)
        if not login:
            return words.say("said.calendar") if name == "maker" else None
        person = row.hands.get(login)
        return words.choose(person.zh, person.en) if person else login

    return shown


def _of_change(name: str) -> Callable[[HistoryRow, Words], Shown]:
    return lambda row, _words: (getattr(row.change, name) or None) if row.change else None


def _recorded(row: HistoryRow, words: Words) -> Shown:
    return words.time(row.recorded_at) if row.recorded_at else None


# fmt: off
COLUMNS = (
    _column("status", _TEXT, 8, "S", lambda _row, _words: None),
    _column("key", _TEXT, 20, "K", lambda row, _words: row.key),
    _column("institution", _TEXT, 18, "C●", lambda row, words: words.institution(row.institution)),
    _column("line", _TEXT, 16, "C●", _line),
    _column("item", _TEXT, 14, "C●", lambda row, words: words.say(f"history_item.{row.item}")),
    _column("as_of", _DATE, 12, "C●", lambda row, _words: row.as_of),
    _column("known_at", _DATE, 12, "C●", lambda row, _words: row.known_at),
    _column("value", CellType.LEDGER_AMOUNT, 13, "C●", _value),
    _column("unit", _TEXT, 9, "C●", _unit),
    _column("from_to", _TEXT, 26, "C●", _from_to),
    _column("recorded", _TEXT, 16, "C●", _recorded),
    _column("maker", _TEXT, 10, "C●", _hand("maker")),
    _column("checker", _TEXT, 10, "C●", _hand("checker")),
    _column("approver", _TEXT, 10, "C●", _hand("approver")),
    _column("document", _TEXT, 18, "C●", _of_change("document")),
    _column("order", _TEXT, 18, "C●", _of_change("order")),
    _column("entry", _TEXT, 18, "C", _of_change("entry")),
    _column("reason", _TEXT, 24, "C", _of_change("reason")),
    _column("version", _TEXT, 8, "S", lambda _row, _words: "", label="column.version"),
)
# fmt: on


def _order(row: HistoryRow, words: Words) -> tuple[object, ...]:
    """Values first, by line; then the changes, the newest first."""
    change: LineChange | None = row.change
    if change is None:
        line = words.product_order.get(row.product, 0)
        return (0, line, ITEMS.index(row.item), row.known_at.isoformat())
    return (1, -change.recorded_at.timestamp(), row.key)


HISTORY: Register[HistoryRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="item",
    key=lambda row: row.key,
    version=lambda _row: "",
    order=_order,
)
