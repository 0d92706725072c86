"""The auditor's machine on SQL Server: random histories in plain entries, added up from scratch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.house import House
from tests.machine.test_auditor import AuditedLedger
from tests.mssql import houses

SOAK = os.environ.get("FIDESK_SOAK") == "1"


@contextmanager
def on_a_server() -> Iterator[House]:
    with houses.fresh_database() as url:
        yield houses.found(url)


class AuditedServer(AuditedLedger):
    """The same, on another database."""

    house_of = staticmethod(on_a_server)


@pytest.mark.mssql
def test_the_server_says_what_the_auditor_says() -> None:
    run_state_machine_as_test(
        AuditedServer,
        settings=settings(
            max_examples=40 if SOAK else 3,
            stateful_step_count=50,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
