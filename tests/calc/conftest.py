"""The office that the tests of this folder share: one per worker, started when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calc.office import Office, missing
from tests.conftest import require

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("calc")


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """Yield a running LibreOffice Calc."""
    reason = missing()
    require(reason is None, reason or "")
    with Office() as running:
        yield running
