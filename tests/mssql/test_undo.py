"""A submission undone on either database: what it lowered is not raised before there is room."""

from __future__ import annotations

import pytest

from addin.undoing import Undone, undo_submission
from backend.bootstrap import House as Open
from backend.contract import AllocateLine, AnnotateLine
from backend.errors import InputError
from backend.language import Language
from backend.queries.submissions import SubmissionState, submission_named, submissions
from backend.settings import Settings
from tests.house import MILLION, YI, House

LINE = {"institution": YI, "product": "placement"}
NUMBER = "5f1e0c2a-0000-5000-8000-000000000001"


def share(house: House, unit: str) -> int:
    return house.node(f"unit:{unit}").approved_minor


def undo(house: House, words: str, login: str = "li", *, only_good: bool = False) -> Undone:
    opened = Open(Settings("", login, Language.ENGLISH), house.engine, house.clock)
    return undo_submission(opened, words, only_good=only_good)


def moved(house: House, login: str = "li") -> dict[str, int]:
    """Move ten million from treasury to trade in a line that is full; return what stood."""
    stood = {unit: share(house, unit) for unit in ("treasury", "trade")}
    given = stood["treasury"]
    reason = {"reason": "年度调整", "login": login}
    done = house.submit(
        NUMBER,
        house.command(
            AllocateLine,
            **LINE,
            **reason,
            unit="treasury",
            target_minor=given - 10 * MILLION,
            base_minor=given,
            place="allocation!I7",
        ),
        house.command(
            AllocateLine,
            **LINE,
            **reason,
            unit="trade",
            target_minor=stood["trade"] + 10 * MILLION,
            base_minor=stood["trade"],
            place="allocation!J7",
        ),
        house.command(
            AnnotateLine,
            **LINE,
            login=login,
            note="先问法兰克福",
            base_note="",
            place="limits_ledger!Q7",
        ),
    )
    assert done.applied, done.outcomes
    return stood


def test_an_undo_and_its_repetition(house: House) -> None:
    stood = moved(house)
    done = undo(house, NUMBER[:8])
    assert (done.applied, done.findings) == (True, ())
    assert {unit: share(house, unit) for unit in stood} == stood
    again = undo(house, NUMBER, "wang")
    assert (again.applied, again.findings, again.before) == (False, (), 3)
    first = house.reading(lambda connection: submission_named(connection, NUMBER))
    assert (first.state, first.undone, first.sheet) == (SubmissionState.UNDONE, 3, "allocation")
    listed = house.reading(lambda connection: submissions(connection, "li"))
    assert {one.undoes for one in listed} == {"", NUMBER}


def test_a_cell_changed_since_says_by_whom(house: House) -> None:
    stood = moved(house)
    now = share(house, "treasury")
    assert house.allocate("treasury", now - MILLION, base=now).accepted
    done = undo(house, NUMBER)
    assert ([one.code for one in done.findings], done.applied) == (["undo_changed_since"], False)
    assert done.findings[0].detail["who_en"]
    assert undo(house, NUMBER, only_good=True).applied
    assert share(house, "trade") == stood["trade"]
    assert share(house, "treasury") == now - MILLION


def test_a_number_that_nobody_knows(house: House) -> None:
    for words in ("ffff0000", "%%%%", "____"):
        with pytest.raises(InputError) as caught:
            undo(house, words)
        assert caught.value.code == "unknown_submission"
