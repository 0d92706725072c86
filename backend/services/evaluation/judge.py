"""Judge a factor: a level for a year, with its reason; what stood is kept in the audit."""

from __future__ import annotations

from sqlalchemy import select

from backend.contract import Outcome, OutcomeCode
from backend.contract.evaluation import LEVELS, JudgeFactor
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.evaluation import judgement
from backend.store.tables.institutions import institution

_FIRST_YEAR = 1990


def judge_factor(desk: Desk, command: JudgeFactor) -> Outcome:
    """Keep the level; it moves a grade only when the institution is evaluated again."""
    if command.institution not in desk.institutions:
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    levels = LEVELS[command.factor]
    if command.level is not None and command.level not in levels:
        allowed = ", ".join(map(str, levels)) or "-"
        return refuse(command, OutcomeCode.BAD_LEVEL, given=str(command.level), allowed=allowed)
    if not _FIRST_YEAR <= command.fiscal_year <= desk.today.year:
        return refuse(command, OutcomeCode.BAD_DATE)
    charged = desk.institutions[command.institution]
    bic8 = _bic8(desk, charged.line_id)
    key = f"{bic8}/{command.fiscal_year}/{command.factor.value}"
    standing = standing_row(desk, judgement, key)
    if (standing or {}).get("level") != command.base_level:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    takes_back = command.level is None and levels
    if not command.reason.strip() and not takes_back:
        return refuse(command, OutcomeCode.REASON_MISSING)
    put_row(
        desk,
        judgement,
        key,
        institution_id=charged.line_id,
        fiscal_year=command.fiscal_year,
        factor_code=command.factor.value,
        level=command.level,
        reason=command.reason.strip(),
    )
    return Outcome(OutcomeCode.DONE, command.id, reference=key)


def _bic8(desk: Desk, line_id: int) -> str:
    """Return the BIC8 under which judgements are kept: a branch's are its head office's."""
    found = desk.connection.scalar(select(institution.c.bic8).where(institution.c.id == line_id))
    return str(found)
