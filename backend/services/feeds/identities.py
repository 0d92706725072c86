"""Say which institution a system means by its number; its deals that waited are told at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, Engine

from backend.contract.feeds import FeedFile, ToldDeal
from backend.dates import Clock
from backend.errors import InputError
from backend.queries.feeds.files import current_file, deals_of
from backend.services import writing
from backend.services.days import open_days
from backend.services.desk import Desk, open_desk
from backend.services.feeds.deals import tell
from backend.services.rows import put_row, standing_row
from backend.services.transaction import transact
from backend.store.tables.reconciliation import foreign_identity


def identify(
    engine: Engine,
    named: tuple[str, str, str],
    telling: Collection[str],
    clock: Clock,
    login: str,
) -> Sequence[ToldDeal]:
    """Keep that (system, its number) is a BIC8, and tell the deals that waited for it.

    `telling`: the feeds of the system whose deals take their lines; only their newest files speak.
    Raises `InputError` `not_permitted` or `unknown_bic`.
    """
    system, foreign_id, bic8 = named

    def work(connection: Connection) -> Sequence[ToldDeal]:
        now = clock()
        open_days(connection, now, login)
        desk = open_desk(connection, login, now, {bic8})
        if not desk.may("import"):
            raise InputError("not_permitted", login=login)
        if bic8 not in desk.institutions:
            raise InputError("unknown_bic", given=bic8)
        _keep(desk, system, foreign_id, desk.institutions[bic8].id)
        told: list[ToldDeal] = []
        for feed in telling:
            given, whose = _waiting(connection, feed, foreign_id, desk.institutions[bic8].id)
            if given is not None:
                told += tell(connection, given, whose, now, login)
        return told

    return transact(engine, work)


def _keep(desk: Desk, system: str, foreign_id: str, institution_id: int) -> None:
    key = f"{system}/{foreign_id}"
    standing = standing_row(desk, foreign_identity, key)
    if standing is None or standing["institution_id"] != institution_id:
        put_row(
            desk,
            foreign_identity,
            key,
            system=system,
            foreign_id=foreign_id,
            institution_id=institution_id,
        )
        writing.write(desk, [])


def _waiting(
    connection: Connection, feed: str, foreign_id: str, institution_id: int
) -> tuple[FeedFile | None, dict[int, int | None]]:
    """Return the deals of a feed's newest file that carry the number, as a file of their own."""
    file = current_file(connection, feed)
    deals = [
        one.deal
        for one in (deals_of(connection, file) if file is not None else ())
        if one.deal.foreign_id == foreign_id
    ]
    if file is None or not deals:
        return None, {}
    given = FeedFile(
        feed=feed,
        system=file.system,
        business_date=file.business_date,
        name=file.name,
        content_hash="",
        control_total="",
        tells=True,
        deals=deals,
    )
    return given, {one.line_number: institution_id for one in deals}
