"""How codes are said in a sheet: products, units, institutions and countries, in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from backend.contract import Binding
from backend.language import Language, text
from backend.money import wan_text
from backend.queries.rows import InstitutionName, Label, Lookups, UnitName
from workbooks.choices import choices_of

BANK_TIME = ZoneInfo("Asia/Shanghai")


class Words:
    """The labels of a book's codes in one language. Unknown codes are shown as they are."""

    def __init__(self, lookups: Lookups, language: Language) -> None:
        """Index `lookups` for `language`."""
        self.lookups = lookups
        self.language = language

    def say(self, key: str, **parameters: object) -> str:
        """Return the glossary's text of `key`."""
        return text(key, self.language, **parameters)

    def choose(self, chinese: str, english: str) -> str:
        """Return the name in this language; the other one where it is missing."""
        first, second = (
            (chinese, english) if self.language is Language.CHINESE else (english, chinese)
        )
        return first or second

    @cached_property
    def _products(self) -> Mapping[str, Label]:
        return {product.code: product for product in self.lookups.products}

    @cached_property
    def _units(self) -> Mapping[str, UnitName]:
        return {unit.code: unit for unit in (*self.lookups.units, *self.lookups.branches)}

    @cached_property
    def _short_names(self) -> Counter[str]:
        return Counter(self._short(name) for name in self.lookups.institutions)

    @cached_property
    def product_order(self) -> Mapping[str, int]:
        """The place of each product in the bank's own order."""
        return {product.code: place for place, product in enumerate(self.lookups.products, 1)}

    def product(self, code: str) -> str:
        """Return a product's name."""
        label = self._products.get(code)
        return self.choose(label.zh, label.en) if label else code

    @cached_property
    def _choices(self) -> Mapping[str, Mapping[str, Label]]:
        return {
            name: {label.code: label for label in labels}
            for name, labels in choices_of(self.lookups).items()
        }

    def picked(self, choices: str, code: str | None) -> str | None:
        """Return how an entry of a list is said; `None` when nothing was picked."""
        label = self._choices[choices].get(code) if code else None
        return self.choose(label.zh, label.en) if label else code or None

    def unit(self, code: str) -> str:
        """Return the name of a department or branch."""
        unit = self._units.get(code)
        return self.choose(unit.name_zh, unit.name_en) if unit else code

    def country(self, code: str) -> str:
        """Return the name of a country or region, from the bank's own table."""
        label = self.lookups.countries.get(code)
        return self.choose(label.zh, label.en) if label else code

    def _short(self, name: InstitutionName) -> str:
        return self.choose(name.short_zh, name.short_en) or name.bic8

    def institution(self, name: InstitutionName) -> str:
        """Return the short name; with its BIC where two institutions share it."""
        short = self._short(name)
        return f"{short} {name.bic8}" if self._short_names[short] > 1 else short

    def full_name(self, name: InstitutionName) -> str:
        """Return both full names, one line each."""
        return "\n".join(part for part in (name.name_zh, name.name_en) if part)

    def node(self, binding: Binding) -> str:
        """Return the name of the node that decides: `Country cap (Japan)`."""
        label = self.choose(binding.label_zh, binding.label_en)
        return label or self.say(f"dimension.{binding.dimension.value}")

    def bound_by(self, binding: Binding | None) -> str:
        """Return which node decides, the room left there, and whom to telephone."""
        if binding is None:
            return ""
        owner = " ".join(
            part
            for part in (self.choose(binding.owner_zh, binding.owner_en), binding.telephone)
            if part
        )
        node = f"{self.node(binding)} {wan_text(binding.room_minor)}"
        return f"{node} · {owner}" if owner else node

    def time(self, instant: datetime) -> str:
        """Return an instant in the bank's time, to the minute."""
        return f"{instant.astimezone(BANK_TIME):%Y-%m-%d %H:%M}"
