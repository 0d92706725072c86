"""How many lines a text takes, without asking a font: every writer gets the same answer.

A Chinese character is one em wide in every font. Of Latin letters a generous mean is taken, so that
another font breaks lines later, never earlier.
"""

from __future__ import annotations

import re
import unicodedata

#: Widths in em. Calibri and Arial are narrower, Microsoft YaHei's Latin letters about as wide.
_WIDE = 1.0
_CAPITAL = 0.72
_BROAD = 0.95
_OTHER = 0.58
_BROAD_LETTERS = frozenset("WMm%@")
_ELLIPSIS = "…"
#: What stays together: a word with the blanks behind it; of Chinese, each character.
_PIECES = re.compile(r"[\x21-\x7e\u00a1-\u024f]+|\s+|.", re.DOTALL)


def width(text: str) -> float:
    """Return the width of a text in em."""
    return sum(map(_letter, text))


def _letter(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WFA":
        return _WIDE
    if letter in _BROAD_LETTERS:
        return _BROAD
    return _CAPITAL if letter.isupper() or letter.isdigit() else _OTHER


def lines_of(text: str, line_width: float) -> int:
    """Return how many lines of this width (em) a text fills; an empty one still takes a line."""
    return sum(_lines_of_paragraph(one, line_width) for one in text.split("\n"))


def _lines_of_paragraph(text: str, line_width: float) -> int:
    lines, used = 1, 0.0
    for piece in _PIECES.findall(text):
        wide = width(piece)
        if used + wide <= line_width:
            used += wide
        elif piece.isspace():
            used = line_width  # a blank at the end of a line takes no room
        elif wide <= line_width:
            lines, used = lines + 1, wide
        else:  # a word longer than a line is broken wherever it must be
            first = line_width - used
            lines += int((wide - first) // line_width) + 1
            used = (wide - first) % line_width
    return lines


def clipped(text: str, line_width: float, most_lines: int) -> str:
    """Return the text, cut behind a character and marked with an ellipsis, if it is too long."""
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
