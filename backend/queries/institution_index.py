"""Find an institution by whatever a person types: BIC, number, a part of a name, pinyin initials.

Case and width do not matter (NFKC). Exact hits come before prefixes, prefixes before parts; a
branch stands after its head office. Names are found by any part, codes and initials only from
their start: two letters from the middle of a code mean nothing to anybody.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from backend.errors import InputError
from backend.language import Language
from backend.queries.rows import InstitutionName, Label

#: How many candidates a refusal names.
_NAMED = 8
_BIC8_LENGTH = 8
_BIC11_LENGTH = 11
#: A shorter part of a code or an English name never decides alone: two letters fit by chance.
_LEAST_LETTERS = 3


class Fit(IntEnum):
    """How well a typed text fits, the best first."""

    EXACT = 0
    PREFIX = 1
    PART = 2


class InstitutionUnclearError(InputError):
    """A text that names no institution, or more than one; `candidates` are those it may mean.

    `code` is `institution_unknown` or `institution_ambiguous`.
    """

    def __init__(self, given: str, candidates: Sequence[InstitutionName] = ()) -> None:
        """Keep what was given and what it may mean."""
        code = "institution_ambiguous" if candidates else "institution_unknown"
        super().__init__(code, given=given, count=len(candidates))
        self.given = given
        self.candidates = tuple(candidates)

    def sentence(self, language: Language) -> str:
        """Return the sentence, the candidates named in `language`."""
        named = ", ".join(shown(one, language) for one in self.candidates[:_NAMED])
        if len(self.candidates) > _NAMED:
            named += ", …"
        self.parameters["candidates"] = named
        return super().sentence(language)


def shown(name: InstitutionName, language: Language) -> str:
    """Return the institution as a list of candidates shows it: short name and BIC8."""
    short = name.short_zh if language is Language.CHINESE else name.short_en
    return f"{short or name.name_en or name.name_zh} {name.bic8}"


def plain(text: str) -> str:
    """Return `text` as it is compared: NFKC, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def codes_by_name(labels: Iterable[Label]) -> dict[str, str]:
    """Return code by plain code, Chinese and English name."""
    return {plain(name): one.code for one in labels for name in (one.code, one.zh, one.en)}


@dataclass(frozen=True)
class _Key:
    """One way to name an institution; `anywhere` when any part of it will do."""

    text: str
    owner: int
    anywhere: bool


class InstitutionIndex:
    """Every institution by every way to name it. Built once, never changed."""

    def __init__(self, names: Iterable[InstitutionName]) -> None:
        """Index `names`."""
        self.names = tuple(names)
        self.by_bic8: Mapping[str, InstitutionName] = {one.bic8: one for one in self.names}
        self._owners = {one.bic8: owner for owner, one in enumerate(self.names)}
        self._keys = [key for owner, one in enumerate(self.names) for key in _keys(owner, one)]
        # One long text, searched at the speed of C: each key stands between two line ends.
        self._starts: list[int] = []
        length = 1
        for key in self._keys:
            self._starts.append(length)
            length += len(key.text) + 1
        self._all = "\n" + "\n".join(key.text for key in self._keys) + "\n"
        self._answers: dict[str, InstitutionName | InstitutionUnclearError] = {}

    def find(self, text: str) -> list[InstitutionName]:
        """Return every institution that `text` may mean, the best first."""
        fits = self._fits(text)
        order = {owner: self._order(owner, fits) for owner in fits}
        return [self.names[owner] for owner in sorted(fits, key=lambda owner: order[owner])]

    def one(self, text: str) -> InstitutionName:
        """Return the institution that `text` means.

        An exact hit wins over partial ones; among equals a legal entity wins over its own branch
        and its onshore subsidiary. Raises `InstitutionUnclearError` for none and for several.
        """
        found = self._answers.get(text)
        if found is None:
            found = self._decide(text)
            self._answers[text] = found
        if isinstance(found, InstitutionName):
            return found
        # A fresh one each time: a raised exception gathers tracebacks.
        raise InstitutionUnclearError(found.given, found.candidates)

    def _decide(self, text: str) -> InstitutionName | InstitutionUnclearError:
        fits = self._fits(text)
        exact = [self.names[owner] for owner, fit in fits.items() if fit is Fit.EXACT]
        hits = exact or self.find(text)
        entities = [one for one in hits if not any(_belongs(one, other) for other in hits)]
        wanted = plain(text)
        telling = exact or not wanted.isascii() or len(wanted) >= _LEAST_LETTERS
        if len(entities) == 1 and telling:
            return entities[0]
        return InstitutionUnclearError(text, hits)

    def _fits(self, text: str) -> dict[int, Fit]:
        """Return the best fit of every institution that `text` hits."""
        wanted = plain(text)
        fits: dict[int, Fit] = {}
        if not wanted:
            return fits
        owner = self._owners.get(wanted[:_BIC8_LENGTH].upper())
        if owner is not None and len(wanted) == _BIC11_LENGTH and wanted.isalnum():
            fits[owner] = Fit.EXACT
        place = self._all.find(wanted)
        while place >= 0:
            key = self._keys[bisect_right(self._starts, place) - 1]
            fit = self._fit(place, place + len(wanted))
            if key.anywhere or fit is not Fit.PART:
                fits[key.owner] = min(fit, fits.get(key.owner, Fit.PART))
            place = self._all.find(wanted, place + 1)
        return fits

    def _fit(self, start: int, end: int) -> Fit:
        if self._all[start - 1] != "\n":
            return Fit.PART
        return Fit.EXACT if self._all[end] == "\n" else Fit.PREFIX

    def _order(self, owner: int, fits: Mapping[int, Fit]) -> tuple[object, ...]:
        """Return where an institution stands in a list: a branch after its head office."""
        name = self.names[owner]
        own = (fits[owner], name.onshore_legal_person, plain(name.short_en), name.bic8)
        head = self._owners.get(name.head_office)
        if head is not None and head in fits and fits[head] <= fits[owner]:
            return (*self._order(head, fits), *own)
        return own


def _keys(owner: int, name: InstitutionName) -> Iterable[_Key]:
    found: dict[str, bool] = {}
    for text in (name.bic8, name.customer_number, name.pinyin_initials):
        found.setdefault(plain(text), False)
    for text in (name.short_zh, name.short_en, name.name_zh, name.name_en):
        found[plain(text)] = True
    found.pop("", None)
    return [_Key(text, owner, anywhere) for text, anywhere in found.items()]


def _belongs(name: InstitutionName, head: InstitutionName) -> bool:
    """Whether `name` is a branch of `head`, or its subsidiary in China that carries its name."""
    if head is name or head.head_office:
        return False
    if name.head_office:
        return name.head_office == head.bic8
    if not name.onshore_legal_person or head.onshore_legal_person:
        return False
    carries = any(
        short and plain(own).startswith(plain(short))
        for own, short in ((name.short_zh, head.short_zh), (name.short_en, head.short_en))
    )
    return carries and bool(name.group) and name.group == head.group
