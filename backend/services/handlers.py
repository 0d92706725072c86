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
from backend.contract.institutions import AddInstitution, AmendInstitution
from backend.contract.meetings import RecordMeeting
from backend.contract.office import NoteMatter
from backend.contract.reciprocity import SetReciprocityPlan
from backend.contract.reconciliation import ApplyBreak, CheckBreak, TreatBreak, TreatCause
from backend.contract.review import PlanReview
from backend.services import events, institutions, matters, meetings, reciprocity
from backend.services.evaluation import evaluate, judge, review
from backend.services.hands import approvals, delegations
from backend.services.hands.waiting import Handler
from backend.services.limits import lines, use
from backend.services.reconciliation import applied as breaks_applied
from backend.services.reconciliation import breaks
from backend.services.requests import decisions, requests
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
    AmendInstitution: ("annotate", institutions.amend_institution),
    AddInstitution: ("approve", institutions.add_institution),
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
