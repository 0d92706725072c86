"""The FDIC's export of call reports (BankFind): one line a bank and quarter, thousands of dollars.

Figures are those of the insured bank with its subsidiaries, unaudited, US GAAP. Flows run from the
year's first day, so that the December line is the full year. Ratios are the FDIC's own: of an
interim quarter annualised by it, of capital by the rules that bind the bank. Banks are known by
their certificate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.contract.statements import StatementFacts
from sync.statements.table import Line

#: The columns by which the layout is known.
KEYS = ("CERT", "REPDTE")
#: Amounts in thousands of dollars: column → item.
AMOUNTS = {
    "ASSET": "total_assets",
    "DEP": "deposits",
    "EQ": "equity",
    "LNLSNET": "net_loans",
    "SC": "securities",
    "NCLNLS": "non_performing_loans",
    "NONII": "non_interest_income",
    "NETINC": "net_profit",
}
#: Ratios in percent: column → item.
RATIOS = {
    "ROA": "reported_roa",
    "ROE": "reported_roe",
    "NIMY": "reported_nim",
    "EEFFR": "reported_cost_income",
    "NCLNLSR": "reported_npl",
    "RBCT1CER": "reported_cet1",
    "RBCRWAJ": "reported_capital_adequacy",
    "RBC1AAJ": "reported_leverage",
}
_THOUSAND = 1000
_CENTS = 2
_QUARTERS = (3, 6, 9, 12)


@dataclass(frozen=True)
class FdicStatements:
    """The statements of our correspondents, and the certificates of banks that are none."""

    statements: Sequence[StatementFacts]
    strangers: Sequence[str]


def fdic_statements(
    columns: Sequence[str], lines: Sequence[Line], banks: Mapping[str, str]
) -> FdicStatements:
    """Return the statements of the banks whose certificate is in `banks` (to their BIC8).

    Every line is read, so that a file with a wrong figure anywhere is refused whole. An empty cell
    is a figure that was not reported. Raises `InputError` naming line and column.
    """
    found = []
    strangers: dict[str, None] = {}
    for line in lines:
        certificate = line.cells["CERT"]
        if not certificate.isdecimal():
            raise line.wrong("CERT", "certificate")
        facts = _facts(columns, line, banks.get(certificate, ""))
        if facts.bic8:
            found.append(facts)
        else:
            strangers[certificate] = None
    return FdicStatements(found, list(strangers))


def _facts(columns: Sequence[str], line: Line, bic8: str) -> StatementFacts:
    day = line.day_in("REPDTE")
    if day.month not in _QUARTERS:
        raise line.wrong("REPDTE", "quarter_end")
    items = {
        item: line.minor_in(column, _THOUSAND, _CENTS)
        for column, item in AMOUNTS.items()
        if column in columns and line.cells[column]
    }
    items |= {
        item: line.ratio_in(column)
        for column, item in RATIOS.items()
        if column in columns and line.cells[column]
    }
    return StatementFacts(
        bic8=bic8,
        period_end=day,
        months=day.month,
        currency="USD",
        items=items,
        consolidated=True,
        audited=False,
        standard="US_GAAP",
        source="fdic",
        source_file=line.file,
        source_line=line.number,
    )
