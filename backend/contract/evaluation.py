"""The words of the evaluation: commands in, lines, steps and proposals out.

Ratios, shares and scores are integers scaled by 10**6; a score runs from 0 to 100 (times 10**6),
weights are shares of one. Grades run from 1, the best, to 10, default; a notch counts from 1
(AAA) to 22 (default) on the agencies' common scale. `None` means "nothing there", never zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from backend.contract.command import Command


class Factor(StrEnum):
    """What a person judges. The first four carry weight; the others move or stop the grade."""

    SUPPORT = "support"
    COUNTRY = "country"
    FRANCHISE = "franchise"
    GOVERNANCE = "governance"
    UPLIFT = "support_uplift"  # level 1 none, 2 one notch, 3 two notches
    AGENCY_GAP = "agency_gap"  # the written reason alone; no level
    SCRA = "scra"  # level 1 C, 2 B, 3 A, 4 A+
    SHELL = "shell_bank"  # level 1 it is one, 5 it is none


#: The levels that each factor takes, the weakest first; the gap's reason has none.
LEVELS: Mapping[Factor, Sequence[int]] = {
    **dict.fromkeys(
        (Factor.SUPPORT, Factor.COUNTRY, Factor.FRANCHISE, Factor.GOVERNANCE), (1, 2, 3, 4, 5)
    ),
    Factor.UPLIFT: (1, 2, 3),
    Factor.AGENCY_GAP: (),
    Factor.SCRA: (1, 2, 3, 4),
    Factor.SHELL: (1, 5),
}


class RatingType(StrEnum):
    """What an agency rates. Only the issuer's long-term foreign-currency rating is compared."""

    ISSUER = "issuer_long_term"
    SHORT_TERM = "short_term"
    DEPOSIT = "deposit"
    STANDALONE = "standalone"


class EvaluationState(StrEnum):
    """Where an evaluation stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Origin(StrEnum):
    """Where the value of an indicator comes from."""

    COMPUTED = "computed"  # from the amounts of the statement
    REPORTED = "reported"  # the bank's own ratio
    SPECIAL = "special"  # no quotient, yet it says something: no NPL at all, negative equity
    JUDGED = "judged"
    COUNTED = "counted"  # the conduct record, from events
    MISSING = "missing"


@dataclass(frozen=True, kw_only=True)
class JudgeFactor(Command):
    """Give a factor its level for a year, with the reason.

    `institution` is a BIC8 (a branch means its head office). `base_level` is the level that the
    sender saw, `None` where none was judged. A `level` of `None` takes the judgement back.
    """

    institution: str
    fiscal_year: int
    factor: Factor
    level: int | None
    reason: str
    base_level: int | None


@dataclass(frozen=True, kw_only=True)
class EvaluateInstitution(Command):
    """Compute the grade from what stands now and keep it with every step, as a proposal.

    `fiscal_year` is the year in which the full-year statement ends; `None` takes the newest one.
    """

    institution: str
    fiscal_year: int | None = None
    is_sample: bool = False


@dataclass(frozen=True, kw_only=True)
class ConfirmEvaluation(Command):
    """复核: a second person confirms the proposal, or withdraws it.

    `version` is the evaluation's as the sender saw it.
    """

    evaluation: str
    confirmed: bool
    version: int


# --- what comes out ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Line:
    """One indicator of the template: its value and points. `cutoffs` are for 5, 4, 3 and 2."""

    code: str
    group: str
    kind: str  # ratio, judgement, computed
    weight_e6: int
    higher_is_better: bool
    cutoffs: Sequence[int]
    value_e6: int | None  # a ratio; the conduct record's penalty; none for what is judged
    origin: Origin
    points: int | None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step from the model to the grade; its sentence is `evaluation_step.<code>`.

    `detail` holds the sentence's own parameters; grades and notches fill the others.
    """

    code: str
    before: int | None
    after: int | None
    notch_before: int | None
    notch_after: int | None
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def moved(self) -> bool:
        """Whether the step changed the grade."""
        return self.before != self.after


@dataclass(frozen=True, kw_only=True)
class ProposalTerm:
    """One of the amounts of which the proposal is the least, in ledger minor units.

    `code`: own_tier_1, their_equity, country_headroom, group_headroom, regulatory_headroom,
    no_new_line, no_relation. An amount of `None` is one that nobody has entered.
    """

    code: str
    amount_minor: int | None


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The proposed limit (ledger minor units), what binds it, and the longest tenor."""

    limit_minor: int | None
    tenor_days: int | None
    binding: str  # the code of a term; empty where there is no proposal
    terms: Sequence[ProposalTerm]


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """An evaluation as it came out."""

    lines: Sequence[Line]
    score_e6: int | None
    missing_weight_e6: int
    model_grade: int | None
    grade: int | None
    steps: Sequence[Step]
    no_relation: bool  # and a freeze is proposed
    no_new_line: bool
    reason_needed: bool  # the gap to the agencies is wide and nobody has written why
    proposal: Proposal
