"""Requests and transfers: one row a request; of an old one only consent and decision are open."""

from __future__ import annotations

from backend.contract import RequestKind, RequestState
from backend.language import both
from backend.money import from_minor, in_wan, wan_text
from backend.queries.rows import RequestRow
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown
from workbooks.sheets.words import Words

IDENTIFIER = "requests"
_OPEN = {RequestState.SUBMITTED, RequestState.AWAITING_LENDER, RequestState.AWAITING_CHECK}
_UNDECIDED = {RequestState.SUBMITTED, RequestState.AWAITING_LENDER}


def _awaits_consent(row: RequestRow) -> bool:
    return row.kind is RequestKind.TRANSFER and row.state in _UNDECIDED


def _undecided(row: RequestRow) -> bool:
    return row.state in _UNDECIDED


def _in_deal_currency(minor: int | None, row: RequestRow, words: Words) -> Shown:
    if minor is None:
        return None
    return from_minor(minor, words.lookups.minor_units.get(row.currency, 2))


def _amount(row: RequestRow, words: Words) -> Shown:
    return _in_deal_currency(row.amount_minor, row, words)


def _granted(row: RequestRow, words: Words) -> Shown:
    return _in_deal_currency(row.granted_minor, row, words)


def _line_use_note(row: RequestRow, words: Words) -> str:
    return words.say("phrase.line_use", factor=row.factor_percent, rate=row.rate)


def _consent(row: RequestRow, words: Words) -> Shown:
    return words.say(f"consent.{row.consent.value}") if row.consent else None


def _consent_note(row: RequestRow, words: Words) -> str:
    if row.consent is None:
        return ""
    who = words.choose(row.consent_by_zh, row.consent_by_en)
    return f"{who} {words.time(row.consent_at)}" if row.consent_at else who


def _lender(row: RequestRow, words: Words) -> Shown:
    return words.unit(row.lending_unit) if row.lending_unit else None


def _test(row: RequestRow, words: Words) -> Shown:
    if row.state not in _OPEN:
        return None
    if row.test_room_minor >= 0:
        return words.say("phrase.fits")
    node = words.node(row.test_binding) if row.test_binding else ""
    return words.say("phrase.short", amount=wan_text(-row.test_room_minor), node=node)


def _falls_short() -> str:
    fits = ",".join(f'{{cell}}<>"{word}"' for word in both("phrase.fits"))
    return f'AND({{cell}}<>"",{fits})'


def _hands(row: RequestRow, _words: Words) -> Shown:
    return " / ".join(hand or "—" for hand in (row.maker, row.checker, row.approver))


_column: ColumnsOf[RequestRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _DATE = CellType.TEXT, CellType.CODE, CellType.DATE
_AMOUNT, _DEAL = CellType.LEDGER_AMOUNT, CellType.DEAL_AMOUNT

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 10, "S●",
            lambda row, words: words.say(f"request_state.{row.state.value}")),
    _column("key", _TEXT, 17, "K●", lambda row, _words: row.key),
    _column("kind", _CODE, 10, "L●", lambda row, words: words.say(f"request_kind.{row.kind.value}"),
            choices="request_kinds", when_new=True, stable=True),
    _column("unit", _CODE, 12, "L●", lambda row, words: words.unit(row.unit),
            choices="units", when_new=True, stable=True),
    _column("requester", _TEXT, 9, "C",
            lambda row, words: words.choose(row.requester_zh, row.requester_en)),
    _column("institution", _CODE, 20, "L●", lambda row, words: words.institution(row.institution),
            choices="institutions", when_new=True, stable=True),
    _column("product", _CODE, 12, "L●", lambda row, words: words.product(row.product),
            choices="products", when_new=True, stable=True),
    _column("currency", _CODE, 7, "L●", lambda row, _words: row.currency,
            choices="currencies", when_new=True, stable=True),
    _column("amount", _DEAL, 18, "E●", _amount, when_new=True, stable=True),
    _column("line_use", _AMOUNT, 11, "C●", lambda row, _words: in_wan(row.line_use_minor),
            note=_line_use_note),
    _column("from_date", _DATE, 12, "E", lambda row, _words: row.from_date,
            when_new=True, stable=True),
    _column("last_date", _DATE, 12, "E●", lambda row, _words: row.last_date,
            when_new=True, stable=True),
    _column("on_expiry", _CODE, 26, "L●",
            lambda row, words: words.say(f"on_expiry.{row.on_expiry.value}"),
            choices="on_expiry", when_new=True, stable=True),
    _column("purpose", _TEXT, 22, "E", lambda row, _words: row.purpose or None,
            when_new=True, stable=True),
    _column("lending_unit", _CODE, 12, "L●", _lender, choices="units", when_new=True, stable=True),
    _column("consent", _CODE, 14, "L", _consent, choices="consents", editable=_awaits_consent,
            stored=lambda row: row.consent.value if row.consent else None, note=_consent_note),
    _column("test", _TEXT, 26, "C", _test, red=_falls_short),
    _column("granted", _DEAL, 18, "E●", _granted, stored=lambda row: row.granted_minor,
            editable=_undecided),
    _column("decision_note", _TEXT, 18, "E", lambda row, _words: row.decision_note or None,
            stored=lambda row: row.decision_note or None, editable=_undecided),
    _column("hands", _TEXT, 30, "S", _hands),
    _column("drawn", _AMOUNT, 10, "C", lambda row, _words: in_wan(row.drawn_minor)),
    _column("outstanding", _AMOUNT, 10, "C", lambda row, _words: in_wan(row.outstanding_minor)),
    _column("file_count", CellType.COUNT, 7, "C", lambda row, _words: row.file_count or None),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.version, label="column.version"),
)
# fmt: on

REQUESTS: Register[RequestRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda row: row.version,
    order=lambda row, _words: (row.state not in _OPEN, row.last_date, row.key),
    blank_rows=20,
    unit="unit.requests",
    currency="unit.requests_currency",
    status_tones={
        "request_state.awaiting_check": "violet",
        "request_state.lapsed": "red_type",
    },
)

#: Of a new request these must be given; a transfer needs its lending unit as well.
REQUIRED = ("kind", "unit", "institution", "product", "currency", "amount", "last_date", "purpose")
