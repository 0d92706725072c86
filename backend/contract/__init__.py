"""What the rooms say to each other: commands in, findings and outcomes out.

Standard library only; no logic. Commands are imperative and frozen; their `id` is minted before
they are sent, so that a repeat is recognised. Amounts are `int` minor units of the currency that
the field's name or its neighbour states. A `place` is where a person typed it, for example
`Allocation!I12`: the backend carries it through and never reads it.

The words of the ledger stand here; those of another subject in a module of their own beside it.
"""

from __future__ import annotations

from backend.contract.answers import (
    Binding,
    Finding,
    Outcome,
    OutcomeCode,
    Submission,
    SubmissionOutcome,
)
from backend.contract.command import (
    Command,
)
from backend.contract.limits import (
    AllocateLine,
    AnnotateLine,
    ApproveCap,
    ApproveLine,
    CheckRequest,
    ConsentToRequest,
    DrawLimit,
    GrantRequest,
    RaiseRequest,
    ReallocateLine,
    ReleaseDraw,
    ReserveLimit,
    UseCommand,
    VoidReservation,
)
from backend.contract.words import (
    Consent,
    Dimension,
    LineType,
    OnExpiry,
    RequestKind,
    RequestState,
)

__all__ = [
    "AllocateLine",
    "AnnotateLine",
    "ApproveCap",
    "ApproveLine",
    "Binding",
    "CheckRequest",
    "Command",
    "Consent",
    "ConsentToRequest",
    "Dimension",
    "DrawLimit",
    "Finding",
    "GrantRequest",
    "LineType",
    "OnExpiry",
    "Outcome",
    "OutcomeCode",
    "RaiseRequest",
    "ReallocateLine",
    "ReleaseDraw",
    "RequestKind",
    "RequestState",
    "ReserveLimit",
    "Submission",
    "SubmissionOutcome",
    "UseCommand",
    "VoidReservation",
]
