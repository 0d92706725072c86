"""What `fidesk today` does besides opening the day: lines are valued at the close before."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, select

from backend.contract import Outcome, OutcomeCode
from backend.contract.corrections import RevalueLines
from backend.dates import Clock
from backend.errors import InputError
from backend.services.execute import execute
from backend.services.rights import require
from backend.store.tables.ledger import business_day
from backend.store.tables.reference import setting

#: The parameter that asks for it: "1" or "0". It is off in a new house.
REVALUE_ON_OPEN = "revalue_on_open"


def revalue_after_opening(engine: Engine, clock: Clock, login: str) -> Outcome | None:
    """Value at the close of the day before the open one, once, where the parameter says so.

    A command of its own, by the person and in the right of who opens the day: opening a day must
    never wait for rates, nor fail for want of a right.
    """
    with engine.connect() as connection:
        wanted = connection.scalar(select(setting.c.value).where(setting.c.name == REVALUE_ON_OPEN))
        permitted = _may(connection, login)
        days = connection.scalars(
            select(business_day.c.day).order_by(business_day.c.day.desc()).limit(2)
        ).all()
    if wanted != "1" or len(days) < 2:  # noqa: PLR2004 - the open day and the one before
        return None
    order = RevalueLines(id=f"revalue:{days[1].isoformat()}", login=login, day=days[1])
    # Whoever may not is not even asked for: a refusal would burn the day's id.
    if not permitted:
        return Outcome(OutcomeCode.NOT_PERMITTED, order.id, detail={"operation": "revalue"})
    (outcome,) = execute(engine, [order], clock)
    return outcome


def _may(connection: Connection, login: str) -> bool:
    try:
        require(connection, login, "revalue")
    except InputError:
        return False
    return True
