"""Days, amounts and shares as papers say them, in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from backend.language import Language, glossary, text
from backend.money import LEDGER_MINOR_UNITS, RATE_SCALE, grouped
from backend.queries.rows import Label

_E6 = 6
#: An amount from here on (units of the currency) is said in 亿, or in bn.
_CHINESE_LARGE, _ENGLISH_LARGE = 10**8, 10**10
_CHINESE_DIGITS = {True: 8, False: 4}
_ENGLISH_DIGITS = {True: 9, False: 6}


@dataclass(frozen=True)
class Unit:
    """In what a table counts: powers of ten of a currency, with its label."""

    digits: int
    places: int
    label: str

    def said(self, minor: int | None, minor_units: int = LEDGER_MINOR_UNITS) -> str:
        """Return an amount of minor units in this unit: (2.08) below zero, a dash for none."""
        if minor is None:
            return "—"
        said = grouped(Decimal(abs(minor)).scaleb(-(self.digits + minor_units)), self.places)
        return f"({said})" if minor < 0 else said


def unit_for(
    amounts: Iterable[int | None],
    language: Language,
    currency: str = "",
    minor_units: int = LEDGER_MINOR_UNITS,
) -> Unit:
    """Return the unit that suits the largest of these amounts; dollars without a currency."""
    most = max((abs(one) for one in amounts if one is not None), default=0) // 10**minor_units
    named = currency or text("brief.dollar", language)
    if language is Language.CHINESE:
        large = most >= _CHINESE_LARGE
        digits = _CHINESE_DIGITS[large]
    else:
        large = most >= _ENGLISH_LARGE
        digits = _ENGLISH_DIGITS[large]
    key = "brief.unit_hundred_million" if large else "brief.unit_small"
    return Unit(digits, 2, text(key, language, currency=named))


def day_said(day: date, language: Language) -> str:
    """Return 2026年11月23日, or 23 November 2026."""
    return text(
        "brief.day",
        language,
        year=day.year,
        month=month_name(day.month, language),
        day=day.day,
    )


def month_said(day: date, language: Language) -> str:
    """Return 2026年11月, or November 2026."""
    month = month_name(day.month, language)
    return text("brief.month", language, year=day.year, month=month)


def months_said(year: int, last_month: int, language: Language) -> str:
    """Return the period from January on: 2026年1 to 10月, or Jan to Oct 2026."""
    name = month_name(last_month, language)[:3]
    key = "brief.first_month" if last_month == 1 else "brief.months"
    return text(key, language, year=year, month=name)


def month_name(month: int, language: Language) -> str:
    """Return a month as a date says it: 11, or November."""
    return text("brief.month_name", language).split()[month - 1]


def share_said(part: int, whole: int, places: int = 0) -> str:
    """Return part of whole in per cent; a dash where the whole is not above zero."""
    if whole <= 0:
        return "—"
    return f"{grouped(Decimal(part) * 100 / Decimal(whole), places)}%"


def growth_said(now: int, before: int) -> str:
    """Return the growth with its arrow, never a colour; a dash where the base is not above zero."""
    if before <= 0:
        return "—"
    change = grouped(Decimal(abs(now - before)) * 100 / Decimal(before), 1)
    if change == "0.0":
        return "0.0%"
    return f"{'▲' if now > before else '▼'}{change}%"


def ratio_said(ratio_e6: int | None) -> str:
    """Return a ratio (times 10**6) in per cent, two decimals."""
    return "—" if ratio_e6 is None else f"{grouped(Decimal(ratio_e6).scaleb(2 - _E6), 2)}%"


def rate_said(rate_e12: int) -> str:
    """Return a rate with six significant digits at most: 1.0837, 0.00651235."""
    rate = Decimal(rate_e12) / RATE_SCALE
    return f"{Decimal(f'{rate:.6g}'):f}"


def named(label: Label | None, language: Language) -> str:
    """Return a label in the language; the other one where nobody wrote it."""
    if label is None:
        return ""
    return (label.zh or label.en) if language is Language.CHINESE else (label.en or label.zh)


@cache
def _phrases() -> Mapping[str, str]:
    """Return the standing sentences: Chinese, without its full stop, → English."""
    return {
        _bare(entry["zh"]): entry["en"]
        for key, entry in glossary().items()
        if key.startswith("standing_phrase.")
    }


def _bare(sentence: str) -> str:
    return "".join(sentence.split()).rstrip(text("brief.full_stop", Language.CHINESE) + ".")


def in_language(chinese: str, english: str, language: Language) -> str:
    """Return the text of the language.

    Where only the Chinese was written, a standing phrase is translated; else the mark 待译 says
    that somebody must.
    """
    own, other = (chinese, english) if language is Language.CHINESE else (english, chinese)
    if own.strip() or not other.strip():
        return " ".join(own.split())
    if language is Language.ENGLISH and _bare(chinese) in _phrases():
        return _phrases()[_bare(chinese)]
    return text("brief.untranslated", language)


def lacks_translation(chinese: str, english: str, language: Language) -> bool:
    """Whether a paper in this language would show the mark."""
    return in_language(chinese, english, language) == text("brief.untranslated", language)


def code_said(code: str, language: Language, *tables: str) -> str:
    """Return the label of a code from the first table that has it, else the code as it stands."""
    for table in tables:
        entry = glossary().get(f"{table}.{code}")
        if entry is not None:
            return entry[language.value]
    return code
