"""What a deal takes of its line, in the check form: its end, what is left of it, its factor."""

from __future__ import annotations

from datetime import date


def end(day: date | None) -> dict[str, str]:
    """Say when the deal ends, its original tenor, and what is left of it on the pull's day."""
    since = f"DATE({day.year},{day.month},{day.day})" if day is not None else "check_value_date"
    return {
        "check_end": _maturity(),
        "check_days": '=IF(ISNUMBER(check_end),check_end-check_value_date,"")',
        "check_left": f"=IF(ISNUMBER(check_end),MAX(0,check_end-{since}),0)",
    }


def factor() -> dict[str, str]:
    """Find the factor: by remaining tenor and netting where such rows stand, else the product's."""
    code = 'IFERROR(INDEX(product_code,check_product_row),"")'
    of_product = f"step_product,{code},step_netted"
    reached = "(step_netted=check_netted)*(step_from<=check_left)*(step_from+1)"
    return {
        "check_netted": (
            f"=IF(AND(N(IFERROR(INDEX(bank_netted,MAX(1,check_row)),0))=1,check_row>0,"
            f"COUNTIFS({of_product},1)>0),1,0)"
        ),
        # The highest step that is reached, plus one; none is zero.
        "check_step": (
            f"=IF(COUNTIFS({of_product},check_netted)=0,0,"
            f"SUMPRODUCT(MAX((step_product={code})*{reached})))"
        ),
        "check_factor": (
            "=IF(check_step=0,IFERROR(INDEX(product_factor,check_product_row),0),"
            f"SUMIFS(step_factor,{of_product},check_netted,step_from,check_step-1))"
        ),
    }


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
