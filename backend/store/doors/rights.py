"""What each operation of the table `permission` lets a login write: tables, and columns to change.

The triggers ask for the same operations row by row (`guards`): these are the outer wall.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from backend.store.tables import metadata

#: By which an audited row says its version, who changed it when, and why: changed with any of it.
SIGNATURE = ("version", "changed_at", "changed_by", "submission_id")


@dataclass(frozen=True)
class Right:
    """What an operation writes in one table; `columns` may be changed in rows that stand."""

    table: str
    insert: bool = True
    columns: tuple[str, ...] = ()


def _inserts(*tables: str) -> tuple[Right, ...]:
    return tuple(Right(table) for table in tables)


def _keeps(table: str, *fixed: str) -> Right:
    """Return the right to add rows and to change every column but the key and these."""
    own = metadata.tables[table]
    untouched = {*fixed, *SIGNATURE, *(column.name for column in own.primary_key.columns)}
    names = (column.name for column in own.columns)
    return Right(table, columns=tuple(name for name in names if name not in untouched))


_USE = _inserts("entry", "node")
_TERMS = (
    *("limited", "line_type", "effective_date", "expiry_date", "max_tenor_days"),
    *("owner_unit_code", "owner_login", "approval_number", "note", "is_sample"),
)
#: What the department may correct of an institution that stands.
_NAMES = (
    *("customer_number", "name_zh", "name_en", "short_name_zh", "short_name_en"),
    *("pinyin_initials", "city", "note"),
)
_CHECKED_REQUEST = ("state", "decision_note", "checker", "checked_at")
_BREAK = (
    *("state", "responsible_unit_code", "owner_login", "treatment", "treated_by", "explanation"),
    *("promised_date", "change_slip", "closed_date", "evidence"),
)
#: Dated parameters that a command may add to.
PARAMETERS = (
    *("policy", "authority", "factor", "factor_step", "regulatory_factor", "charge_rule"),
    *("regulation", "own_capital", "netting_agreement", "institution_mark", "lending_rule"),
)
_SUSPENDED = Right("node", insert=False, columns=("suspended",))
#: What the last hand of an order carries out in its maker's place: the triggers ask for the order.
_CARRIED_OUT = (
    *_USE,
    Right("node", columns=(*_TERMS, "suspended")),
    *_inserts("month_close", *PARAMETERS),
)
_SIGNED = ("state", "decision_note", "hands")

#: What everybody may write who is known: the day is opened by its first writer, an order is
#: answered also when it is refused, and papers are issued to readers too.
EVERYBODY: tuple[Right, ...] = _inserts(
    *("business_day", "receipt", "submission", "submission_edit", "pull", "issued_report")
)

#: Operation → what it writes besides.
OPERATIONS: Mapping[str, tuple[Right, ...]] = {
    "any_unit": (),
    "tell": _inserts("entry"),
    "backup": (),  # the seals are written by the login of the sealing, not by a person's
    "reserve": _USE,
    "draw": _USE,
    "release": _inserts("entry"),
    "approve": (*_USE, Right("node", columns=_TERMS), Right("institution")),
    "annotate": (
        Right("node", insert=False, columns=("note",)),
        Right("institution", insert=False, columns=_NAMES),
    ),
    "allocate": _USE,
    "request": _inserts("request"),
    "consent": (
        Right("request", insert=False, columns=("state", "consent", "consent_by", "consent_at")),
    ),
    "grant": (
        Right(
            "request",
            insert=False,
            columns=("granted_minor", "maker", "made_at", *_CHECKED_REQUEST),
        ),
    ),
    "check": (
        *_CARRIED_OUT,
        Right(
            "approval",
            insert=False,
            columns=("checker", "checker_for", "checked_at", *_SIGNED),
        ),
        Right("request", insert=False, columns=_CHECKED_REQUEST),
        Right("evaluation", insert=False, columns=("state", "checker")),
        Right("break_item", insert=False, columns=("state", "closed_date", "evidence")),
    ),
    "authorise": (
        *_CARRIED_OUT,
        Right(
            "approval",
            insert=False,
            columns=("approver", "approver_for", "approved_at", *_SIGNED),
        ),
    ),
    "withdraw": (Right("approval", columns=("state", "decision_note")),),
    "delegate": (Right("delegation", columns=("ended",)),),
    "parameter": _inserts(*PARAMETERS),
    "close_month": (),
    "suspend": (_SUSPENDED,),
    "resume": (_SUSPENDED,),
    "freeze": (*_inserts("entry"), _SUSPENDED),
    "unfreeze": (*_inserts("entry"), _SUSPENDED),
    "increase": _USE,
    "extend": _inserts("entry"),
    "recall": _inserts("entry"),
    "reverse": _inserts("entry"),
    "late": _USE,
    "revalue": _inserts("entry"),
    "judge": (_keeps("judgement", "institution_id", "fiscal_year", "factor_code"),),
    "evaluate": (
        Right("evaluation", columns=("state",)),
        _keeps("review", "institution_id", "fiscal_year"),
    ),
    "plan": (_keeps("reciprocity_plan", "institution_id", "year"),),
    "record": (
        _keeps("event", "occurred_at", "institution_id", "country_code"),
        _keeps("meeting", "institution_id"),
        Right("rating"),
    ),
    "note": (_keeps("matter_note", "login", "matter"),),
    "treat": (*_USE, Right("break_item", insert=False, columns=_BREAK)),
    "import": (
        *_USE,
        *_inserts("feed_file", "feed_line", "feed_deal", "outbound_file", "outbound_item"),
        *_inserts("statement", "statement_item", "rating", "rate"),
        *_inserts("dealing", "account_average", "branch_return"),
        _keeps("foreign_identity", "system", "foreign_id"),
    ),
    "reconcile": (Right("reconciliation"), _keeps("break_item", "fingerprint")),
    "load": (
        _keeps("institution", "bic8"),
        _keeps("institution_group"),
        _keeps("person"),
        *_inserts("rate", "rating", "dealing", "account_average", "branch_return"),
        *_inserts("statement", "statement_item", "parameter"),
    ),
}


def rights_of(operations: Collection[str]) -> Mapping[str, Right]:
    """Return table → what a role with these operations may write there."""
    found: dict[str, Right] = {right.table: right for right in EVERYBODY}
    for operation in sorted(operations):
        for right in OPERATIONS.get(operation, ()):
            before = found.get(right.table, Right(right.table, insert=False))
            found[right.table] = Right(
                right.table,
                before.insert or right.insert,
                tuple(dict.fromkeys((*before.columns, *right.columns))),
            )
    return found


def operations_on(table: str, *, insert: bool) -> tuple[str, ...]:
    """Return the operations that add rows to a table, or change them; none: any known person."""
    return tuple(
        operation
        for operation, rights in OPERATIONS.items()
        if any(
            right.table == table and (right.insert if insert else bool(right.columns))
            for right in rights
        )
    )
