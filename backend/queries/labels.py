"""What a node is called and who answers for it, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.language import Language, text
from backend.queries import reference
from backend.queries.reference import Person, Unit
from backend.queries.rows import Label
from backend.store.tables import institutions

#: Who answers for a node that names no owner, by dimension; a unit answers for its own share.
_DEFAULT_OWNER = {
    "country": "risk_management",
    "group": "credit_approval",
    "entity": "financial_institutions",
    "product": "financial_institutions",
}


@dataclass(frozen=True)
class Owner:
    """A unit or a person of it, with a telephone."""

    zh: str
    en: str
    telephone: str


@dataclass(frozen=True)
class NodeLabels:
    """Everything from which a node's label is made."""

    countries: Mapping[str, Label]
    groups: Mapping[str, Label]
    institutions: Mapping[int, Label]
    products: Mapping[str, Label]
    units: Mapping[str, Unit]
    persons: Mapping[str, Person]

    @classmethod
    def read(cls, connection: Connection) -> NodeLabels:
        """Read the names."""
        group, institution = institutions.institution_group, institutions.institution
        return cls(
            countries=reference.countries(connection),
            groups={
                row.code: Label(code=row.code, zh=row.name_zh, en=row.name_en)
                for row in connection.execute(select(group))
            },
            institutions={
                row.id: Label(
                    code=row.bic8,
                    zh=row.short_name_zh or row.name_zh or row.short_name_en or row.name_en,
                    en=row.short_name_en or row.name_en,
                )
                for row in connection.execute(select(institution))
            },
            products=reference.products(connection),
            units=reference.units(connection),
            persons=reference.persons(connection),
        )

    def label(self, row: Row[Any]) -> tuple[str, str]:
        """Return the node's Chinese and English label, for example `Country cap (Japan)`."""
        name = self._name(row)
        chinese, english = (
            text(f"node_label.{row.dimension}", language, name=named)
            for language, named in ((Language.CHINESE, name.zh), (Language.ENGLISH, name.en))
        )
        return chinese, english

    def _name(self, row: Row[Any]) -> Label:
        if row.dimension == "unit":
            unit = self.units[row.unit_code]
            return Label(code=unit.code, zh=unit.name_zh, en=unit.name_en)
        if row.dimension == "product":
            return self.products[row.product_code]
        if row.dimension == "entity":
            return self.institutions[row.institution_id]
        if row.dimension == "group":
            return self.groups[row.group_code]
        return self.countries[row.country_code]

    def owner(self, row: Row[Any]) -> Owner:
        """Return who answers for the node: its named owner, else the unit that usually does."""
        code = row.owner_unit_code or row.unit_code or _DEFAULT_OWNER[row.dimension]
        unit = self.units.get(code)
        person = self.persons.get(row.owner_login or "")
        zh = unit.name_zh if unit else ""
        en = unit.name_en if unit else ""
        telephone = unit.telephone if unit else ""
        if person is not None:
            zh, en, telephone = f"{zh} {person.name_zh}", f"{en} {person.name_en}", person.telephone
        return Owner(zh.strip(), en.strip(), telephone)
