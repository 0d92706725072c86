"""A small world for the auditor: nodes and entries written by plain statements."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import DBAPIError

from backend.store.tables import ledger
from backend.store.tables.hands import policy
from backend.store.tables.institutions import institution_group
from tests.house import MONDAY, House, ten_o_clock
from tests.machine.auditor import Auditor

LEAVES = (
    "unit:1/placement/treasury",
    "unit:1/placement/trade",
    "unit:1/placement/domestic_branches",
    "unit:1/placement/320000",
    "unit:1/forfaiting/treasury",
    "unit:2/placement/treasury",
)
#: Operations that ask more hands by default: here one does, what is tested is the ledger.
ONE_HAND = ("unfreeze", "increase", "reverse", "late", "approve", "allocate", "resume", "parameter")
_REFUSED = re.compile(r"fidesk:(\w+)|(ck_\w+)|(UNIQUE|CHECK|FOREIGN|duplicate|conflict)")


@dataclass
class World:
    """A database and its auditor, side by side."""

    house: House
    auditor: Auditor = field(default_factory=lambda: Auditor(MONDAY))
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.house.engine

    def found(self) -> None:
        """Let the nodes arise, first in the database, then with the auditor."""
        with self.engine.begin() as connection:
            rows = [
                {"operation": one, "valid_from": MONDAY, "from_minor": 0, "hands": 1}
                for one in ONE_HAND
            ]
            connection.execute(insert(policy), rows)
            other = {"code": "other", "name_zh": "另一集团", "name_en": "Other"}
            other |= {"risk_country_code": "JP", **self.signed(1)}
            connection.execute(insert(institution_group), [other])
        add = self.node
        add("country:JP", country_code="JP")
        add("group:example", group_code="example")
        for bank in ("1", "2"):
            above = ("country:JP", "group:example")
            add(f"entity:{bank}", *above, institution_id=int(bank), limited=bank == "1")
        add("product:1/placement", "entity:1", product="placement")
        add("product:1/forfaiting", "entity:1", product="forfaiting", revolving=False)
        add("product:2/placement", "entity:2", product="placement")
        for leaf in LEAVES:
            _, product, unit = leaf.split("/")
            bank = leaf[5]
            strict = f"product:{bank}/{product}"
            if unit == "320000":
                strict = "unit:1/placement/domestic_branches"
            revolving = product == "placement"
            add(leaf, strict=strict, product=product, unit=unit, revolving=revolving)

    def node(self, key: str, *above: str, strict: str = "", **facts: Any) -> None:
        """Write a node and tell the auditor of it."""
        dimension, _, rest = key.partition(":")
        bank = re.match(r"\d+", rest)
        row = {
            "id": next(self.numbers),
            "node_key": key,
            "dimension": dimension,
            "institution_id": facts.get("institution_id") or (int(bank[0]) if bank else None),
            "country_code": facts.get("country_code"),
            "group_code": facts.get("group_code"),
            "product_code": facts.get("product") or None,
            "unit_code": facts.get("unit"),
            "tenor_from_days": facts.get("tenor"),
            "currency_code": facts.get("currency"),
            "rule_code": facts.get("rule"),
            "limited": int(facts.get("limited", True)),
            "line_type": "revolving" if facts.get("revolving", True) else "one_off",
            "suspended": 0,
            **self.signed(1),
        }
        with self.engine.begin() as connection:
            connection.execute(insert(ledger.node), [row])
        self.ids[key] = row["id"]
        known = ("limited", "revolving", "tenor", "currency", "rule", "product")
        told = {name: facts[name] for name in known if name in facts}
        self.auditor.add(key, *above, strict=strict, bank=bank[0] if bank else "", **told)

    def signed(self, version: int) -> dict[str, Any]:
        """Return the columns of an audited row."""
        return {
            "version": version,
            "changed_at": ten_o_clock(self.auditor.day),
            "changed_by": "li",
            "submission_id": "",
        }

    def name(self, prefix: str) -> str:
        """Return a fresh entry id."""
        return f"{prefix}-{next(self.numbers)}"

    # --- writing --------------------------------------------------------------------------------

    def post(self, *entries: Mapping[str, Any]) -> str:
        """Insert entries in one transaction; return the word of what refused them, or nothing."""
        return self.attempt(insert(ledger.entry), [self._entry(one) for one in entries])

    def _entry(self, given: Mapping[str, Any]) -> dict[str, Any]:
        deltas = dict.fromkeys((*ledger.DELTAS, "loan_delta_minor"), 0)
        return {
            "mode": "ask",
            "receipt_id": "machine",
            "submission_id": "",
            "resolves_id": None,
            "loan_id": None,
            "lender_node_id": None,
            **deltas,
            "exposure_used_delta_minor": None,
            "exposure_reserved_delta_minor": None,
            "deal_currency": "USD",
            "deal_amount_minor": 0,
            "rate_e12": 0,
            "factor_e6": 0,
            "reference": "",
            "request_number": "",
            "reason": "",
            "value_date": None,
            "maturity_date": None,
            "last_date": None,
            "on_expiry": "",
            "business_date": self.auditor.day,
            "recorded_at": ten_o_clock(self.auditor.day),
            "login": "li",
            **{name: value for name, value in given.items() if name != "node"},
            "node_id": self.ids[given["node"]],
        }

    def change_node(self, key: str, **values: Any) -> str:
        """Update a node's own columns."""
        with self.engine.connect() as connection:
            version = connection.scalar(
                select(ledger.node.c.version).where(ledger.node.c.id == self.ids[key])
            )
        statement = update(ledger.node).where(ledger.node.c.id == self.ids[key])
        return self.attempt(statement.values(**values, **self.signed((version or 0) + 1)))

    def open_day(self, day: date) -> str:
        """Open a day."""
        row = {"day": day, "opened_at": ten_o_clock(day), "opened_by": "li"}
        return self.attempt(insert(ledger.business_day), [row])

    def move(self, child: str, old: str, new: str) -> str:
        """Close one edge and open another."""
        edge, day = ledger.edge, self.auditor.day
        closed = update(edge).where(
            edge.c.child_id == self.ids[child],
            edge.c.parent_id == self.ids[old],
            edge.c.valid_to.is_(None),
        )
        row = {"child_id": self.ids[child], "parent_id": self.ids[new]}
        opened = insert(edge).values(**row, strict=0, valid_from=day)
        return self.attempt(closed.values(valid_to=day)) or self.attempt(opened)

    def attempt(self, statement: Any, rows: list[dict[str, Any]] | None = None) -> str:
        """Run a statement in its own transaction; return the refusal's word."""
        try:
            with self.engine.begin() as connection:
                connection.execute(statement, rows) if rows else connection.execute(statement)
        except DBAPIError as error:
            found = _REFUSED.search(str(error.orig))
            if found is None:
                raise
            return next(one for one in found.groups() if one)
        return ""

    # --- looking --------------------------------------------------------------------------------

    def balances(self) -> dict[str, dict[str, int]]:
        """Return node key → measure → minor units, as the database keeps them."""
        columns = [
            one
            for one in ledger.balance.c
            if one.name.endswith("_minor") and not one.name.startswith("exposure")
        ]
        with self.engine.connect() as connection:
            rows = connection.execute(
                select(ledger.node.c.node_key, *columns).join(
                    ledger.balance, ledger.balance.c.node_id == ledger.node.c.id
                )
            ).all()
        names = [column.name for column in columns]
        return {key: dict(zip(names, map(int, rest), strict=True)) for key, *rest in rows}

    def open_items(self) -> dict[str, int]:
        """Return what the database keeps as open, by entry id."""
        due, drawn = ledger.due, ledger.open_draw
        with self.engine.connect() as connection:
            dues = connection.execute(select(due.c.entry_id, due.c.open_minor)).all()
            draws = connection.execute(select(drawn.c.entry_id, drawn.c.open_use_minor)).all()
        return {name: int(left) for name, left in (*dues, *draws)}
