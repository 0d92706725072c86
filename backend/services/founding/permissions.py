"""What each role may do, as it is founded; the bank edits the table `permission` afterwards."""

from __future__ import annotations

from collections.abc import Mapping

_DESK = ("reserve", "draw", "release", "approve", "annotate", "allocate", "request", "grant")
_OFFICE = ("judge", "evaluate", "plan", "import", "reconcile", "treat", "record", "note")
#: What everybody may who may order anything: take the own order back, let somebody stand in.
_HANDS = ("withdraw", "delegate")
#: What corrects, values anew and closes.
_CORRECT = ("reverse", "late", "revalue", "close_month")

#: What is done to a line itself.
_LINES = ("suspend", "resume", "freeze", "unfreeze", "increase", "extend", "recall")

#: What each role may do. Deny unless listed; the bank edits the table. `any_unit`: for any unit,
#: not only the person's own. `tell`: report a deal as done, which posts whatever the line says.
PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    "limit_officer": (
        *(*_DESK, *_LINES, *_OFFICE, *_HANDS, *_CORRECT),
        *("any_unit", "tell", "parameter"),
    ),
    "checker": ("check", "suspend", "freeze", "annotate", "treat", "record", "note", *_HANDS),
    "approver": (
        *("check", "authorise", "approve", "suspend", "freeze", "annotate", "record", "note"),
        *_HANDS,
    ),
    "unit_officer": (
        *("reserve", "draw", "release", "extend", "request", "consent", "treat", "record"),
        "note",
        *_HANDS,
    ),
    "administrator": (
        *(*_DESK, *_LINES, *_OFFICE, *_HANDS, *_CORRECT, "any_unit", "tell", "parameter"),
        *("check", "authorise", "load", "backup"),
    ),
    "reader": (),
}
