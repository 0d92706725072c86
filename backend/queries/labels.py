"""What a node is called and who answers for it, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, Row, select

from backend.language import Language, text
from backend.queries import reference
from backend.queries.reference import Person, Unit
from backend.queries.rows import Label
from backend.store.tables.institutions import institution, institution_group

#: Who answers for a node that names no owner, by dimension; a unit answers for its own share.
_DEFAULT_OWNER = {
    "country": "risk_management",
    "group": "credit_approval",
    "entity": "financial_institutions",
    "product": "financial_institutions",
    "tenor": "credit_approval",
    "currency": "credit_approval",
    "regulation": "risk_management",
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
    #: What was said of units, products and owners: a hundred thousand nodes share a few of them.
    _said: dict[tuple[str, ...], tuple[str, str]] = field(default_factory=dict, repr=False)
    _owners: dict[tuple[str | None, ...], Owner] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, connection: Connection) -> NodeLabels:
        """Read all names."""
        every: dict[str, Any] = {
            kind: names(connection, None) for kind, (_column, names) in _KINDS.items()
        }
        return replace(cls.of_office(connection), **every)

    @classmethod
    def of_office(cls, connection: Connection) -> NodeLabels:
        """Read the names of products and units; `knowing` adds those that nodes need."""
        products, units = reference.products(connection), reference.units(connection)
        return cls(
            countries={}, groups={}, institutions={}, products=products, units=units, persons={}
        )

    def knowing(self, connection: Connection, rows: Sequence[Row[Any]]) -> NodeLabels:
        """Return the labels with every name that these nodes need; what is missing is read."""
        read: dict[str, Any] = {}
        for kind, (column, names) in _KINDS.items():
            known = getattr(self, kind)
            missing = {row._mapping[column] for row in rows} - {None} - known.keys()
            if missing:
                keys = missing if len(missing) <= _MOST_BY_KEY else None
                read[kind] = {**known, **names(connection, keys)}
        return replace(self, **read) if read else self

    def label(self, row: Row[Any]) -> tuple[str, str]:
        """Return the node's Chinese and English label, for example `Country cap (Japan)`."""
        if row.dimension not in {"unit", "product"}:
            return self._label(row)
        place = (row.dimension, row.unit_code or row.product_code)
        if place not in self._said:
            self._said[place] = self._label(row)
        return self._said[place]

    def _label(self, row: Row[Any]) -> tuple[str, str]:
        name = self._name(row)
        chinese, english = (
            text(f"node_label.{row.dimension}", language, name=named, **self._bound(row, language))
            for language, named in ((Language.CHINESE, name.zh), (Language.ENGLISH, name.en))
        )
        return chinese, english

    @staticmethod
    def _bound(row: Row[Any], language: Language) -> dict[str, str]:
        """Return what a limit across the lines bounds: a tenor, a currency, by a rule."""
        if row.dimension == "tenor":
            return {"days": str(row.tenor_from_days)}
        if row.dimension == "currency":
            return {"currency": row.currency_code}
        if row.dimension == "regulation":
            return {"rule": text(f"regulation.{row.rule_code}", language)}
        return {}

    def _name(self, row: Row[Any]) -> Label:
        if row.dimension == "unit":
            unit = self.units[row.unit_code]
            return Label(code=unit.code, zh=unit.name_zh, en=unit.name_en)
        if row.dimension == "product" or row.product_code is not None:
            return self.products[row.product_code]
        if row.dimension == "regulation":
            return self._scope(row)
        if row.dimension in {"entity", "tenor", "currency"}:
            return self.institutions[row.institution_id]
        if row.dimension == "group":
            return self.groups[row.group_code]
        return self.countries[row.country_code]

    def _scope(self, row: Row[Any]) -> Label:
        """Return whom a regulatory cap concerns: a group, an institution or a country."""
        if row.group_code is not None:
            return self.groups[row.group_code]
        if row.institution_id is not None:
            return self.institutions[row.institution_id]
        return self.countries[row.country_code]

    def owner(self, row: Row[Any]) -> Owner:
        """Return who answers for the node: its named owner, else the unit that usually does."""
        place = (row.dimension, row.owner_unit_code, row.unit_code, row.owner_login)
        if place not in self._owners:
            self._owners[place] = self._owner(row)
        return self._owners[place]

    def _owner(self, row: Row[Any]) -> Owner:
        code = row.owner_unit_code or row.unit_code or _DEFAULT_OWNER[row.dimension]
        unit = self.units.get(code)
        person = self.persons.get(row.owner_login or "")
        zh = unit.name_zh if unit else ""
        en = unit.name_en if unit else ""
        telephone = unit.telephone if unit else ""
        if person is not None:
            zh, en, telephone = f"{zh} {person.name_zh}", f"{en} {person.name_en}", person.telephone
        return Owner(zh.strip(), en.strip(), telephone)


def _groups(connection: Connection, codes: Collection[str] | None) -> Mapping[str, Label]:
    group = institution_group
    question = select(group.c.code, group.c.name_zh, group.c.name_en)
    if codes is not None:
        question = question.where(group.c.code.in_(codes))
    return {code: Label(code=code, zh=zh, en=en) for code, zh, en in connection.execute(question)}


def _institutions(connection: Connection, ids: Collection[int] | None) -> Mapping[int, Label]:
    one = institution
    question = select(
        one.c.id,
        one.c.bic8,
        one.c.short_name_zh,
        one.c.name_zh,
        one.c.short_name_en,
        one.c.name_en,
    )
    if ids is not None:
        question = question.where(one.c.id.in_(ids))
    return {
        row.id: Label(
            code=row.bic8,
            zh=row.short_name_zh or row.name_zh or row.short_name_en or row.name_en,
            en=row.short_name_en or row.name_en,
        )
        for row in connection.execute(question)
    }


#: Kind of name → the column of a node that refers to it, and who reads the names of such keys.
_KINDS: Mapping[str, tuple[str, Callable[[Connection, Any], Mapping[Any, Any]]]] = {
    "countries": ("country_code", reference.countries),
    "groups": ("group_code", _groups),
    "institutions": ("institution_id", _institutions),
    "persons": ("owner_login", reference.persons),
}
#: How many names are asked for by key; beyond it all of the kind are read.
_MOST_BY_KEY = 500
