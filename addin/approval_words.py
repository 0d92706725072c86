"""What an order that waits says, in one language: its fields, what it would do, what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from addin.commands.parameter_words import Spoken, spoken
from addin.terminal import Terminal
from backend.dates import SHANGHAI
from backend.language import glossary
from backend.money import wan_text
from backend.queries import reference
from backend.queries.approval_changes import Change

if TYPE_CHECKING:  # a service that only some callers need
    from backend.services.hands.preview import LineFigures

#: What says nothing of the order itself, or stands in a column of its own.
_ELSEWHERE = frozenset({"id", "login", "place", "institution", "version", "base_note", "is_sample"})
_FROM, _TO = "base_minor", "target_minor"
#: What an order is about comes first; what merely describes it stands in no list.
_FIRST = (
    *("dimension", "country", "group", "product", "from_product", "to_product", "unit"),
    *("from_unit", "to_unit", _FROM, _TO, "amount_minor"),
)
_DETAILS = frozenset(
    {"approval_number", "expiry_date", "effective_date", "line_type", "max_tenor_days"}
    | {"reason", "note", "limited"}
)
#: The figures of a line that orders change.
MEASURES = ("approved", "temporary", "frozen")


class OrderWords:
    """Says orders in the language of a terminal."""

    def __init__(self, terminal: Terminal, connection: Connection) -> None:
        """Read the names that orders use."""
        self._terminal = terminal
        self._spoken = Spoken(terminal, connection)
        self._products = reference.products(connection)
        self._units = reference.units(connection)
        self._people = reference.persons(connection)

    def operation(self, operation: str) -> str:
        """Return an operation of the policy in words, its code where it has none."""
        key = f"operation.{operation}"
        return self._terminal.text(key) if key in glossary() else operation

    def person(self, login: str) -> str:
        """Return a person's name; the login of somebody unknown."""
        one = self._people.get(login)
        return self._terminal.name(one.name_zh, one.name_en) if one else login

    def product(self, code: str) -> str:
        """Return a product's name."""
        one = self._products.get(code)
        return self._terminal.name(one.zh, one.en) if one else code

    def unit(self, code: str) -> str:
        """Return the name of a department or branch."""
        one = self._units.get(code)
        return self._terminal.name(one.name_zh, one.name_en) if one else code

    def fields(self, row: Mapping[str, Any]) -> Sequence[tuple[str, str, str]]:
        """Return what was ordered: field, label, value in words; what is empty is left out."""
        content = json.loads(row["content"])
        return [
            (name, self._terminal.text(f"order_field.{name}"), self.value(row, name, value))
            for name, value in content.items()
            if value not in ("", None, {}, []) and name not in _ELSEWHERE
        ]

    def content(self, row: Mapping[str, Any], *, short: bool = False) -> str:
        """Return an order in one line: its subject, from → to, and unless `short` the rest."""
        fields = {name: (label, value) for name, label, value in self.fields(row)}
        about = [name for name in _FIRST if name in fields]
        rest = [name for name in fields if name not in about]
        said: list[str] = []
        for name in (*about, *(one for one in rest if not (short and one in _DETAILS))):
            label, value = fields[name]
            if name == _TO:
                before = fields.get(_FROM, ("", "-"))[1]
                said.append(
                    self._terminal.text("said.approval_from_to", before=before, after=value)
                )
            elif name != _FROM or _TO not in fields:
                said.append(f"{label} {self._with_unit(name, value)}")
        return "; ".join(said)

    def effect(self, before: LineFigures | None, after: LineFigures | None) -> str:
        """Return what becomes available, in ten thousands: 3,250.00 → 4,250.00."""
        figures = available_minor(before, after)
        return " → ".join("-" if one is None else wan_text(one) for one in figures)

    def binding(self, figures: LineFigures | None) -> str:
        """Return the node that decides what is available; empty where none does."""
        binds = figures.binding if figures is not None else None
        if binds is None:
            return ""
        label = self._terminal.name(binds.label_zh, binds.label_en)
        return label or self._terminal.text(f"dimension.{binds.dimension.value}")

    def change(self, one: Change) -> str:
        """Return what somebody did to the line: when, who, what, how much."""
        at = f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        amount = f" {wan_text(one.amount_minor)}" if one.amount_minor else ""
        return f"{at} {self.person(one.login)} {self.kind(one)}{amount}"

    def kind(self, one: Change) -> str:
        """Return what kind of change it was, in words."""
        return self._terminal.text(f"approval_change.{one.kind}")

    def value(self, row: Mapping[str, Any], name: str, value: Any) -> str:
        """Return a field of an order, or of the line that it concerns, in words."""
        if value in ("", None):
            return ""
        if name == "limited":
            value = bool(value)
        if name.endswith("_minor") and isinstance(value, int):
            return wan_text(value)
        if row["command"] == "SetParameter" and isinstance(value, dict):
            content = json.loads(row["content"])
            whole = {**content["key"], **content["values"]}
            return ", ".join(f"{spoken(one)} {self._spoken.cell(one, whole)}" for one in value)
        if name in {"product", "from_product", "to_product"}:
            return self.product(value)
        if name in {"unit", "from_unit", "to_unit"}:
            return self.unit(value)
        if isinstance(value, bool):
            return self._terminal.text("parameter_flag.yes" if value else "parameter_flag.no")
        key = f"{name}.{value}"
        return self._terminal.text(key) if key in glossary() else str(value)

    def _with_unit(self, name: str, words: str) -> str:
        if not name.endswith("_minor"):
            return words
        return self._terminal.text("said.approval_amount", amount=words)


def available_minor(
    before: LineFigures | None, after: LineFigures | None
) -> tuple[int | None, int | None]:
    """Return what is available now and after; of a line that only arises nothing is now."""
    now = before.available_minor if before is not None else None if after is None else 0
    return now, after.available_minor if after is not None else None
