"""The limits ledger: one row a line, a legal entity's total and its products folded beneath."""

from __future__ import annotations

from decimal import Decimal

from backend.money import in_wan, wan_text
from backend.queries.rows import LedgerRow
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import BELOW_ZERO, WITHIN_THIRTY, CellType, Shown, always
from workbooks.sheets.words import Words

IDENTIFIER = "limits_ledger"
MANUAL = "manual"


def _is_manual(row: LedgerRow) -> bool:
    return row.source == MANUAL


def _level(row: LedgerRow, words: Words) -> Shown:
    return words.say(f"dimension.{'product' if row.product else 'entity'}")


def _product(row: LedgerRow, words: Words) -> Shown:
    return words.product(row.product) if row.product else None


def _line_type(row: LedgerRow, words: Words) -> Shown:
    return words.say(f"line_type.{row.line_type.value}")


def _manager(row: LedgerRow, words: Words) -> Shown:
    return words.choose(row.relationship_manager_zh, row.relationship_manager_en) or None


def _frozen(row: LedgerRow, words: Words) -> Shown:
    line = row.approved_minor + row.temporary_minor
    whole = row.suspended or 0 < line <= row.frozen_minor
    return words.say("phrase.frozen_all") if whole else in_wan(row.frozen_minor)


def _excess(row: LedgerRow, words: Words) -> Shown:
    parts = [
        words.say(f"phrase.excess_{kind}", amount=wan_text(minor))
        for kind, minor in (
            ("active", row.excess_active_minor),
            ("passive", row.excess_passive_minor),
        )
        if minor
    ]
    return " ".join(parts) or None


def _use_share(row: LedgerRow, _words: Words) -> Shown:
    line = row.approved_minor + row.temporary_minor
    if line <= 0:
        return None
    return (Decimal(row.used_minor + row.reserved_minor) / line).quantize(Decimal("0.0001"))


def _source(row: LedgerRow, words: Words) -> Shown:
    source = words.say(f"source.{row.source}")
    if _is_manual(row) or row.source_time is None:
        return source
    return words.say("phrase.source_close", source=source, date=words.time(row.source_time)[:10])


def _temporary_note(row: LedgerRow, words: Words) -> str:
    if not row.temporary_minor or row.temporary_until is None:
        return ""
    return words.say("phrase.temporary_until", date=row.temporary_until.isoformat())


def _full_name(row: LedgerRow, words: Words) -> str:
    return "" if row.product else words.full_name(row.institution)


def _order(row: LedgerRow, words: Words) -> tuple[object, ...]:
    group = words.choose(row.group_zh, row.group_en)
    place = words.product_order.get(row.product, len(words.product_order) + 1)
    return (
        row.country,
        group,
        row.institution.pinyin_initials,
        row.institution.bic8,
        place if row.product else 0,
        row.product,
    )


_column: ColumnsOf[LedgerRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE, _AMOUNT = CellType.TEXT, CellType.CODE, CellType.LEDGER_AMOUNT

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 8, "S", lambda _row, _words: None),
    _column("key", _TEXT, 18, "K", lambda row, _words: row.key),
    _column("level", _CODE, 10, "C", _level),
    _column("country", _CODE, 11, "C●", lambda row, words: words.country(row.country)),
    _column("group", _TEXT, 12, "C", lambda row, words: words.choose(row.group_zh, row.group_en)),
    _column("institution", _CODE, 22, "C●", lambda row, words: words.institution(row.institution),
            choices="institutions", when_new=True, stable=True, note=_full_name),
    _column("bic", _TEXT, 13, "C●", lambda row, _words: row.institution.bic8,
            when_new=True, stable=True),
    _column("grade", _CODE, 9, "C●", lambda row, _words: row.grade or None),
    _column("product", _CODE, 12, "C●", _product, choices="products", when_new=True, stable=True),
    _column("line_type", _CODE, 8, "C", _line_type, choices="line_types", when_new=True,
            stable=True),
    _column("currency", _CODE, 7, "C●", lambda row, _words: row.currency, stable=True),
    _column("approved", _AMOUNT, 12, "C●", lambda row, _words: in_wan(row.approved_minor),
            stored=lambda row: row.approved_minor, editable=_is_manual, when_new=True),
    _column("temporary", _AMOUNT, 10, "C", lambda row, _words: in_wan(row.temporary_minor),
            note=_temporary_note),
    _column("used", _AMOUNT, 12, "C●", lambda row, _words: in_wan(row.used_minor)),
    _column("reserved", _AMOUNT, 10, "C●", lambda row, _words: in_wan(row.reserved_minor)),
    _column("frozen", _AMOUNT, 10, "C", _frozen),
    _column("available", _AMOUNT, 12, "C●", lambda row, _words: in_wan(row.available_minor),
            red=BELOW_ZERO),
    _column("bound_by", _TEXT, 34, "C", lambda row, words: words.bound_by(row.binding)),
    _column("excess", _TEXT, 12, "C●", _excess, red='{cell}<>""'),
    _column("use_share", CellType.USED_SHARE, 8, "C●", _use_share),
    _column("max_tenor", CellType.DAYS, 9, "C●", lambda row, _words: row.max_tenor_days,
            when_new=True, stable=True),
    _column("expiry", CellType.DATE, 12, "C●", lambda row, _words: row.expiry_date,
            when_new=True, stable=True),
    _column("days_left", CellType.DAYS_LEFT, 10, "C", lambda row, _words: row.days_left,
            red=BELOW_ZERO, orange=WITHIN_THIRTY),
    _column("approval_number", _TEXT, 18, "C●", lambda row, _words: row.approval_number or None,
            when_new=True, stable=True),
    _column("relationship_manager", _TEXT, 9, "C", _manager),
    _column("source", _TEXT, 25, "C", _source),
    _column("note", _TEXT, 20, "E", lambda row, _words: row.note or None,
            stored=lambda row: row.note or None, editable=always, when_new=True),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.version, label="column.version"),
)
# fmt: on

LIMITS_LEDGER: Register[LedgerRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda row: row.version,
    order=_order,
    beneath=lambda row: row.institution.bic8 if row.product else "",
    blank_rows=5,
    known_by=("institution", "bic"),
)
