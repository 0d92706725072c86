"""Both languages of the house, from one glossary.

Every label, message and report text lives in `backend/glossary/*.toml` as

    [table.key]
    zh = "批准额度"
    en = "Approved"

and is addressed as `"table.key"`. Chinese and English are equal: an entry that lacks one
of them is a defect (`tests/unit/test_glossary.py`). Texts may hold `{named}` parameters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Language(StrEnum):
    """A language in which the house speaks."""

    CHINESE = "zh"
    ENGLISH = "en"


class UnknownTextError(KeyError):
    """A key that the glossary does not hold: a defect of the caller, never of the user."""


@cache
def glossary() -> Mapping[str, Mapping[str, str]]:
    """Return every text by its dotted key: `{"finding.not_a_number": {"zh": …, "en": …}}`."""
    texts: dict[str, Mapping[str, str]] = {}
    for source in sorted(files("backend.glossary").iterdir(), key=lambda item: item.name):
        if source.name.endswith(".toml"):
            _flatten("", tomllib.loads(source.read_text(encoding="utf-8")), texts)
    return texts


def _flatten(prefix: str, table: Mapping[str, object], texts: dict[str, Mapping[str, str]]) -> None:
    for key, value in table.items():
        dotted = f"{prefix}{key}"
        if not isinstance(value, dict):
            message = f"{dotted} is not a table of zh and en"
            raise UnknownTextError(message)
        if set(value) == {"zh", "en"} and all(isinstance(text, str) for text in value.values()):
            if dotted in texts:
                message = f"{dotted} stands twice"
                raise UnknownTextError(message)
            texts[dotted] = value
        else:
            _flatten(f"{dotted}.", value, texts)


def text(key: str, language: Language, **parameters: object) -> str:
    """Return the text of `key` in `language`, its `{named}` places filled from `parameters`.

    Raises `UnknownTextError` when the glossary has no such key.
    """
    try:
        template = glossary()[key][language.value]
    except KeyError:
        raise UnknownTextError(key) from None
    return template.format(**parameters) if parameters else template


def both(key: str) -> tuple[str, str]:
    """Return the Chinese and the English text of `key`."""
    return text(key, Language.CHINESE), text(key, Language.ENGLISH)
