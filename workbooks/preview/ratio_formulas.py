"""Native formulas from the declarations of the ratios, and what each gives now.

Spreadsheets compute in doubles, and some of them take numbers for equal that agree to about
15 digits. So every step stays a whole number below 10**14: a quotient's six decimals are divided
out by hand, one after the other, and the half is rounded by the remainder that is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from backend.evaluation.ratios import Items, Ratio, Term, Way
from workbooks.preview.working import WorkingRow

#: Whole numbers below this are told apart and divided exactly, in every spreadsheet that we know.
EXACT = 10**14
_DECIMALS = 6
Number = int | str


def now_cell(item: str) -> str:
    """Return the working cell of an item's evaluated year."""
    return f"now.{item}"


def before_cell(item: str) -> str:
    """Return the working cell of an item's year-end before."""
    return f"before.{item}"


def items_of(ratios: Sequence[Ratio]) -> Sequence[str]:
    """Return the items that these ratios rest on, each once."""
    found = {
        term.item: None
        for ratio in ratios
        for way in ratio.ways
        for term in (*way.numerator, *way.denominator)
    }
    reported = {ratio.reported: None for ratio in ratios if ratio.reported}
    return [*found, *reported]


def is_exact(ratio: Ratio, items: Items, before: Items | None) -> bool:
    """Whether a spreadsheet can compute the ratio to the last digit."""
    for way in ratio.ways:
        top, bottom = _way(way, items, before)
        if isinstance(top, str) or isinstance(bottom, str):
            continue
        too_long = max(abs(top), abs(bottom) * 10) >= EXACT
        if too_long or (bottom > 0 and abs(top) * 10**_DECIMALS // bottom >= EXACT):
            return False
    return abs(items.get(ratio.reported, 0)) < EXACT


def put_ratio(row: WorkingRow, ratio: Ratio, items: Items, before: Items | None) -> None:
    """Put the steps of a ratio: `<code>.value` in millionths, `<code>.special` as points."""
    code = ratio.code
    _put_ways(row, ratio, items, before)
    otherwise = '""'
    if ratio.reported:
        reported = row[now_cell(ratio.reported)]
        otherwise = f'IF({reported}="","",ROUND({reported}*1000000,0))'
    special, quotient = row[f"{code}.special"], row[f"{code}.quotient"]
    formula = f'=IF({special}<>"","",IF({quotient}<>"",{quotient},{otherwise}))'
    value = row.value(f"{code}.quotient")
    if value == "":
        value = items.get(ratio.reported, "")
    row.put(f"{code}.value", formula, "" if row.value(f"{code}.special") != "" else value)


def _put_ways(row: WorkingRow, ratio: Ratio, items: Items, before: Items | None) -> None:
    code = ratio.code
    if not ratio.ways:
        row.put(f"{code}.special", "")
        row.put(f"{code}.quotient", "")
        return
    for place, way in enumerate(ratio.ways):
        top, bottom = _way(way, items, before)
        row.put(f"{code}.top.{place}", _sum_formula(row, way, way.numerator), top)
        row.put(f"{code}.bottom.{place}", _sum_formula(row, way, way.denominator), bottom)
    gone, points = _gone(row, ratio)
    for part in ("top", "bottom"):
        value = "" if gone is None else row.value(f"{code}.{part}.{gone}")
        row.put(f"{code}.{part}", f"={_chosen(row, ratio, 0, part)}", value)
    row.put(f"{code}.special", f"={_special(row, ratio, 0)}", points)
    put_quotient(row, code, f"{code}.top", f"{code}.bottom")


def put_quotient(row: WorkingRow, name: str, top: str, bottom: str) -> None:
    """Put `<name>.quotient`: top / bottom in millionths, a half rounded towards plus infinity."""
    n, d = row[top], row[bottom]
    blank = f'{n}=""'
    wholes, rests = _divided(row.value(top), row.value(bottom))
    q, r = f"{name}.whole.0", f"{name}.rest.0"
    row.put(q, f'=IF({blank},"",INT({n}/{d}))', wholes[0])
    row.put(r, f'=IF({blank},"",{n}-{row[q]}*{d})', rests[0])
    for place in range(1, _DECIMALS + 1):
        digit = f"INT({row[r]}*10/{d})"
        above, rest = row[q], row[r]
        q, r = f"{name}.whole.{place}", f"{name}.rest.{place}"
        row.put(q, f'=IF({blank},"",{above}*10+{digit})', wholes[place])
        row.put(r, f'=IF({blank},"",{rest}*10-{digit}*{d})', rests[place])
    formula = f'=IF({blank},"",{row[q]}+IF(2*{row[r]}>={d},1,0))'
    row.put(f"{name}.quotient", formula, wholes[-1])


def _divided(top: Number, bottom: Number) -> tuple[list[Number], list[Number]]:
    """Return quotients and remainders with 0 to 6 decimals, and at last the rounded quotient."""
    if isinstance(top, str) or isinstance(bottom, str):
        blank: list[Number] = [""] * (_DECIMALS + 2)
        return blank, blank
    pairs = [divmod(top * 10**place, bottom) for place in range(_DECIMALS + 1)]
    rounded_up = 2 * pairs[-1][1] >= bottom
    wholes: list[Number] = [whole for whole, _rest in pairs]
    return [*wholes, pairs[-1][0] + rounded_up], [rest for _whole, rest in pairs]


def _factor(way: Way) -> int:
    """Where a mean is taken all counts twice, so that it stays whole."""
    return 2 if any(term.averaged for term in (*way.numerator, *way.denominator)) else 1


def _way(way: Way, items: Items, before: Items | None) -> tuple[Number, Number]:
    def total(terms: Sequence[Term]) -> Number:
        found = 0
        for term in terms:
            own = items.get(term.item)
            other = (before or {}).get(term.item)
            if own is None or (term.averaged and other is None):
                return ""
            found += term.sign * (own + (other or 0) if term.averaged else own * _factor(way))
        return found

    return total(way.numerator), total(way.denominator)


def _sum_formula(row: WorkingRow, way: Way, terms: Sequence[Term]) -> str:
    cells, parts = [], []
    for term in terms:
        now = row[now_cell(term.item)]
        cells.append(now)
        said = f"{_factor(way)}*{now}"
        if term.averaged:
            cells.append(row[before_cell(term.item)])
            said = f"({now}+{cells[-1]})"
        parts.append(f"{'+' if term.sign > 0 else '-'}{said}")
    total = "".join(parts).removeprefix("+")
    return f'=IF(COUNT({",".join(cells)})<{len(cells)},"",{total})'


def _chosen(row: WorkingRow, ratio: Ratio, place: int, part: str) -> str:
    """Return the formula of the way that is gone, from the way at `place` on."""
    if place == len(ratio.ways):
        return '""'
    top, bottom = (row[f"{ratio.code}.{one}.{place}"] for one in ("top", "bottom"))
    after = _chosen(row, ratio, place + 1, part)
    zero = after if ratio.points_at_zero is None else '""'
    below = after if ratio.points_below_zero is None else '""'
    own = row[f"{ratio.code}.{part}.{place}"]
    return f"IF(COUNT({top},{bottom})<2,{after},IF({bottom}>0,{own},IF({bottom}=0,{zero},{below})))"


def _special(row: WorkingRow, ratio: Ratio, place: int) -> str:
    """Return the formula of the points that are given without a quotient."""
    if place == len(ratio.ways):
        return '""'
    top, bottom = (row[f"{ratio.code}.{one}.{place}"] for one in ("top", "bottom"))
    after = _special(row, ratio, place + 1)
    zero = after if ratio.points_at_zero is None else ratio.points_at_zero
    below = after if ratio.points_below_zero is None else ratio.points_below_zero
    return f'IF(COUNT({top},{bottom})<2,{after},IF({bottom}>0,"",IF({bottom}=0,{zero},{below})))'


def _gone(row: WorkingRow, ratio: Ratio) -> tuple[int | None, Number]:
    """Return the way that is gone, or the points that are given instead."""
    for place in range(len(ratio.ways)):
        top = row.value(f"{ratio.code}.top.{place}")
        bottom = row.value(f"{ratio.code}.bottom.{place}")
        if isinstance(top, str) or isinstance(bottom, str):
            continue
        if bottom > 0:
            return place, ""
        points = ratio.points_at_zero if bottom == 0 else ratio.points_below_zero
        if points is not None:
            return None, points
    return None, ""
