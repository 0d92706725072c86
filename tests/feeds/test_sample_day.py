"""A sample day: what the ledger says, in the bytes that the layouts describe, breaks and all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.contract.feeds import Telling
from backend.errors import InputError
from backend.queries.feeds.files import current_file, deals_of
from backend.queries.feeds.own_side import open_deals
from sync.feeds.planting import KINDS, NOBODY
from sync.feeds.sample_taken import BREAKS, load_feeds_sample
from tests.feeds.desk import FRIDAY, Desk, silent

YI = "EXMBDEFF"


def _uses(desk: Desk) -> dict[str, Any]:
    """Return the limit system's uses by our reference."""
    with desk.house.reading() as connection:
        file = current_file(connection, "limit_uses")
        assert file is not None
        return {one.deal.our_reference: one.deal for one in deals_of(connection, file)}


def _ours(desk: Desk) -> dict[str, Any]:
    with desk.house.reading() as connection:
        return {one.reference: one for one in open_deals(connection)}


def _plain(deal: Any) -> tuple[Any, ...]:
    return (deal.product, deal.unit, deal.currency, deal.amount_minor, deal.use_minor)


def test_without_breaks_both_lists_are_the_same(desk: Desk) -> None:
    desk.sample()
    desk.take_day()
    theirs, ours = _uses(desk), _ours(desk)
    assert set(theirs) == set(ours)
    for reference, deal in ours.items():
        assert _plain(theirs[reference]) == _plain(deal)
        assert theirs[reference].rate_e12 == deal.rate_e12
        assert theirs[reference].maturity_date == deal.maturity_date


def test_files_are_gb18030_with_flags_beside_them(desk: Desk) -> None:
    paths = desk.sample()
    assert [one.name for one in paths] == [
        "LMT_LINE_20261120.txt",
        "LMT_USE_20261120.txt",
        "TRS_DEAL_20261120.txt",
    ]
    for path in paths:
        assert "示例" in path.read_bytes().decode("gb18030")
        assert path.with_name(f"{path.name}.ok").is_file()
    lines = paths[2].read_bytes().split(b"\r\n")
    assert {len(one) for one in lines[:-1]} == {176}
    assert lines[-1] == b""


def test_the_same_seed_writes_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    first = [one.read_bytes() for one in desk.sample(*BREAKS[:5])]
    assert [one.read_bytes() for one in desk.sample(*BREAKS[:5])] == first
    assert [one.read_bytes() for one in desk.sample()] != first


def _changed(desk: Desk, kind: str, bic8: str = YI) -> tuple[dict[str, Any], dict[str, Any]]:
    """Plant one break; return what differs, theirs and ours."""
    before = _ours(desk)
    desk.sample((kind, bic8))
    desk.take_day()
    theirs, ours = _uses(desk), before
    names = set(theirs) ^ set(ours)
    names |= {one for one in set(theirs) & set(ours) if _plain(theirs[one]) != _plain(ours[one])}
    names |= {name for name, one in theirs.items() if one.state != "open"}
    assert len(names) == 1, names
    return (
        {name: theirs[name] for name in names if name in theirs},
        {name: ours[name] for name in names if name in ours},
    )


def test_an_amount_differs(desk: Desk) -> None:
    ((_name, theirs),), ((_same, ours),) = (one.items() for one in _changed(desk, "amount"))
    assert theirs.amount_minor == ours.amount_minor * 11 // 10


def test_a_rate_differs_and_the_amount_does_not(desk: Desk) -> None:
    ((_name, theirs),), ((_same, ours),) = (one.items() for one in _changed(desk, "rate"))
    assert theirs.amount_minor == ours.amount_minor
    assert theirs.rate_e12 > ours.rate_e12
    assert theirs.use_minor > ours.use_minor


def test_an_amount_stands_in_ten_thousands(desk: Desk) -> None:
    ((_name, theirs),), ((_same, ours),) = (one.items() for one in _changed(desk, "unit"))
    assert theirs.amount_minor * 10_000 == ours.amount_minor


def test_one_side_lacks_a_deal(desk: Desk) -> None:
    theirs, ours = _changed(desk, "theirs_missing")
    assert (len(theirs), len(ours)) == (0, 1)


def test_the_other_side_lacks_a_deal(desk: Desk) -> None:
    theirs, ours = _changed(desk, "ours_missing")
    assert (len(theirs), len(ours)) == (1, 0)


def test_one_is_over_for_them(desk: Desk) -> None:
    theirs, ours = _changed(desk, "matured")
    assert [one.state for one in theirs.values()] == ["matured"]
    assert set(theirs) == set(ours)


def test_a_number_is_nobody_s(desk: Desk) -> None:
    theirs, _ours = _changed(desk, "unmapped")
    assert [one.foreign_id for one in theirs.values()] == [NOBODY]


def test_a_break_at_a_real_bank_is_refused(desk: Desk) -> None:
    with desk.house.engine.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE institution SET origin = 'directory', version = version + 1 WHERE bic8 = ?",
            (YI,),
        )
    with pytest.raises(InputError) as refused:
        desk.sample(("amount", YI))
    assert refused.value.code == "break_at_real_bank"
    for kind, bic8, code in (
        ("nonsense", YI, "unknown_break"),
        ("amount", "EXMGHKHH", "no_deal_for_break"),
    ):
        with pytest.raises(InputError) as refused:
            desk.sample((kind, bic8))
        assert refused.value.code == code


def test_the_demonstration_s_morning(desk: Desk) -> None:
    assert {kind for kind, _bic8 in BREAKS} == set(KINDS)
    taken = load_feeds_sample(desk.house, desk.folder, silent)
    assert [one.feed for one in taken] == ["limit_lines", "limit_uses", "treasury_deals"]
    assert {one.business_date for one in taken} == {FRIDAY}
    assert taken[0].unmapped == taken[1].unmapped == [NOBODY]
    assert taken[2].count(Telling.DRAWN) == 1
    (excess,) = [one for one in taken[2].told if one.excess_minor]
    assert excess.their_reference.startswith("TOLD-")
    states = [one.state for one in _uses(desk).values()]
    assert states.count("matured") == 1
    before = desk.everything()
    assert load_feeds_sample(desk.house, desk.folder, silent) == []
    assert desk.everything() == before
