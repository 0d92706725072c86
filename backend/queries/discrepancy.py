"""A discrepancy: one thing in the vault that is not what it should be, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from backend.language import Language, UnknownTextError, text
from backend.money import LEDGER_CURRENCY, from_minor
from backend.queries.labels import NodeLabels
from backend.store.tables.ledger import node

#: Characters of a value that a sentence shows.
_LONGEST = 80


@dataclass(frozen=True)
class Discrepancy:
    """What is wrong (`code`), in which table, at which row, with the figures or texts in `detail`.

    `key` is the row's number or key: `node_key` for whatever belongs to a node.
    """

    code: str
    table: str
    key: str
    detail: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """Return the sentence of `verification.<code>` in `language`, naming the place."""
        parameters = {
            **self.detail,
            "place": self.key,
            "table": _word("verification_table", self.table, language),
        }
        if "label_zh" in self.detail:
            parameters["node"] = f"{self.detail[f'label_{language.value}']} {self.key}"
        if "measure" in self.detail:
            parameters["measure"] = _word("verification_measure", self.detail["measure"], language)
        return text(f"verification.{self.code}", language, **parameters)


def _word(group: str, name: str, language: Language) -> str:
    try:
        return text(f"{group}.{name}", language)
    except UnknownTextError:
        return name


def shown_value(value: object) -> str:
    """Return a value as a sentence shows it: a dash for none, and never a long one."""
    words = "-" if value is None or value == "" else str(value)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."


def figures(expected_minor: int, found_minor: int) -> Mapping[str, str]:
    """Return two amounts of the ledger as text in full, to the cent, with their currency."""
    return {
        "expected": f"{from_minor(expected_minor):,}",
        "found": f"{from_minor(found_minor):,}",
        "currency": LEDGER_CURRENCY,
    }


def node_places(connection: Connection, ids: set[int]) -> Mapping[int, Mapping[str, str]]:
    """Return the key and both labels of nodes, also where their names were tampered with."""
    if not ids:
        return {}
    labels = NodeLabels.read(connection)
    places: dict[int, Mapping[str, str]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        question = select(node).where(node.c.id.in_(wanted[start : start + 500]))
        for row in connection.execute(question):
            try:
                label_zh, label_en = labels.label(row)
            except KeyError:
                label_zh = label_en = ""
            places[row.id] = {"key": row.node_key, "label_zh": label_zh, "label_en": label_en}
    lost = {"label_zh": "", "label_en": ""}
    return {one: places.get(one, {"key": f"#{one}", **lost}) for one in ids}
