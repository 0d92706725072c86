"""Markup that every reader understands alike, or none of it is read.

A fast reader forgives what a strict one refuses: a part that ends too early, a value with a comment
inside, an index below nought. Then two programs see two values, and nobody is told. So a part must
be well-formed, and its values must be written as spreadsheet programs write them.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from xml.parsers.expat import ExpatError, ParserCreate

_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding=[\"']([A-Za-z0-9_.-]+)[\"']")
#: A text by its number: as everybody writes it, then the number and what shows that it is no more.
_USUAL_INDEX = re.compile(rb't="s"><v>([0-9]+)</v>')
_INDEX = re.compile(rb"\bt=[\"']s[\"'][^>]*>\s*<(?:\w+:)?v\b[^>]*>([0-9]*)(</)?")
#: Signs that a value begins or ends oddly. What has a fixed end is found at once, hence one by one.
_ODD_START = re.compile(rb"v>[\s&]")
_ODD_ENDS = tuple(sign + b"</v>" for sign in (b" ", b"\n", b"\t", b"\r", b";"))
_ODD_END = re.compile(rb"[\s;]</\w+:v>")
_ODD_VALUE = re.compile(
    rb"<(?:\w+:)?c\b(?P<attributes>[^>]*)>(?:(?!</(?:\w+:)?c>).)*?"
    rb"<(?:\w+:)?v\b[^>]*>(?:[\s&][^<]*|[^<]*[\s;])</",
    re.DOTALL,
)
_TEXT = re.compile(rb"\bt=[\"']str[\"']")


class MarkupError(ValueError):
    """A part that is not to be read; the text is `damaged` or `unsafe`."""


def look_at_markup(xml: bytes) -> None:
    """Look over any part. Raises `MarkupError`."""
    encoding = _ENCODING.match(xml[:200].removeprefix(b"\xef\xbb\xbf"))
    if b"\x00" in xml[:200] or (encoding and encoding[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise MarkupError("damaged")
    if b"<!" in xml:
        raise MarkupError("unsafe" if _DECLARED.search(xml) else "damaged")
    try:
        ParserCreate().Parse(xml, True)
    except ExpatError as error:
        raise MarkupError("damaged") from error


def look_at_values(xml: bytes) -> int:
    """Look over the values of a sheet whose markup is sound. Raises `MarkupError`.

    Returns how many shared strings there must be for every text of the sheet to be one.
    """
    indexes = _indexes(xml)
    odd = _ODD_START.search(xml) or any(sign in xml for sign in _ODD_ENDS)
    if odd or (b":v>" in xml and _ODD_END.search(xml)):
        for match in _ODD_VALUE.finditer(xml):
            # A formula's text may begin and end as it likes.
            if not _TEXT.search(match["attributes"]):
                raise MarkupError("damaged")
    return max((int(digits) + 1 for digits in indexes), default=0)


def _indexes(xml: bytes) -> AbstractSet[bytes]:
    """Return the numbers of the texts that cells name."""
    usual = _USUAL_INDEX.findall(xml)
    if len(usual) == xml.count(b't="s"') and b"t='s'" not in xml:
        return set(usual)
    found = set(_INDEX.findall(xml))
    if any(not (digits and end) for digits, end in found):
        raise MarkupError("damaged")
    return {digits for digits, _end in found}
