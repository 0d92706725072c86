"""The likely cause of a break, with its evidence, as one sentence in either language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from backend.language import Language, glossary, text
from backend.money import LEDGER_CURRENCY, from_minor, grouped
from backend.queries import reference
from backend.queries.breaks.evidence import Evidence
from backend.queries.institutions import institution_names
from backend.queries.rows import InstitutionName, Label

_RATE_PLACES = 8
_FACTOR_PLACES = 4


@dataclass(frozen=True)
class Speaker:
    """What names and units the sentences need, read once."""

    names: Mapping[int, InstitutionName]
    products: Mapping[str, Label]
    minor_units: Mapping[str, int]

    @classmethod
    def read(cls, connection: Connection) -> Speaker:
        """Read them."""
        return cls(
            institution_names(connection),
            reference.products(connection),
            reference.minor_units(connection),
        )

    def say(self, row: Any, evidence: Evidence, language: Language) -> str:
        """Return the sentence of a row's cause, then what else is known."""
        said = evidence.said
        shown = {name: self._shown(row, name, value, language) for name, value in said.items()}
        parts = [text(f"break_evidence.{row.cause_code}", language, **shown)]
        if shown.get("might_be"):
            parts.append(text("break_evidence.might_be", language, names=shown["might_be"]))
        if evidence.closed_by_run:
            parts.append(text("break_evidence.closed", language, run=evidence.closed_by_run))
        return text("break_evidence.joint", language).join(parts)

    def _shown(self, row: Any, name: str, value: str, language: Language) -> str:
        """Return a parameter as people read it; a name that is not known stays as it is."""
        by_cause: dict[str, Callable[[str], str]] = {
            "same_group": lambda one: self._institution(one, language),
            "other_institution": lambda one: self._institution(one, language),
            "other_product": lambda one: self._product(one, language),
            "use_differs": lambda one: self._amount(one, LEDGER_CURRENCY),
            "conversion_unexplained": lambda one: self._amount(one, LEDGER_CURRENCY),
        }
        if name in {"difference", "explained"}:
            return self._amount(value, row.currency_code)
        if name.endswith("_e12"):
            return _scaled(value, 12, _RATE_PLACES)
        if name.endswith("_e6"):
            return _scaled(value, 6, _FACTOR_PLACES)
        if name == "power":
            return f"{10 ** int(value):,}"
        if name == "field":
            return text(f"break_field.{value}", language)
        if name in {"ours", "theirs"} and row.cause_code in by_cause:
            return by_cause[row.cause_code](value)
        return value

    def _amount(self, minor: str, currency: str) -> str:
        places = self.minor_units.get(currency, 2)
        return f"{currency} {grouped(from_minor(int(minor), places), places)}"

    def _institution(self, number: str, language: Language) -> str:
        name = self.names.get(int(number))
        if name is None:
            return number
        return name.short_zh if language is Language.CHINESE else name.short_en

    def _product(self, code: str, language: Language) -> str:
        label = self.products.get(code)
        if label is None:
            return code
        return label.zh if language is Language.CHINESE else label.en


def _scaled(value: str, scale: int, places: int) -> str:
    return grouped(Decimal(value).scaleb(-scale), places)


def cause_words(cause: str, language: Language) -> str:
    """Return the few words of a cause; its code when there are none."""
    key = f"break_cause.{cause}"
    return text(key, language) if key in glossary() else cause
