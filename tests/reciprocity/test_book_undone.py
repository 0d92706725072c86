"""A submission of the reciprocity book taken back: the plan is what it was."""

from __future__ import annotations

from addin.undoing import undo_submission
from tests.house import House
from tests.reciprocity.conftest import Pull, opened
from tests.reciprocity.test_book import plans, push, typed


def sent(house: House, pull: Pull, **cells: object) -> str:
    """Type a plan, push it and return the number of its submission."""
    pushed = push(house, typed(pull(house), **cells))
    assert pushed.applied, pushed.findings
    assert pushed.outcome is not None
    return pushed.outcome.submission_id


def test_a_plan_goes_back_to_what_it_was(dealt: House, pull: Pull) -> None:
    sent(dealt, pull, target=500, points="先谈结算")
    number = sent(dealt, pull, target=800)
    done = undo_submission(opened(dealt), number)
    assert (done.applied, done.findings) == (True, ())
    ((_key, target, _strategy, points, version, _by),) = plans(dealt)
    assert (target, points, version) == (500_000_000, "先谈结算", 3)


def test_only_the_cells_that_it_wrote_go_back(dealt: House, pull: Pull) -> None:
    number = sent(dealt, pull, target=500)
    sent(dealt, pull, points="再谈托管")
    assert undo_submission(opened(dealt), number).applied
    ((_key, target, _strategy, points, _version, _by),) = plans(dealt)
    assert (target, points) == (None, "再谈托管")


def test_a_target_changed_since_stays(dealt: House, pull: Pull) -> None:
    number = sent(dealt, pull, target=500)
    sent(dealt, pull, target=900)
    done = undo_submission(opened(dealt), number)
    assert ([one.code for one in done.findings], done.applied) == (["undo_changed_since"], False)
    assert plans(dealt)[0][1] == 900_000_000
