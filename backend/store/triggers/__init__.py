"""Triggers: the guarantees that no client can go round. Dropped and made anew at every upgrade.

Those of the ledger are written out per dialect (`sqlite/*.sql`, `mssql/*.sql`); those that keep a
table append-only or write its audit image are generated from the table (`generated`).
"""

from backend.store.triggers.install import (
    expected_triggers,
    install_triggers,
    number_on,
    remove_triggers,
    withhold_trail,
)

__all__ = [
    "expected_triggers",
    "install_triggers",
    "number_on",
    "remove_triggers",
    "withhold_trail",
]
