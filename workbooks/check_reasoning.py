"""The reasoning behind the check form as native formulas, each under a defined name.

Only functions of Excel 2010. What each gives while nothing is typed is known too, for a program
that does not recalculate on opening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.dates import months_after
from workbooks import check_factor
from workbooks.sheets.limit_check import LADDER_HEADER_ROW, LEVELS
from workbooks.sheets.words import Words

#: So many matches the drop-down of B4 offers.
MATCHES = 60
#: Spreadsheets count days from here.
DAY_ZERO = date(1899, 12, 30)
_PRODUCT = 'check_charged&"/"&INDEX(product_code,check_product_row)'
#: More than any limit, in ten thousands of dollars.
_MOST = "1000000000000"
_FIRST = LADDER_HEADER_ROW + 1
_LAST = LADDER_HEADER_ROW + len(LEVELS)


@dataclass(frozen=True)
class Calculation:
    """One named formula."""

    name: str
    formula: str


def calculations(words: Words) -> list[Calculation]:
    """Return the hidden calculations in the order in which they rest on each other."""
    formulas = {
        **_institution(),
        **_keys(),
        **_rows(),
        **check_factor.end(words.lookups.terms.day),
        **check_factor.factor(),
        **_deal(),
        **_decision(words),
    }
    return [Calculation(name, formula) for name, formula in formulas.items()]


def fresh_values(words: Words, today: date, institutions: int) -> dict[str, float | int | str]:
    """Return what the calculations give while nothing is typed; a name that is missing, nothing.

    A program that does not recalculate on opening starts from these.
    """
    lookups = words.lookups
    product = lookups.products[0].code if lookups.products else ""
    rate = lookups.rates.get(lookups.agreed_currencies[0]) if lookups.agreed_currencies else None
    end = months_after(today, 1)
    step = lookups.terms.step(product, (end - today).days)
    factor = step.factor if step is not None else lookups.factors.get(product)
    zero = ("row", "ready", "room", "regulated", "binding", "netted")
    return {
        **dict.fromkeys((*(f"check_{name}" for name in zero), *_rows()), 0),
        "check_hits": institutions,
        "check_product_row": int(bool(lookups.products)),
        "check_unit_row": int(bool(lookups.units)),
        # Rates and factors are no amounts; a cached result is a number like any other.
        "check_left": (end - today).days,
        "check_step": step.from_days + 1 if step is not None else 0,
        "check_factor": float(factor or 0),
        "check_rate": float(rate or 0),
        "check_end": (end - DAY_ZERO).days,
        "check_days": (end - today).days,
    }


def _institution() -> dict[str, str]:
    return {
        "check_hits": "=MAX(bank_hits)",
        "check_label": (
            '=IF(AND(TRIM(check_choice)<>"",ISNUMBER(MATCH(check_choice,check_match_area,0))),'
            "check_choice,"
            'IF(AND(TRIM(check_find)<>"",check_hits=1),INDEX(check_match_area,1),""))'
        ),
        "check_row": '=IF(check_label="",0,IFERROR(MATCH(check_label,bank_label,0),0))',
        "check_charged": _of("bank_charged", "check_row"),
        "check_product_row": "=IFERROR(MATCH(check_product,product_label,0),0)",
        "check_unit_row": "=IFERROR(MATCH(check_unit,unit_label,0),0)",
        "check_parent": _of("unit_parent", "check_unit_row"),
    }


def _rows() -> dict[str, str]:
    """Find each level's node; the tenor is none."""
    return {
        f"row_{level}": f'=IF(key_{level}="",0,IFERROR(MATCH(key_{level},node_key,0),0))'
        for level in LEVELS
        if level not in {"tenor", "across"}
    } | {"row_across": _across()}


def _across() -> str:
    """Find the tightest limit on a tenor or a currency that the deal falls under."""
    place = f"((node_across=check_charged)+(node_across={_PRODUCT}))"
    currency = '((node_currency="")+(node_currency=check_currency))'
    falls = f"{place}*(node_from_days<=N(check_days))*{currency}"
    least = f"{_MOST}-SUMPRODUCT(MAX({falls}*({_MOST}-node_available)))"
    row = "(ROW(node_key)-ROW(INDEX(node_key,1))+1)"
    found = f"SUMPRODUCT(MAX({falls}*(ABS(node_available-({least}))<0.000001)*{row}))"
    return f"=IF(check_row=0,0,IFERROR({found},0))"


def _deal() -> dict[str, str]:
    longest = "INDEX(node_max_tenor,row_product)"
    return {
        "check_rate": "=IFERROR(INDEX(rate_value,MATCH(check_currency,rate_currency,0)),0)",
        "check_use": (
            '=IF(ISNUMBER(check_amount),ROUND(check_amount*check_factor*check_rate,2)/10000,"")'
        ),
        "check_longest": f'=IF(row_product=0,"",IF({longest}="","",{longest}))',
    }


def _decision(words: Words) -> dict[str, str]:
    return {
        "check_ready": (
            "=AND(check_row>0,check_product_row>0,check_unit_row>0,check_rate>0,"
            "ISNUMBER(check_use),ISNUMBER(check_days))"
        ),
        "check_room": f"=MIN({ladder('H')})",
        "check_regulated": _regulated(),
        "check_binding": f"=IFERROR(MATCH(check_room,{ladder('H')},0),0)",
        "check_problem": _problem(words),
    }


def _regulated() -> str:
    """Count the regulatory caps over the institution: they bound exposure, which is not here."""
    found = "+".join(
        f"COUNTIF(node_key,{key})"
        for key in (
            '"regulation/*/group:"&INDEX(bank_group,check_row)',
            '"regulation/*/country:"&INDEX(bank_country,check_row)',
            '"regulation/"&check_charged&"/*"',
        )
    )
    return f"=IF(check_row=0,0,IFERROR({found},0))"


def ladder(column: str) -> str:
    """Return a column of the ladder on the form, as the defined names say it."""
    return f"ladder_{column}"


def ladder_ranges() -> dict[str, str]:
    """Return the defined names of the ladder's columns and the cells that they stand for."""
    return {ladder(letter): f"${letter}${_FIRST}:${letter}${_LAST}" for letter in "ABGHKL"}


def _of(column: str, row: str) -> str:
    return f'=IF({row}=0,"",INDEX({column},{row})&"")'


def _keys() -> dict[str, str]:
    """Name the node of each level for the chosen institution, product and unit."""
    product = _PRODUCT
    unit = "INDEX(unit_code,check_unit_row)"
    chosen = {
        "country": '"country/"&INDEX(bank_country,check_row)',
        "group": '"group/"&INDEX(bank_group,check_row)',
        "entity": '"entity/"&check_charged',
        "product": f'"product/"&{product}',
        "unit": f'"unit/"&{product}&"/"&IF(check_parent="",{unit},check_parent)',
        "branch": f'IF(check_parent="","","unit/"&{product}&"/"&{unit})',
    }
    return {
        f"key_{level}": f'=IF(check_row=0,"",IFERROR({key},""))' for level, key in chosen.items()
    }


def _problem(words: Words) -> str:
    """Say what forbids the deal whatever room there is."""
    suspended = "+".join(
        f"IF(row_{level}=0,0,INDEX(node_suspended,MAX(1,row_{level})))"
        for level in LEVELS
        if level != "tenor"
    )
    too_long = "AND(ISNUMBER(check_longest),ISNUMBER(check_days),N(check_days)>N(check_longest))"
    return (
        f'=IF({suspended}>0,"{words.say("check.suspended")}","")'
        f'&IF(COUNTIF({ladder("K")},"<"&check_value_date)>0,"{words.say("check.expired")}","")'
        f'&IF({too_long},"{words.say("check.too_long")}","")'
    )
