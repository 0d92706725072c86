"""Which of this machine's fonts can show Chinese."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

#: Names an additional folder of fonts.
VARIABLE = "FIDESK_FONTS"
#: Sans serif first, as on the sheets; the first that is there is taken.
CHINESE = (
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "DengXian",
    "SimHei",
    "SimSun",
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "AR PL UMing CN",
    "Droid Sans Fallback",
)
#: For English, before the Chinese one: its quotation marks are not as wide as a character.
LATIN = ("Calibri", "Carlito", "Arial", "Liberation Sans", "Helvetica Neue")


def font_folders() -> Sequence[str]:
    """Return the folders that are searched besides the system's."""
    given = os.environ.get(VARIABLE, "")
    return [one for one in given.split(os.pathsep) if one and Path(one).is_dir()]


def chinese_font(families: Sequence[str]) -> str | None:
    """Return the first of these families that shows Chinese; `None` when none does."""
    return _first(CHINESE, families)


def latin_font(families: Sequence[str]) -> str | None:
    """Return the first of these families that suits English; `None` leaves it to the Chinese."""
    return _first(LATIN, families)


def _first(wanted: Sequence[str], families: Sequence[str]) -> str | None:
    known = {one.casefold(): one for one in families}
    return next((known[one.casefold()] for one in wanted if one.casefold() in known), None)
