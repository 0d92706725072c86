"""Record events and close them: the handlers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert, select

from backend.contract import Outcome, OutcomeCode
from backend.contract.evaluation import RatingType
from backend.contract.events import (
    OF_RATINGS,
    AmendEvent,
    CloseEvent,
    EventKind,
    RecordEvent,
)
from backend.dates import SHANGHAI
from backend.queries import reference
from backend.queries.events import concerned, exposure_of, known_rating, scale_of
from backend.services.desk import Desk
from backend.services.numbers import next_number
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.evaluation import rating
from backend.store.tables.institutions import institution
from backend.store.tables.office import event

#: Ratings of these kinds stand on the agency's long-term scale.
_LONG_TERM = frozenset({RatingType.ISSUER.value, RatingType.DEPOSIT.value})
#: 摘要 stands in one cell of a printed row.
_LONGEST = 60


def record_event(desk: Desk, command: RecordEvent) -> Outcome:
    """Keep what happened, with what was approved and used at this moment.

    A rating is also kept among the ratings, from its day on.
    """
    charged = desk.institutions.get(command.institution)
    if charged is None and (command.institution or command.kind is not EventKind.COUNTRY):
        return refuse(command, OutcomeCode.UNKNOWN_INSTITUTION, institution=command.institution)
    country = command.country or (_country_of(desk, charged.id) if charged else "")
    if country not in reference.countries(desk.connection):
        return refuse(command, OutcomeCode.UNKNOWN_CAP, code=country)
    if not _rating_fits(desk, command):
        return refuse(command, OutcomeCode.UNKNOWN_RATING, rating=command.to_value)
    if command.occurred_at > desk.now:
        return refuse(command, OutcomeCode.BAD_DATE, date=f"{command.occurred_at:%Y-%m-%d}")
    refusal = _refusal_of_texts(command)
    if refusal is not None:
        return refusal
    number = next_number(desk, "SJ")
    _put(desk, command, number, charged.id if charged else None, country)
    return Outcome(code=OutcomeCode.DONE, command_id=command.id, reference=number)


def _put(desk: Desk, command: RecordEvent, number: str, owner: int | None, country: str) -> None:
    lines = concerned(desk.connection, owner, command.scope, country)
    exposure = exposure_of(desk.connection, lines)
    put_row(
        desk,
        event,
        number,
        occurred_at=command.occurred_at,
        institution_id=owner,
        country_code=country,
        from_value=_rating_before(desk, command, owner),
        summary_zh=command.summary_zh.strip(),
        approved_minor=exposure.approved_minor,
        used_minor=exposure.used_minor,
        last_maturity=exposure.last_maturity,
        urgent=int(command.urgent),
        closed_date=None,
        is_sample=int(command.is_sample),
        **{name: str(getattr(command, name)).strip() for name in _TEXTS},
    )


def _rating_before(desk: Desk, command: RecordEvent, owner: int | None) -> str:
    """Return the value before, filled from what is known; keep the new one among the ratings."""
    if owner is None or command.kind not in OF_RATINGS:
        return command.from_value
    day = command.occurred_at.astimezone(SHANGHAI).date()
    known = known_rating(desk.connection, owner, command.agency, command.rating_type, day)
    before = command.from_value or known
    _keep_rating(desk, command, owner, day, before)
    return before


_TEXTS = (
    *("kind", "agency", "rating_type", "to_value", "outlook", "summary_en", "source"),
    *("scope", "measure"),
)


def close_event(desk: Desk, command: CloseEvent) -> Outcome:
    """Close an event that is open."""
    standing = standing_row(desk, event, command.number)
    if standing is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.number)
    happened: datetime = standing["occurred_at"]
    if not happened.astimezone(SHANGHAI).date() <= command.closed_date <= desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=command.closed_date.isoformat())
    if standing["closed_date"] is not None:
        return refuse(command, OutcomeCode.ALREADY_RESOLVED, reference=command.number)
    if command.version and command.version != standing["version"]:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    put_row(desk, event, command.number, closed_date=command.closed_date)
    return Outcome(code=OutcomeCode.DONE, command_id=command.id, reference=command.number)


def amend_event(desk: Desk, command: AmendEvent) -> Outcome:
    """Change what people keep beside an event that stands."""
    standing = standing_row(desk, event, command.number)
    if standing is None:
        return refuse(command, OutcomeCode.UNKNOWN_REFERENCE, reference=command.number)
    happened = standing["occurred_at"].astimezone(SHANGHAI).date()
    closed = command.closed_date
    if closed is not None and not happened <= closed <= desk.today:
        return refuse(command, OutcomeCode.BAD_DATE, date=closed.isoformat())
    if command.version != standing["version"]:
        return refuse(command, OutcomeCode.CHANGED_MEANWHILE)
    refusal = _refusal_of_texts(command)
    if refusal is not None:
        return refusal
    put_row(
        desk,
        event,
        command.number,
        summary_zh=command.summary_zh.strip(),
        summary_en=command.summary_en.strip(),
        source=command.source.strip(),
        measure=command.measure.value,
        closed_date=closed,
    )
    return Outcome(code=OutcomeCode.DONE, command_id=command.id, reference=command.number)


def _refusal_of_texts(command: RecordEvent | AmendEvent) -> Outcome | None:
    """Return why source and summary cannot stand; `None` when they can."""
    length = len(command.summary_zh.strip())
    if not command.source.strip() or not length:
        return refuse(command, OutcomeCode.REASON_MISSING)
    if length > _LONGEST:
        return refuse(command, OutcomeCode.TEXT_TOO_LONG, given=str(length), most=str(_LONGEST))
    return None


def _country_of(desk: Desk, institution_id: int) -> str:
    code: str | None = desk.connection.scalar(
        select(institution.c.risk_country_code).where(institution.c.id == institution_id)
    )
    return code or ""


def _rating_fits(desk: Desk, command: RecordEvent) -> bool:
    """Whether a rating event names agency, kind and a value of the agency's own scale."""
    if command.kind not in OF_RATINGS:
        return True
    kinds = {one.value for one in RatingType}
    if not command.agency or command.rating_type not in kinds:
        return False
    if command.kind is EventKind.OUTLOOK:
        return bool(command.outlook)
    scale = scale_of(desk.connection, command.agency)
    on_scale = command.rating_type not in _LONG_TERM or not scale or command.to_value in scale
    return bool(command.to_value) and on_scale


def _keep_rating(desk: Desk, command: RecordEvent, owner: int, day: date, before: str) -> None:
    value = command.to_value or before
    key = (owner, command.agency, command.rating_type, day)
    columns = (rating.c.institution_id, rating.c.agency, rating.c.rating_type, rating.c.valid_from)
    same = [column == part for column, part in zip(columns, key, strict=True)]
    if not value or desk.connection.scalar(select(rating.c.value).where(*same)) is not None:
        return
    desk.connection.execute(
        insert(rating),
        [
            {
                "institution_id": owner,
                "agency": command.agency,
                "rating_type": command.rating_type,
                "valid_from": day,
                "value": value,
                "outlook": command.outlook,
                "source": command.source.strip(),
                "is_sample": int(command.is_sample),
                "loaded_at": desk.now,
                "loaded_by": desk.login,
            }
        ],
    )
