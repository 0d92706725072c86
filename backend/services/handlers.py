"""The table of contents: which command is handled by what, and under which operation's right."""

from __future__ import annotations

from collections.abc import Mapping

from backend import contract
from backend.contract import Command
from backend.contract.approvals import (
    AuthoriseApproval,
    CheckApproval,
    DelegateRole,
    EndDelegation,
    WithdrawApproval,
)
from backend.contract.evaluation import ConfirmEvaluation, EvaluateInstitution, JudgeFactor
from backend.contract.events import AmendEvent, CloseEvent, RecordEvent
from backend.contract.meetings import RecordMeeting
from backend.contract.office import NoteMatter
from backend.contract.reciprocity import SetReciprocityPlan
from backend.contract.reconciliation import ApplyBreak, CheckBreak, TreatBreak, TreatCause
from backend.contract.review import PlanReview
from backend.services import (
    approvals,
    breaks,
    breaks_applied,
    decisions,
    delegations,
    evaluate,
    events,
    judge,
    lines,
    matters,
    meetings,
    reciprocity,
    requests,
    review,
    use,
)
from backend.services.hands import Handler
from backend.services.waiting_handlers import WAITING_HANDLERS

#: Command → (operation in the table `permission`, handler).
HANDLERS: Mapping[type[Command], tuple[str, Handler]] = {
    contract.ReserveLimit: ("reserve", use.reserve),
    contract.DrawLimit: ("draw", use.draw),
    contract.VoidReservation: ("reserve", use.void),
    contract.ReleaseDraw: ("release", use.release),
    contract.AnnotateLine: ("annotate", lines.annotate_line),
    contract.RaiseRequest: ("request", requests.raise_request),
    contract.ConsentToRequest: ("consent", requests.consent_to_request),
    contract.GrantRequest: ("grant", decisions.grant_request),
    contract.CheckRequest: ("check", decisions.check_request),
    JudgeFactor: ("judge", judge.judge_factor),
    EvaluateInstitution: ("evaluate", evaluate.evaluate_institution),
    ConfirmEvaluation: ("check", evaluate.confirm_evaluation),
    PlanReview: ("evaluate", review.plan_review),
    NoteMatter: ("note", matters.note_matter),
    SetReciprocityPlan: ("plan", reciprocity.set_reciprocity_plan),
    RecordMeeting: ("record", meetings.record_meeting),
    RecordEvent: ("record", events.record_event),
    CloseEvent: ("record", events.close_event),
    AmendEvent: ("record", events.amend_event),
    TreatBreak: ("treat", breaks.treat_break),
    TreatCause: ("treat", breaks.treat_cause),
    CheckBreak: ("check", breaks.check_break),
    ApplyBreak: ("treat", breaks_applied.apply_break),
    CheckApproval: ("check", approvals.check_approval),
    AuthoriseApproval: ("authorise", approvals.authorise_approval),
    WithdrawApproval: ("withdraw", approvals.withdraw_approval),
    DelegateRole: ("delegate", delegations.delegate_role),
    EndDelegation: ("delegate", delegations.end_delegation),
    **WAITING_HANDLERS,
}

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
