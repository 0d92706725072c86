"""How many lines a text takes, without asking a font: every writer gets the same answer.

A Chinese character is one em wide in every font. Of Latin letters a generous mean is taken, so that
another font breaks lines later, never earlier.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

#: Widths in em. Calibri and Arial are narrower, Microsoft YaHei's Latin letters about as wide.
_WIDE = 1.0
_CAPITAL = 0.68
_BROAD = 0.95
_DIGIT = 0.58
_GAP = 0.25
_OTHER = 0.55
_BROAD_LETTERS = frozenset("WMm%@")
#: Control, direction and half characters; the last two places of a plane are no characters.
_SHAPELESS = frozenset({"Cc", "Cf", "Cs"})
_NO_CHARACTER = 0xFFFE
_ELLIPSIS = "…"
#: What stays together: a word with the blanks behind it; of Chinese, each character.
_PIECES = re.compile(r"[\x21-\x7e\u00a1-\u024f]+|\s+|.", re.DOTALL)


def printable(text: str) -> str:
    """Return the text as paper takes it: blanks for line ends, nothing for what has no shape.

    Control characters break a docx; marks that turn the direction of writing hide what is said.
    Rare characters of names stay, though Unicode may not have them yet.
    """
    kept = (" " if one.isspace() else one for one in text if one.isspace() or _has_shape(one))
    return "".join(kept)


def _has_shape(letter: str) -> bool:
    no_character = ord(letter) & _NO_CHARACTER == _NO_CHARACTER
    return unicodedata.category(letter) not in _SHAPELESS and not no_character


def width(text: str) -> float:
    """Return the width of a text in em."""
    gaps = sum(_gap(before, after) for before, after in pairwise(text))
    return sum(map(_letter, text)) + gaps


def _letter(letter: str) -> float:
    if _is_wide(letter):
        return _WIDE
    if letter in _BROAD_LETTERS:
        return _BROAD
    if letter.isdigit():
        return _DIGIT
    return _CAPITAL if letter.isupper() else _OTHER


def lines_of(text: str, line_width: float) -> int:
    """Return how many lines of this width (em) a text fills; an empty one still takes a line.

    Of a text that needs several, each line is one character shorter: what may not begin a line
    takes its neighbour along.
    """
    return sum(
        1 if width(one) <= line_width else _wrapped(one, line_width - _WIDE)
        for one in text.split("\n")
    )


def _wrapped(text: str, line_width: float) -> int:
    lines, used, before = 1, 0.0, ""
    for piece in _PIECES.findall(text):
        gap = _gap(before, piece[0])
        wide = width(piece)
        if used + gap + wide <= line_width:
            used += gap + wide
        elif piece.isspace():
            used = line_width  # a blank at the end of a line takes no room
        else:
            lines += 1 if used else 0
            # A word longer than a line begins one and is broken wherever it must be.
            lines += max(0, int(-(-wide // line_width)) - 1)
            used = wide % line_width if wide > line_width else wide
        before = piece[-1]
    return lines


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WFA"


def _gap(before: str, after: str) -> float:
    """Return the room that programs leave between Chinese and Latin letters."""
    if not before or before.isspace() or after.isspace() or _is_wide(before) == _is_wide(after):
        return 0.0
    return _GAP


def clipped(text: str, line_width: float, most_lines: int) -> str:
    """Return the printable text, cut and marked with an ellipsis if it is too long."""
    text = printable(text)
    if lines_of(text, line_width) <= most_lines:
        return text
    low, high = 0, len(text)
    while low < high:  # the longest beginning that fits
        middle = (low + high + 1) // 2
        if lines_of(text[:middle].rstrip() + _ELLIPSIS, line_width) <= most_lines:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + _ELLIPSIS
