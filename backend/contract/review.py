"""The words of the year's review campaign: what people plan of one institution's evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.contract.command import Command


class ReviewKind(StrEnum):
    """How thoroughly an institution is reviewed."""

    FULL = "full"
    SIMPLE = "simple"
    KYC_ONLY = "kyc_only"  # no figures are asked for


class ReportSource(StrEnum):
    """How the annual report reached us."""

    SENT = "sent"  # by the institution itself
    WEBSITE = "website"
    BRANCH = "branch"  # our own branch passed it on
    VENDOR = "vendor"  # a data vendor
    SUPERVISOR = "supervisor"  # published by the supervisor


class ReviewStage(StrEnum):
    """How far a review has come, the last one reached."""

    AWAITED = "awaited"
    RECEIVED = "received"
    ENTERED = "entered"  # the statement of the year stands
    SCORED = "scored"
    CHECKED = "checked"  # a second person confirmed the evaluation
    COMMITTEE = "committee"
    APPROVED = "approved"


@dataclass(frozen=True, kw_only=True)
class PlanReview(Command):
    """Keep a row of the campaign as its sender wants it.

    `institution` is a BIC8 (a branch means its head office), `analyst` a login or empty.
    `recommended_minor` is in ledger minor units. `version` is the row's as the sender saw it,
    0 where there was none. How often somebody was reminded follows from `next_reminder`: a day
    that was due and is moved on is one reminder.
    """

    institution: str
    fiscal_year: int
    analyst: str
    kind: ReviewKind
    report_source: ReportSource | None
    received_date: date | None
    recommended_minor: int | None
    recommended_tenor_days: int | None
    committee_date: date | None
    approval_number: str
    valid_until: date | None
    next_reminder: date | None
    note: str
    version: int
