"""FI_FLOW and FI_RECIPROCITY as a host calls them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from tests.house import BING, YI, House
from tests.reciprocity.conftest import opened
from tests.reciprocity.facts import dealing, of, take, year
from tests.unit.test_cells import statements
from udfs.desk import Desk, close_desk, open_desk
from udfs.errors import CellError
from udfs.reciprocity import FI_FLOW, FI_RECIPROCITY
from udfs.registry import cell_functions


@pytest.fixture
def desk(dealt: House) -> Iterator[Desk]:
    """Let cells ask the house with dealings, as 李."""
    yield open_desk(opened(dealt))
    close_desk()


def kind(answer: object) -> str:
    assert isinstance(answer, CellError), answer
    return answer.kind.value


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ((BING, "来委"), "187.776252"),  # 1,234,567.89 dollars, and yen for 643,194.63
        (("示例银行丙", "in", "汇款"), "123.456789"),
        ((BING, "In", "remittance", 2026, "笔数"), "12"),
        ((BING, "来委", "汇款", "2026", "收费"), "12.345678"),
        ((BING, "去委", None, 2025), "100.000001"),
        ((BING, "资金交易", None, 2026.0), "500"),
        ((BING, "in", "托收"), "0"),
        ((YI, "in"), "0"),
    ],
)
def test_a_flow(desk: Desk, arguments: tuple[object, ...], value: str) -> None:
    assert FI_FLOW(*arguments) == float(Decimal(value))


def test_a_balance_is_the_sheets(desk: Desk, dealt: House) -> None:
    balance = of(year(dealt), BING).sums.balance
    assert balance is not None
    assert FI_RECIPROCITY(BING) == pytest.approx(float(balance))
    assert FI_RECIPROCITY(BING, 2025) == -1


@pytest.mark.parametrize(
    ("function", "arguments", "error"),
    [
        (FI_RECIPROCITY, (YI,), "#N/A"),  # nothing flows: no zero
        (FI_RECIPROCITY, ("nobody at all",), "#N/A"),
        (FI_RECIPROCITY, ("示例银行",), "#VALUE!"),
        (FI_RECIPROCITY, (BING, 2031), "#NUM!"),
        (FI_FLOW, (BING, "sideways"), "#VALUE!"),
        (FI_FLOW, (BING, ""), "#VALUE!"),
        (FI_FLOW, (BING, "in", "bills"), "#N/A"),
        (FI_FLOW, (BING, "in", "", "soon"), "#VALUE!"),
        (FI_FLOW, (BING, "in", "", 1999), "#NUM!"),
        (FI_FLOW, (BING, "in", "", 2026, "weight"), "#VALUE!"),
    ],
)
def test_errors_are_true_errors(
    desk: Desk, function: object, arguments: tuple[object, ...], error: str
) -> None:
    assert callable(function)
    answer = function(*arguments)
    assert kind(answer) == error
    assert isinstance(answer, CellError)
    for language in ("zh", "en"):
        assert answer.sentence(desk.house.settings.language.__class__(language))


def test_a_range_has_its_shape(desk: Desk) -> None:
    found = FI_FLOW(((BING,), (YI,)), (("in", "out"),))
    assert [[round(value, 2) for value in row] for row in found] == [[187.78, 842.88], [0.0, 0.0]]


def test_a_year_is_read_once_and_again_by_a_refresh_only(desk: Desk, dealt: House) -> None:
    engine = desk.house.engine
    with statements(engine) as first:
        FI_RECIPROCITY(BING)
    with statements(engine) as warm:
        FI_RECIPROCITY(YI)
        FI_FLOW(BING, "in")
        FI_FLOW(BING, "out", "汇款", 2026, "笔数")
    assert first
    assert warm == []
    take(dealt, dealing(1_000_000_00, bank=BING, month=date(2026, 6, 1)))
    assert FI_FLOW(BING, "in") == pytest.approx(187.776252), "frozen"
    assert desk.refresh()
    with statements(engine) as again:
        assert FI_FLOW(BING, "in") == pytest.approx(287.776252)
    assert again == [], "the refresh has read the years that cells ask for"


def test_they_are_registered_with_their_arguments() -> None:
    flow = cell_functions()["FI_FLOW"]
    names = [(one.name, one.optional) for one in flow.arguments]
    assert names == [
        ("institution", False),
        ("direction", False),
        ("product", True),
        ("year", True),
        ("measure", True),
    ]
