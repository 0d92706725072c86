"""Text that can be read again: what no page, file or database should be given is refused.

A control character has no shape on paper, breaks the line in a file that another system reads,
and hides what a name says. Line ends stay: notes have paragraphs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from backend.contract import Command
from backend.services.content import fields_of

_LINES = "\n\r\t"
#: Control characters, halves of characters, and places that Unicode gives to nobody.
_UNREADABLE = {"Cc", "Cs", "Cn"}


def unreadable_fields(command: Command) -> dict[str, str]:
    """Return the fields with a character that cannot be read: each with that character's number."""
    found = {}
    for name, value in fields_of(command).items():
        for text in _texts(value):
            sign = "" if text.isprintable() else next(filter(_is_unreadable, text), "")
            if sign:
                found[name] = f"U+{ord(sign):04X}"
    return found


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)


def _is_unreadable(sign: str) -> bool:
    return unicodedata.category(sign) in _UNREADABLE and sign not in _LINES
