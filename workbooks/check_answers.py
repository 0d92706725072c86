"""The sentences of the check form as native formulas: the answer and what stands beside it."""

from __future__ import annotations

from datetime import date

from workbooks.check_reasoning import ladder
from workbooks.sheets.words import Words

_SOON_DAYS = 30


def answers(words: Words) -> dict[str, str]:
    """Return the formulas of the answer cells by name."""
    say = words.say
    wan = say("check.wan")
    ask = f'"{say("check.ask_institution")}"'
    none = f'IF(check_hits=0,"{say("check.no_match")}","{say("check.pick")}"&check_hits)'
    # Rounded up: a lack of half a cent is not "short by 0.00".
    lack = "ROUNDUP(ROUND(check_use-check_room,6),2)"
    short = f'"{say("check.no_short")}"&TEXT({lack},"#,##0.00")&"{wan}"'
    fits = (
        f'"{say("check.yes")}{say("check.after_deal")}"'
        f'&TEXT(check_room-check_use,"#,##0.00")&"{wan}"'
        f'&IF(check_regulated>0,"{say("check.regulation_apart")}","")'
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
        "answer": answer,
        "bound_by": _bound_by(words),
        "line_use": _line_use(words),
        "warnings": _warnings(words),
        "words": _amount_words(words),
        "charged": _charged(words),
        "tenor": _tenor(words),
    }


def fresh_answers(words: Words, end: date, days: int) -> dict[str, str]:
    """Return what the answer cells show while nothing is typed; one that is missing, nothing."""
    say = words.say
    return {
        "answer": say("check.ask_institution"),
        "tenor": f"{say('check.until')}{end.isoformat()} · {days}{say('check.days')}",
    }


def _bound_by(words: Words) -> str:
    row = "check_binding"
    rows = "row_country,row_group,row_entity,row_product,0,row_unit,row_branch,row_across"
    node_row = f"CHOOSE({row},{rows})"
    amount = f"IF(N({node_row})=0,0,INDEX(node_release,{node_row}))"
    owner = f"INDEX({ladder('L')},{row})"
    # A node's label says its level; where there is none, the level is said before the lack.
    level = f'IF(N({node_row})=0,INDEX({ladder("A")},{row})&" ","")'
    release = (
        f'IF({amount}>0,"{words.say("check.next_release")}"'
        f'&TEXT(INDEX(node_release_date,{node_row}),"yyyy-mm-dd")&" "'
        f'&TEXT({amount},"#,##0.00"),"")'
    )
    return (
        f'=IF(OR(check_row=0,{row}=0),"",{level}&INDEX({ladder("B")},{row})'
        f'&" "&TEXT(check_room,"#,##0.00")&"{words.say("check.wan")}"'
        f'&IF({owner}="",""," · "&{owner})&IFERROR({release},""))'
    )


def _line_use(words: Words) -> str:
    return (
        f'=IF(ISNUMBER(check_use),TEXT(check_use,"#,##0.00")&"{words.say("check.wan")} = "'
        '&TEXT(check_amount,"#,##0.00")&" "&check_currency'
        f'&"{words.say("check.factor")}"&ROUND(check_factor*100,4)&"%"'
        f'&"{words.say("check.rate")}"&check_rate,"")'
    )


def _warnings(words: Words) -> str:
    soon = f'COUNTIF({ladder("K")},"<="&(check_value_date+{_SOON_DAYS}))'
    weekend = "OR(WEEKDAY(check_value_date,2)>5,IF(ISNUMBER(check_end),WEEKDAY(check_end,2)>5))"
    said = (
        f'IF(COUNTIF({ladder("G")},">0")>0,"{words.say("check.frozen_part")}","")'
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
