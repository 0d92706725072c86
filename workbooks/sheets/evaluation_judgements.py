"""评价打分: one row for each institution and judged factor, last year's judgement beside."""

from __future__ import annotations

from dataclasses import dataclass

from backend.contract.evaluation import Factor
from backend.language import glossary
from backend.queries.evaluation.rows import JudgementRow
from backend.queries.rows import InstitutionName, Label
from workbooks.sheets.declaration import ColumnsOf, Register
from workbooks.sheets.kinds import CellType, Shown, always
from workbooks.sheets.words import Words

IDENTIFIER = "evaluation_judgements"
LEVELS = "judgement_levels"
FACTORS = (Factor.SUPPORT, Factor.COUNTRY, Factor.FRANCHISE, Factor.GOVERNANCE)


@dataclass(frozen=True, kw_only=True)
class JudgedRow:
    """A factor of an institution's year; `None` where nothing was judged."""

    institution: InstitutionName
    fiscal_year: int
    factor: Factor
    judged: JudgementRow | None
    before: JudgementRow | None

    @property
    def key(self) -> str:
        """The audit's key too: `BIC8/2025/support`."""
        return f"{self.institution.bic8}/{self.fiscal_year}/{self.factor.value}"

    @property
    def version(self) -> str:
        """The audit version, `""` while nothing was judged."""
        return str(self.judged.version) if self.judged else ""

    @property
    def level(self) -> str | None:
        """The level as the code of the list."""
        return _level(self.judged)


def level_labels() -> list[Label]:
    """Return the levels that may be picked, the best first."""
    said = glossary()
    return [
        Label(code=str(level), zh=said[f"level.{level}"]["zh"], en=said[f"level.{level}"]["en"])
        for level in (5, 4, 3, 2, 1)
    ]


def _level(judged: JudgementRow | None) -> str | None:
    return str(judged.level) if judged and judged.level is not None else None


def _reason(row: JudgedRow) -> str | None:
    return (row.judged.reason or None) if row.judged else None


def _described(row: JudgedRow, words: Words) -> Shown:
    return words.say(f"level_described.{row.factor.value}.{row.level}") if row.level else None


def _all_levels(row: JudgedRow, words: Words) -> str:
    return "\n".join(
        f"{level}: {words.say(f'level_described.{row.factor.value}.{level}')}"
        for level in (5, 4, 3, 2, 1)
    )


_column: ColumnsOf[JudgedRow] = ColumnsOf(IDENTIFIER)
_TEXT, _CODE = CellType.TEXT, CellType.CODE

# fmt: off
COLUMNS = (
    _column("status", _TEXT, 8, "S", lambda _row, _words: None),
    _column("key", _TEXT, 22, "K", lambda row, _words: row.key),
    _column("country", _CODE, 14, "C●", lambda row, words: words.country(row.institution.country)),
    _column("institution", _CODE, 22, "C●", lambda row, words: words.institution(row.institution),
            stable=True),
    _column("bic", _TEXT, 13, "C●", lambda row, _words: row.institution.bic8, stable=True),
    _column("year", _TEXT, 8, "C●", lambda row, _words: str(row.fiscal_year), stable=True),
    _column("factor", _CODE, 16, "C●", lambda row, words: words.say(f"indicator.{row.factor}"),
            note=_all_levels, stable=True),
    _column("level_before", _CODE, 16, "C●",
            lambda row, words: words.picked(LEVELS, _level(row.before))),
    _column("level", _CODE, 16, "L●", lambda row, words: words.picked(LEVELS, row.level),
            choices=LEVELS, stored=lambda row: row.level, editable=always, may_be_empty=True),
    _column("described", _TEXT, 44, "C", _described),
    _column("reason", _TEXT, 44, "E●", lambda row, _words: _reason(row),
            stored=_reason, editable=always,
            may_be_empty=True),
    _column("reason_before", _TEXT, 40, "C",
            lambda row, _words: row.before.reason if row.before else None),
    _column("version", _TEXT, 8, "S", lambda row, _words: row.version, label="column.version"),
)
# fmt: on

EVALUATION_JUDGEMENTS: Register[JudgedRow] = Register(
    identifier=IDENTIFIER,
    label=f"sheet.{IDENTIFIER}",
    columns=COLUMNS,
    frozen="institution",
    key=lambda row: row.key,
    version=lambda row: row.version,
    order=lambda row, words: (words.institution(row.institution), FACTORS.index(row.factor)),
    unit="unit.evaluation_judgements",
    currency="unit.evaluation_no_currency",
)
