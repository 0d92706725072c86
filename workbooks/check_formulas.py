"""The reasoning of the check form as native formulas, each under a defined name.

Only functions of Excel 2010. Every formula knows what it shows while nothing is typed, so that a
program which does not recalculate on opening shows a clean form.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbooks.sheets.limit_check import LADDER_HEADER_ROW, LEVELS
from workbooks.sheets.words import Words

#: So many matches the drop-down of B4 offers.
MATCHES = 60
_FIRST = LADDER_HEADER_ROW + 1
_LAST = LADDER_HEADER_ROW + len(LEVELS)
_SOON_DAYS = 30


@dataclass(frozen=True)
class Calculation:
    """One named formula and what it gives in a fresh form."""

    name: str
    formula: str
    fresh: str | int = ""


def calculations(words: Words, institutions: int) -> list[Calculation]:
    """Return the hidden calculations in the order in which they rest on each other."""
    return [
        Calculation("check_hits", "=MAX(bank_hits)", institutions),
        Calculation(
            "check_label",
            '=IF(AND(TRIM(check_choice)<>"",ISNUMBER(MATCH(check_choice,check_match_area,0))),'
            "check_choice,"
            'IF(AND(TRIM(check_find)<>"",check_hits=1),INDEX(check_match_area,1),""))',
        ),
        Calculation("check_row", "=IFERROR(MATCH(check_label,bank_label,0),0)", 0),
        Calculation("check_charged", _of("bank_charged", "check_row")),
        Calculation("check_product_row", "=IFERROR(MATCH(check_product,product_label,0),0)", 1),
        Calculation("check_unit_row", "=IFERROR(MATCH(check_unit,unit_label,0),0)", 1),
        Calculation("check_parent", _of("unit_parent", "check_unit_row")),
        *_keys(),
        *(
            Calculation(
                f"row_{level}", f'=IF(key_{level}="",0,IFERROR(MATCH(key_{level},node_key,0),0))', 0
            )
            for level in LEVELS
            if level != "tenor"
        ),
        Calculation("check_factor", "=IFERROR(INDEX(product_factor,check_product_row),0)", 1),
        Calculation(
            "check_rate", "=IFERROR(INDEX(rate_value,MATCH(check_currency,rate_currency,0)),0)", 1
        ),
        Calculation(
            "check_use",
            '=IF(ISNUMBER(check_amount),ROUND(check_amount*check_factor*check_rate,2)/10000,"")',
        ),
        Calculation("check_end", _maturity()),
        Calculation("check_days", '=IF(ISNUMBER(check_end),check_end-check_value_date,"")'),
        Calculation(
            "check_longest",
            '=IF(row_product=0,"",IF(INDEX(node_max_tenor,row_product)="","",'
            "INDEX(node_max_tenor,row_product)))",
        ),
        Calculation(
            "check_ready",
            "=AND(check_row>0,check_product_row>0,check_unit_row>0,check_rate>0,"
            "ISNUMBER(check_use),ISNUMBER(check_days))",
            0,
        ),
        Calculation("check_room", f"=MIN({_form('H')})", 0),
        Calculation("check_binding", f"=IFERROR(MATCH(check_room,{_form('H')},0),0)", 0),
        Calculation("check_problem", _problem(words)),
    ]


def _form(column: str) -> str:
    """Return a column of the ladder on the form, as the defined names say it."""
    return f"ladder_{column}"


def ladder_ranges() -> dict[str, str]:
    """Return the defined names of the ladder's columns and the cells that they stand for."""
    return {_form(letter): f"${letter}${_FIRST}:${letter}${_LAST}" for letter in "ABGHKL"}


def _of(column: str, row: str) -> str:
    return f'=IF({row}=0,"",INDEX({column},{row})&"")'


def _keys() -> list[Calculation]:
    product = 'check_charged&"/"&INDEX(product_code,check_product_row)'
    unit = "INDEX(unit_code,check_unit_row)"
    chosen = {
        "country": '"country/"&INDEX(bank_country,check_row)',
        "group": '"group/"&INDEX(bank_group,check_row)',
        "entity": '"entity/"&check_charged',
        "product": f'"product/"&{product}',
        "unit": f'"unit/"&{product}&"/"&IF(check_parent="",{unit},check_parent)',
        "branch": f'IF(check_parent="","","unit/"&{product}&"/"&{unit})',
    }
    return [
        Calculation(f"key_{level}", f'=IF(check_row=0,"",IFERROR({key},""))')
        for level, key in chosen.items()
    ]


def _maturity() -> str:
    tenor = "UPPER(TRIM(check_maturity))"
    count = f"VALUE(LEFT({tenor},LEN({tenor})-1))"
    steps = (
        f'IF({tenor}="O/N",check_value_date+1,',
        f'IF(RIGHT({tenor})="D",check_value_date+{count},',
        f'IF(RIGHT({tenor})="W",check_value_date+7*{count},',
        f'IF(RIGHT({tenor})="M",EDATE(check_value_date,{count}),',
        f'IF(RIGHT({tenor})="Y",EDATE(check_value_date,12*{count}),"")))))',
    )
    return f'=IF(ISNUMBER(check_maturity),check_maturity,IFERROR({"".join(steps)},""))'


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
        f'&IF(COUNTIF({_form("K")},"<"&check_value_date)>0,"{words.say("check.expired")}","")'
        f'&IF({too_long},"{words.say("check.too_long")}","")'
    )


def answers(words: Words) -> dict[str, Calculation]:
    """Return the formulas of the answer cells by name."""
    say = words.say
    wan = say("check.wan")
    ask = f'"{say("check.ask_institution")}"'
    none = f'IF(check_hits=0,"{say("check.no_match")}","{say("check.pick")}"&check_hits)'
    short = f'"{say("check.no_short")}"&TEXT(check_use-check_room,"#,##0.00")&"{wan}"'
    fits = (
        f'"{say("check.yes")}{say("check.after_deal")}"'
        f'&TEXT(check_room-check_use,"#,##0.00")&"{wan}"'
    )
    decided = (
        f'IF(check_problem<>"","{say("check.no_because")}"&check_problem,'
        f"IF(ROUND(check_room-check_use,6)>=0,{fits},{short}))"
    )
    answer = (
        f'=IF(check_row=0,IF(AND(TRIM(check_find)="",TRIM(check_choice)=""),{ask},{none}),'
        f'IF(NOT(check_ready),"{say("check.ask_rest")}",{decided}))'
    )
    return {
        "answer": Calculation("answer", answer, say("check.ask_institution")),
        "bound_by": Calculation("bound_by", _bound_by(words)),
        "line_use": Calculation("line_use", _line_use(words)),
        "warnings": Calculation("warnings", _warnings(words)),
        "words": Calculation("words", _amount_words(words)),
        "charged": Calculation("charged", _charged(words)),
        "tenor": Calculation("tenor", _tenor(words)),
    }


def _bound_by(words: Words) -> str:
    row = "check_binding"
    node_row = f"CHOOSE({row},row_country,row_group,row_entity,row_product,0,row_unit,row_branch)"
    amount = f"IFERROR(INDEX(node_release,{node_row}),0)"
    release = (
        f'IF({amount}>0,"{words.say("check.next_release")}"'
        f'&TEXT(INDEX(node_release_date,{node_row}),"yyyy-mm-dd")&" "'
        f'&TEXT({amount},"#,##0.00"),"")'
    )
    return (
        f'=IF(OR(check_row=0,{row}=0),"",INDEX({_form("A")},{row})&" "&INDEX({_form("B")},{row})'
        f'&" "&TEXT(check_room,"#,##0.00")&"{words.say("check.wan")}"'
        f'&" · "&INDEX({_form("L")},{row})&IFERROR({release},""))'
    )


def _line_use(words: Words) -> str:
    return (
        f'=IF(ISNUMBER(check_use),TEXT(check_use,"#,##0.00")&"{words.say("check.wan")} = "'
        '&TEXT(check_amount,"#,##0.00")&" "&check_currency'
        f'&"{words.say("check.factor")}"&ROUND(check_factor*100,4)&"%"'
        f'&"{words.say("check.rate")}"&check_rate,"")'
    )


def _warnings(words: Words) -> str:
    soon = f'COUNTIF({_form("K")},"<="&(check_value_date+{_SOON_DAYS}))'
    weekend = "OR(WEEKDAY(check_value_date,2)>5,IF(ISNUMBER(check_end),WEEKDAY(check_end,2)>5))"
    said = (
        f'IF(COUNTIF({_form("G")},">0")>0,"{words.say("check.frozen_part")}","")'
        f'&IF({soon}>0,"{words.say("check.expires_soon")}","")'
        f'&IF({weekend},"{words.say("check.weekend")}","")'
    )
    whole = f"check_problem&{said}"
    return f'=IF(check_row=0,"",IF({whole}="","{words.say("check.no_warning")}",{whole}))'


def _amount_words(words: Words) -> str:
    return (
        '=IF(ISNUMBER(check_amount),check_currency&" "&TEXT(check_amount,"#,##0.00")&"  "'
        f'&TEXT(check_amount,"{words.say("check.number_words")}"),"")'
    )


def _charged(words: Words) -> str:
    """Name the chosen institution; of a branch say whose line it uses."""
    branch = 'ISNUMBER(FIND("└",check_label))'
    return (
        '=IF(check_row=0,"",TRIM(SUBSTITUTE(check_label,"└",""))'
        f'&IF({branch},"{words.say("check.head_office_line")}"&check_charged,""))'
    )


def _tenor(words: Words) -> str:
    return (
        f'=IF(ISNUMBER(check_days),"{words.say("check.until")}"&TEXT(check_end,"yyyy-mm-dd")'
        f'&" · "&check_days&"{words.say("check.days")}","")'
    )
