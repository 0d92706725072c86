"""A matter of the home sheet, as the database answers it. Shapes only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from backend.contract.office import MatterAction, MatterKind
from backend.queries.rows import InstitutionName


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who is to act: whoever may do `operation` in `unit` (anywhere when empty), or one `login`.

    `not_by` must not act although the right is there: nobody checks their own work. `authority` is
    an operation of the policy and a size in ledger minor units that the person must be allowed.
    """

    operation: str = ""
    unit: str = ""
    login: str = ""
    not_by: frozenset[str] = frozenset()
    authority: tuple[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class MatterNote:
    """What its reader noted about a matter. `version` is empty where there is no note."""

    action: MatterAction | None = None
    hand_to: str = ""
    until_date: date | None = None
    note: str = ""
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One thing that waits.

    `key` is stable for as long as it waits: `request/SQ-20261123-001`. The sentence is the
    glossary's `matter.<sentence>`, filled with `detail`. `amount_minor` is ledger currency.
    """

    key: str
    kind: MatterKind
    sentence: str
    owner: Owner
    detail: Mapping[str, str] = field(default_factory=dict)
    institution: InstitutionName | None = None
    amount_minor: int | None = None
    from_zh: str = ""
    from_en: str = ""
    raised_at: datetime | None = None
    due_date: date | None = None
    note: MatterNote = field(default_factory=MatterNote)
    is_mine: bool = False
