"""What every test may ask for, and which skips are allowed.

A test that lacks a program says so through `require` and is skipped with that reason. With
`FIDESK_REQUIRE_ALL=1`, as in CI, every skip is a failure except two: tests marked `mssql` without a
server, and tests of public data that isn't there.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Generator
from pathlib import Path

import hypothesis
import pytest

#: Whatever the settings file of whoever runs the tests says.
os.environ["FIDESK_SETTINGS"] = ""

REPOSITORY = Path(__file__).resolve().parent.parent
SOAK = os.environ.get("FIDESK_SOAK") == "1"
REQUIRE_ALL = os.environ.get("FIDESK_REQUIRE_ALL") == "1"

# No deadline: a busy machine is not a fault of ours, and timing belongs to the benchmarks.
hypothesis.settings.register_profile("test", deadline=None, print_blob=True)
hypothesis.settings.register_profile("soak", deadline=None, print_blob=True, max_examples=2000)
hypothesis.settings.load_profile("soak" if SOAK else "test")


# --- skips -------------------------------------------------------------------------------------


NO_SERVER = "no SQL Server: FIDESK_TEST_MSSQL_URL is not set"
NO_PUBLIC_DATA = "no public data: FIDESK_PUBLIC_DATA names no folder"


def require(present: object, reason: str) -> None:
    """Skip the test that runs, giving `reason`, unless what it needs is `present`."""
    if not present:
        pytest.skip(reason)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Run tests of the SQL Server only where there is one."""
    if item.get_closest_marker("mssql"):
        require(os.environ.get("FIDESK_TEST_MSSQL_URL"), NO_SERVER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a skip fail where everything is required."""
    report = yield
    raised = call.excinfo.value if call.excinfo else None
    skipped = isinstance(raised, pytest.skip.Exception)
    if REQUIRE_ALL and skipped and str(raised) not in {NO_SERVER, NO_PUBLIC_DATA}:
        report.outcome = "failed"
        report.longrepr = f"FIDESK_REQUIRE_ALL allows no skip: {raised}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Let a module that skips itself fail where everything is required."""
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"FIDESK_REQUIRE_ALL allows no skipped module: {report.longrepr}"
    return report


# --- counts and seeds --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def soak_scale() -> Callable[[int], int]:
    """Turn the full count, as `make soak` runs it, into this run's: a twentieth, at least 1."""

    def count(full: int) -> int:
        return full if SOAK else max(1, full // 20)

    return count


@pytest.fixture
def seed() -> int:
    """Return the seed of this test's random cases; `FIDESK_SEED` repeats one.

    It is printed, so that it stands in the report of a failure.
    """
    chosen = int(os.environ.get("FIDESK_SEED") or random.SystemRandom().randrange(2**32))
    print(f"FIDESK_SEED={chosen}")  # noqa: T201 - pytest shows it when the test fails
    return chosen


# --- places ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def public_data() -> Path:
    """Return the folder of public files that real banks and authorities publish, if it is there."""
    given = os.environ.get("FIDESK_PUBLIC_DATA")
    folder = Path(given) if given else REPOSITORY.parent / "shared" / "data"
    require(folder.is_dir(), NO_PUBLIC_DATA)
    return folder
