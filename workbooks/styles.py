"""A few styles added to a workbook's own: appended at the end, so that no number shifts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbooks.formats import FONT, HEAD_FILL, NAVY

_FONTS = (
    '<{p}font><{p}sz val="10"/><{p}name val="{font}"/></{p}font>',
    '<{p}font><{p}b/><{p}sz val="14"/><{p}color rgb="FF{navy}"/><{p}name val="{font}"/></{p}font>',
    '<{p}font><{p}b/><{p}sz val="10"/><{p}color rgb="FF{navy}"/><{p}name val="{font}"/></{p}font>',
    '<{p}font><{p}u/><{p}sz val="10"/><{p}color rgb="FF0563C1"/><{p}name val="{font}"/></{p}font>',
    '<{p}font><{p}sz val="9"/><{p}name val="{font}"/></{p}font>',
)
#: In their order: plain, title, heading, link, note. The heading alone is filled.
_HEADING, _UNWRAPPED = 2, (1, 4)
_FILL = (
    '<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{fill}"/>'
    '<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
)
_XF = (
    '<{p}xf numFmtId="49" fontId="{font_id}" fillId="{fill_id}" borderId="0" xfId="0" '
    'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">'
    '<{p}alignment vertical="{vertical}"{wrap}/></{p}xf>'
)


@dataclass(frozen=True)
class Dress:
    """The numbers of the added cell styles."""

    plain: int
    title: int
    heading: int
    link: int
    note: int


def add_styles(xml: bytes) -> tuple[bytes, Dress]:
    """Return the styles part with ours appended, and their numbers.

    Raises `ValueError` when the part has no fonts, fills or cell styles.
    """
    markup = xml.decode("utf-8")
    colours = {"font": FONT, "navy": NAVY.lstrip("#"), "fill": HEAD_FILL.lstrip("#")}
    markup, first_font = _append(markup, "fonts", "font", list(_FONTS), colours)
    markup, fill = _append(markup, "fills", "fill", [_FILL], colours)
    styles = [
        _XF.replace("{font_id}", str(first_font + place))
        .replace("{fill_id}", str(fill if place == _HEADING else 0))
        .replace("{vertical}", "center" if place else "top")
        .replace("{wrap}", "" if place in _UNWRAPPED else ' wrapText="1"')
        for place in range(len(_FONTS))
    ]
    markup, first = _append(markup, "cellXfs", "xf", styles, colours)
    return markup.encode("utf-8"), Dress(*range(first, first + len(_FONTS)))


def _append(
    markup: str, group: str, member: str, entries: list[str], colours: dict[str, str]
) -> tuple[str, int]:
    match = re.search(
        rf"<(?P<p>(?:\w+:)?){group}\b(?P<attributes>[^>]*)>(?P<inside>.*?)</(?P=p){group}>",
        markup,
        re.DOTALL,
    )
    if match is None:
        raise ValueError(group)
    prefix = match["p"]
    first = len(re.findall(rf"<{prefix}{member}[\s/>]", match["inside"]))
    added = "".join(entry.format(p=prefix, **colours) for entry in entries)
    attributes = re.sub(r'\bcount="\d+"', f'count="{first + len(entries)}"', match["attributes"])
    whole = f"<{prefix}{group}{attributes}>{match['inside']}{added}</{prefix}{group}>"
    return markup[: match.start()] + whole + markup[match.end() :], first
