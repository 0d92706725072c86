"""The connection breaks at any moment; what was asked stands once, and the desk is told so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text

from backend.contract import DrawLimit, OutcomeCode
from backend.errors import OutageError
from backend.services import transaction
from backend.services.transaction import transact
from backend.store.engine import server_engine
from backend.store.tables import ledger
from tests.house import MILLION, House
from tests.mssql.wire import Wire

pytestmark = pytest.mark.mssql

SMALL = MILLION // 100


@pytest.fixture
def wire(server_house: House, server_database: str) -> Iterator[Wire]:
    """Return a wire to the small house."""
    with Wire(server_database) as laid:
        yield laid


@pytest.fixture
def desk(wire: Wire, server_house: House) -> Iterator[House]:
    """Return a desk at the other end of the wire, connected."""
    engine = server_engine(wire.url)
    far = House(Path(), engine, server_house.clock)
    assert far.draw(SMALL, id="warm").code is OutcomeCode.DONE
    yield far
    engine.dispose()


def _posted(house: House, identity: str) -> int:
    question = select(func.count()).where(ledger.entry.c.receipt_id == identity)
    return house.reading(lambda connection: connection.scalar(question) or 0)


@pytest.mark.soak
@pytest.mark.parametrize("reply_lost", [False, True])
def test_a_draw_stands_once_wherever_the_connection_breaks(
    desk: House,
    wire: Wire,
    server_house: House,
    soak_scale: Callable[[int], int],
    reply_lost: bool,
) -> None:
    wire.cut_at(0)
    desk.draw(SMALL, id="counted")
    last, commit = wire.sent, wire.commit
    step = 1 if soak_scale(20) == 20 else 12
    # Everywhere under `make soak`, else every twelfth message and all of the last.
    numbers = [n for n in range(1, last + 1) if n % step == 0 or n > last - 5]

    repeated = set()
    for number in numbers:
        identity = f"cut-{number}"
        wire.cut_at(number, reply_lost=reply_lost)
        answer = desk.draw(SMALL, id=identity)
        assert wire.was_cut
        assert answer.code in {OutcomeCode.DONE, OutcomeCode.EXISTS}
        assert _posted(server_house, identity) == 1, number
        if answer.code is OutcomeCode.EXISTS:
            repeated.add(number)

    # Where the commit was done and its reply, or the driver's next word, was lost, the receipt
    # answers; everywhere else the draw is done anew.
    assert repeated
    assert repeated <= {commit, commit + 1}
    assert server_house.figures("used") == ((len(numbers) + 2) * SMALL,)


def test_a_submission_whose_reply_was_lost_is_answered_as_repeated(
    desk: House, wire: Wire, server_house: House
) -> None:
    def orders(name: str) -> list[Any]:
        return [desk.deal(DrawLimit, SMALL, id=f"{name}/{turn}") for turn in range(3)]

    wire.cut_at(0)
    assert desk.submit("first", *orders("first")).applied
    wire.cut_at(wire.commit, reply_lost=True)
    answer = desk.submit("second", *orders("second"))

    assert wire.was_cut
    assert (answer.applied, answer.repeated) == (False, True)
    assert [one.code for one in answer.outcomes] == [OutcomeCode.EXISTS] * 3
    assert server_house.figures("used") == (7 * SMALL,)


def test_a_server_that_restarts_is_waited_for(desk: House, wire: Wire, server_house: House) -> None:
    wire.cut_at(8, away=2)
    assert desk.draw(SMALL, id="patient").code is OutcomeCode.DONE
    assert wire.away == 0
    assert _posted(server_house, "patient") == 1


def test_a_server_that_stays_away_is_an_outage_and_the_id_may_come_again(
    desk: House, wire: Wire, server_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "PAUSES", (0.0, 0.0))
    for code in ("database_away", "written_perhaps"):
        wire.cut_at(0)
        assert desk.draw(SMALL, id=f"measured-{code}").code is OutcomeCode.DONE
        number = 8 if code == "database_away" else wire.commit
        wire.cut_at(number, reply_lost=True, away=9)
        with pytest.raises(OutageError) as caught:
            desk.draw(SMALL, id=code)
        assert caught.value.code == code
        wire.cut_at(0)
        assert desk.draw(SMALL, id=code).accepted
        assert _posted(server_house, code) == 1


def test_work_that_would_be_done_twice_is_not_run_again_once_it_may_stand(
    desk: House, wire: Wire
) -> None:
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("SELECT 1"))

    wire.cut_at(0)
    transact(desk.engine, work, repeatable=False)
    before, commit = tries.copy(), wire.commit
    for number, runs, code in ((commit - 1, 2, ""), (commit, 1, "written_perhaps")):
        tries.clear()
        wire.cut_at(number, reply_lost=True)
        told = ""
        try:
            transact(desk.engine, work, repeatable=False)
        except OutageError as error:
            told = error.code
        assert (len(tries), told) == (runs, code)
    assert before == [1]


def test_a_session_that_is_killed_is_a_lost_connection(server_house: House) -> None:
    """As where an administrator ends it, or the server does."""
    tries: list[int] = []

    def work(connection: Connection) -> int:
        tries.append(connection.scalar(text("SELECT @@SPID")) or 0)
        if len(tries) == 1:
            with server_house.engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as other:
                other.exec_driver_sql(f"KILL {tries[0]}")
        return connection.scalar(select(func.count()).select_from(ledger.node)) or 0

    assert transact(server_house.engine, work) > 0
    assert len(tries) == 2
