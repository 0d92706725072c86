"""The columns of the preview: results first, then judgements, conduct and ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.evaluation.template import Template
from backend.language import both
from workbooks.preview.page import Heading
from workbooks.sheets.kinds import CellType

NONE = "—"
NAME = "ev"


@dataclass(frozen=True)
class Computed:
    """A column that shows a step of the working sheet: `divisor` brings it to the sheet's unit."""

    heading: Heading
    step: str
    divisor: int = 1

    @property
    def name(self) -> str:
        """The defined name of the step's column."""
        return f"{NAME}_{self.step.replace('.', '_')}"


@dataclass(frozen=True)
class Given:
    """A column whose value comes from the database, by its name in the glossary."""

    heading: Heading
    what: str


Columns = Sequence[Computed | Given]
RESULTS: tuple[tuple[str, CellType, str, int], ...] = (
    ("score", CellType.RATIO, "score.quotient", 10**6),
    ("missing", CellType.PERCENT, "missing.quotient", 10**6),
    ("model_grade", CellType.COUNT, "grade", 1),
    ("alpha_part", CellType.LEDGER_AMOUNT, "alpha", 10**6),
    ("beta_part", CellType.LEDGER_AMOUNT, "beta", 10**6),
    ("least", CellType.LEDGER_AMOUNT, "least", 10**6),
    ("headroom", CellType.LEDGER_AMOUNT, "headroom", 10**6),
    ("limit", CellType.LEDGER_AMOUNT, "limit", 1),
    ("tenor", CellType.DAYS, "tenor", 1),
)


def columns_of(template: Template) -> Columns:
    """Return the columns after institution, BIC and year, in their order."""
    found: list[Computed | Given] = [
        Computed(heading_of(name, 14 if kind is CellType.LEDGER_AMOUNT else 9, kind), step, divisor)
        for name, kind, step, divisor in RESULTS
    ]
    found += [
        Given(heading_of("pulled", 10, CellType.RATIO), "pulled"),
        Given(heading_of("difference", 10, CellType.RATIO), "difference"),
        Given(heading_of("counting", 9, CellType.TEXT), "counting"),
    ]
    for kind in ("judgement", "computed", "ratio"):
        for indicator in template.indicators:
            if indicator.kind != kind:
                continue
            names = both(f"indicator.{indicator.code}")
            if kind == "ratio":
                heading = Heading(*names, 11, CellType.PERCENT)
                found.append(Computed(heading, f"{indicator.code}.value", 10**6))
            if kind == "computed":
                heading = Heading(*names, 9, CellType.COUNT)
                found.append(Computed(heading, f"{indicator.code}.value", 10**6))
            label = "preview.level_of" if kind == "judgement" else "preview.points_of"
            chinese, english = (
                one.format(name=name) for one, name in zip(both(label), names, strict=True)
            )
            heading = Heading(chinese, english, 11, CellType.COUNT)
            found.append(Computed(heading, f"points.{indicator.code}"))
    found.append(Given(heading_of("remark", 24, CellType.TEXT), "remark"))
    return found


def heading_of(name: str, width: float, kind: CellType) -> Heading:
    """Return the heading `preview.<name>`."""
    return Heading(*both(f"preview.{name}"), width, kind)
