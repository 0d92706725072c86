"""What a person meant by a name: institutions, products, units, currencies and picked codes.

A name is compared without width, case and spaces, in both languages. It must be given whole: an
order is never placed on a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from backend.language import Language
from backend.queries.rows import InstitutionName, Label, Lookups
from workbooks.choices import INSTITUTIONS, choices_of
from workbooks.headers import plain
from workbooks.sheets.words import Words

_BIC8 = 8
_BIC11 = 11


class Names:
    """Resolves what was typed or picked into codes, for one set of lookups."""

    def __init__(self, lookups: Lookups) -> None:
        """Keep `lookups`; indexes arise on first use."""
        self.lookups = lookups

    @cached_property
    def _institutions(self) -> Mapping[str, Sequence[InstitutionName]]:
        words = [Words(self.lookups, language) for language in Language]
        index: dict[str, dict[str, InstitutionName]] = {}
        for name in self.lookups.institutions:
            said = (
                name.bic8,
                name.customer_number,
                name.name_zh,
                name.name_en,
                name.short_zh,
                name.short_en,
                name.pinyin_initials,
                *(speaker.institution(name) for speaker in words),
            )
            for text in said:
                if text:
                    index.setdefault(plain(text), {})[name.bic8] = name
        return {text: list(names.values()) for text, names in index.items()}

    def institutions(self, typed: str) -> Sequence[InstitutionName]:
        """Return every institution that the text may mean: none, one, or several."""
        text = plain(typed)
        found = self._institutions.get(text, ())
        if not found and len(text) == _BIC11:
            # A branch code behind the BIC: BIC11 names the same institution.
            return self._institutions.get(text[:_BIC8], ())
        return found

    @cached_property
    def _labels(self) -> Mapping[str, Mapping[str, Label]]:
        return {
            name: {label.code: label for label in labels}
            for name, labels in choices_of(self.lookups).items()
        }

    @cached_property
    def _codes(self) -> Mapping[str, Mapping[str, str]]:
        return {
            name: _index((code, (code, label.zh, label.en)) for code, label in labels.items())
            for name, labels in self._labels.items()
        }

    def label(self, choices: str, code: str) -> Label | None:
        """Return an entry of a list by its code."""
        return self._labels.get(choices, {}).get(code)

    def code(self, choices: str, typed: str) -> str | None:
        """Return the code that a picked or typed text means in a list, or `None`.

        Of an institution the code is its BIC; a name that may mean several means none.
        """
        if choices == INSTITUTIONS:
            found = self.institutions(typed)
            return found[0].bic8 if len(found) == 1 else None
        return self._codes[choices].get(plain(typed))

    def same(self, choices: str, one: str, other: str) -> bool:
        """Whether two texts mean the same entry of a list, whatever their language."""
        if plain(one) == plain(other):
            return True
        if choices == INSTITUTIONS:
            first = {name.bic8 for name in self.institutions(one)}
            return bool(first & {name.bic8 for name in self.institutions(other)})
        code = self.code(choices, one) if choices in self._codes else None
        return code is not None and code == self.code(choices, other)


def _index(entries: Iterable[tuple[str, Sequence[str]]]) -> Mapping[str, str]:
    return {plain(text): code for code, texts in entries for text in texts if text}
