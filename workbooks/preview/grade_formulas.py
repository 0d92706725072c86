"""Native formulas from ratios and judgements to points, score and grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.contract.evaluation import Factor
from backend.evaluation.items import BY_CODE as ITEMS_BY_CODE
from backend.evaluation.items import ItemKind
from backend.evaluation.ratios import BY_CODE as RATIOS_BY_CODE
from backend.evaluation.ratios import Items, Ratio
from backend.evaluation.template import Indicator, Template
from backend.language import Language
from backend.queries.evaluation.preview import PreviewRow
from workbooks.lists import PREFIX
from workbooks.preview.limit_formulas import put_limit
from workbooks.preview.parameters import IndicatorCells, ParameterCells
from workbooks.preview.ratio_formulas import (
    before_cell,
    is_exact,
    items_of,
    now_cell,
    put_quotient,
    put_ratio,
)
from workbooks.preview.units import unit_minor
from workbooks.preview.working import WEIGHTS_ROW, Working, WorkingRow
from workbooks.sheets.evaluation_judgements import EVALUATION_JUDGEMENTS, LEVELS

_MILLION = 1_000_000


@dataclass(frozen=True)
class Sources:
    """Where parameters and statements stand: `lines` are places on the statement sheet by key."""

    parameters: ParameterCells
    lines: Mapping[str, int]


def ratios_of(template: Template) -> Sequence[Ratio]:
    """Return the ratios of a template, in its order."""
    return [RATIOS_BY_CODE[one.code] for one in template.indicators if one.kind == "ratio"]


def exact(row: PreviewRow, template: Template) -> bool:
    """Whether a spreadsheet can compute all ratios of an institution to the last digit."""
    now, before = _in_units(row)
    return all(is_exact(ratio, now, before) for ratio in ratios_of(template))


def put_institution(
    working: Working, row: PreviewRow, template: Template, sources: Sources, language: Language
) -> None:
    """Put all steps of one institution into the working sheet."""
    steps = working.row()
    steps.put("key", row.key)
    steps.put("conduct_record.value", row.conduct_e6)
    now, before = _in_units(row)
    ratios = ratios_of(template)
    _put_items(steps, ratios, (now, before), sources.lines)
    computed = exact(row, template)
    for ratio in ratios:
        if computed:
            put_ratio(steps, ratio, now, before)
            continue
        line = next(line for line in row.lines if line.code == ratio.code)
        given = "" if line.points is None or line.value_e6 is not None else line.points
        steps.put(f"{ratio.code}.special", given)
        steps.put(f"{ratio.code}.value", "" if line.value_e6 is None else line.value_e6)
    for indicator, line in zip(template.indicators, row.lines, strict=True):
        formula = _points(steps, indicator, sources.parameters.indicators[indicator.code], language)
        steps.put(f"points.{indicator.code}", formula, "" if line.points is None else line.points)
    _put_score(steps, row, template)
    put_limit(steps, row)


def write_weights(working: Working, template: Template, cells: ParameterCells) -> None:
    """Write each indicator's weight in millionths above its points."""
    for indicator in template.indicators:
        working.worksheet.write_formula(
            WEIGHTS_ROW,
            working.column(f"points.{indicator.code}"),
            f"=ROUND({cells.indicators[indicator.code].weight}*{_MILLION},0)",
            None,
            indicator.weight_e6,
        )


def _in_units(row: PreviewRow) -> tuple[dict[str, int], dict[str, int] | None]:
    """Return the items of the year and of the year before, as the statement sheet shows them."""
    unit = unit_minor(row)
    found = [
        None
        if items is None
        else {
            code: value if ITEMS_BY_CODE[code].kind is ItemKind.RATIO else value // unit
            for code, value in items.items()
        }
        for items in (row.material.items, row.material.before)
    ]
    own = found[0]
    assert own is not None
    return own, found[1]


def _put_items(
    steps: WorkingRow,
    ratios: Sequence[Ratio],
    years: tuple[Items, Items | None],
    lines: Mapping[str, int],
) -> None:
    """Find the items on the statement sheet by their key."""
    now, before = years
    for item in items_of(ratios):
        found = f'=IFERROR(MATCH({steps["key"]}&"/{item}",statement_key,0),0)'
        steps.put(f"at.{item}", found, lines.get(f"{steps.values['key']}/{item}", 0))
        at = steps[f"at.{item}"]
        is_ratio = ITEMS_BY_CODE[item].kind is ItemKind.RATIO
        for name, area, items in (
            (now_cell(item), "statement_now", now),
            (before_cell(item), "statement_before", before or {}),
        ):
            value = items.get(item, "")
            shown = float(Decimal(value).scaleb(-6)) if is_ratio and value != "" else value
            cell = f"INDEX({area},{at})"
            steps.put(name, f'=IF({at}=0,"",IF({cell}="","",{cell}))', shown)


def _points(
    steps: WorkingRow, indicator: Indicator, cells: IndicatorCells, language: Language
) -> str:
    if indicator.kind == "judgement":
        return _level(steps, Factor(indicator.code), language)
    value = f"{steps[f'{indicator.code}.value']}/{_MILLION}*{cells.sign}"
    best = len(cells.cutoffs) + 1
    reached = "".join(
        f"IF({value}>={cut}*{cells.sign},{best - place}," for place, cut in enumerate(cells.cutoffs)
    )
    points = f"{reached}1{')' * len(cells.cutoffs)}"
    by_value = f'IF({steps[f"{indicator.code}.value"]}="","",{points})'
    if indicator.kind == "computed":
        return f"={by_value}"
    special = steps[f"{indicator.code}.special"]
    return f'=IF({special}<>"",{special},{by_value})'


def _level(steps: WorkingRow, factor: Factor, language: Language) -> str:
    """Return the level that stands in the sheet of judgements, sent or not."""
    register = EVALUATION_JUDGEMENTS
    key, level = (
        f"{register.identifier}[{register.by_identifier[name].heading(language)}]"
        for name in ("key", "level")
    )
    found = f'INDEX({level},MATCH({steps["key"]}&"/{factor.value}",{key},0))'
    typed = f'MATCH(TRIM({found}),{{"1","2","3","4","5"}},0)'
    return f'=IFERROR(6-MATCH({found},{PREFIX}{LEVELS},0),IFERROR({typed},""))'


def _put_score(steps: WorkingRow, row: PreviewRow, template: Template) -> None:
    first, last = (template.indicators[at].code for at in (0, -1))
    points = f"{steps[f'points.{first}']}:{steps[f'points.{last}']}"
    letters = [steps[f"points.{code}"].rstrip("0123456789") for code in (first, last)]
    weights = f"{letters[0]}${WEIGHTS_ROW + 1}:{letters[1]}${WEIGHTS_ROW + 1}"
    whole = sum(line.weight_e6 for line in row.lines)
    given = [line for line in row.lines if line.points is not None]
    there = sum(line.weight_e6 for line in given)
    earned = sum(line.weight_e6 * (line.points or 0) for line in given)
    steps.put("whole", f"=SUM({weights})", whole)
    steps.put("there", f'=SUMPRODUCT(--({points}<>""),{weights})', there)
    steps.put("earned", f"=SUMPRODUCT({points},{weights})", earned)
    steps.put("missing.top", f"={steps['whole']}-{steps['there']}", whole - there)
    put_quotient(steps, "missing", "missing.top", "whole")
    most = f"ROUND(missing_most*{_MILLION},0)"
    too_much = f"{steps['missing.top']}*{_MILLION}>{most}*{steps['whole']}"
    none = row.score.score_e6 is None
    # The score is earned / there / 4 x 100, where a point above the first earns its weight.
    formula = f'=IF(OR({steps["there"]}=0,{too_much}),"",({steps["earned"]}-{steps["there"]})*25)'
    steps.put("score.top", formula, "" if none else (earned - there) * 25)
    put_quotient(steps, "score", "score.top", "there")
    score = steps["score.quotient"]
    position = f'=IF({score}="","",SUMPRODUCT(--(band_floor>{score}/{_MILLION}))+1)'
    bands = [band.grade for band in template.bands]
    place = "" if row.model_grade is None else bands.index(row.model_grade) + 1
    steps.put("band", position, place)
    grade = "" if row.model_grade is None else row.model_grade
    steps.put("grade", f'=IF({steps["band"]}="","",INDEX(band_grade,{steps["band"]}))', grade)
