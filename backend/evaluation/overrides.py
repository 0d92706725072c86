"""What overrides a grade, whatever the score says. Each takes a step only when it hits."""

from __future__ import annotations

from collections.abc import Callable

from backend.contract.evaluation import Factor
from backend.contract.events import BAD_CONDUCT
from backend.dates import ends_after
from backend.evaluation.climbing import Climb
from backend.evaluation.conduct import (
    DEFAULT,
    LIST_HIT,
    open_events,
)

_SCRA_C = 1
_IS_SHELL = 1


def _list(state: Climb) -> None:
    if any(one.kind == LIST_HIT and one.open and one.binding for one in state.circumstances.events):
        state.no_relation = state.no_new_line = True
        state.step("list_hit", None)


def _shell(state: Climb) -> None:
    said = state.said(Factor.SHELL)
    if said.level == _IS_SHELL:
        state.no_relation = state.no_new_line = True
        state.step("shell_bank", None, reason=said.reason)


def _scra(state: Climb) -> None:
    said = state.said(Factor.SCRA)
    if said.level == _SCRA_C:
        grade = state.template.whole("scra_c_grade")
        state.step("scra_c", state.not_better(grade), limit=grade, reason=said.reason)


def _default(state: Climb) -> None:
    if open_events(state.circumstances.events, [DEFAULT]):
        state.no_new_line = True
        notch = state.template.weakest_notch(state.template.whole("default_grade"))
        state.step("default", None if state.no_relation else notch)


def _bad_record(state: Climb) -> None:
    count = open_events(state.circumstances.events, BAD_CONDUCT)
    if count:
        state.no_new_line = True
        name = "bad_record_notches_one" if count == 1 else "bad_record_notches_more"
        notches = state.template.whole(name)
        state.step("bad_record", state.moved(notches), count=count, notches=notches)


def _stale(state: Climb) -> None:
    where = state.circumstances
    most = state.template.whole("statement_months_most")
    if where.day > ends_after(where.period_end, most):
        grade = state.template.whole("stale_grade")
        state.step(
            "stale",
            state.not_better(grade),
            period_end=where.period_end.isoformat(),
            months=most,
            limit=grade,
        )


#: In the order in which they are taken.
OVERRIDES: tuple[Callable[[Climb], None], ...] = (
    _list,
    _shell,
    _scra,
    _default,
    _bad_record,
    _stale,
)
