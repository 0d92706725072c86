"""What a statement's own figures say of it: does it add up, what changed much."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

_NOW = 3
#: A change of more than this share of the year before is marked.
_MUCH = Decimal("0.3")
#: Item: what it is the sum of.
_SUMS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "total_assets": (("total_liabilities", 1), ("equity", 1)),
    "net_loans": (("gross_loans", 1), ("provisions", -1)),
    "operating_income": (("net_interest_income", 1), ("non_interest_income", 1)),
}
Values = Callable[[str], Sequence[Decimal | None]]


def balance_checks(
    places: Mapping[str, int], values: Values, say: Callable[..., str]
) -> Mapping[str, tuple[str, str]]:
    """Return the check beside an item: its formula and what it shows now.

    Only where the item and all of its parts stand in the evaluated year.
    """
    found = {}
    for code, parts in _SUMS.items():
        involved = (code, *(part for part, _sign in parts))
        if any(one not in places or values(one)[0] is None for one in involved):
            continue
        own = xl_rowcol_to_cell(places[code], _NOW)
        cells = "".join(
            f"{'-' if sign > 0 else '+'}{xl_rowcol_to_cell(places[part], _NOW)}"
            for part, sign in parts
        )
        rest = (values(code)[0] or 0) - sum((values(part)[0] or 0) * sign for part, sign in parts)
        right, wrong = say("preview.adds_up"), say("preview.misses")
        formula = f'=IF({own}{cells}=0,"{right}","{wrong}"&TEXT({own}{cells},"#,##0"))'
        found[code] = (formula, right if rest == 0 else f"{wrong}{rest:,}")
    return found


@dataclass(frozen=True)
class Change:
    """An item's change on the year before: a share, for a ratio the difference."""

    now: str
    before: str
    now_value: Decimal | None
    before_value: Decimal | None
    is_ratio: bool

    @property
    def formula(self) -> str:
        """Return the native formula; a base that is not positive gives a dash."""
        both = f"COUNT({self.now},{self.before})<2"
        if self.is_ratio:
            return f'=IF({both},"—",({self.now}-{self.before})*100)'
        return f'=IF({both},"—",IF({self.before}<=0,"—",{self.now}/{self.before}-1))'

    @property
    def value(self) -> float | str:
        """What the formula shows now."""
        if self.now_value is None or self.before_value is None:
            return "—"
        if self.is_ratio:
            return float((self.now_value - self.before_value) * 100)
        if self.before_value <= 0:
            return "—"
        return float(self.now_value / self.before_value - 1)

    def flag(self) -> str:
        """Return the formula that marks a great change of an amount."""
        if self.is_ratio:
            return '=""'
        base = f"COUNT({self.now},{self.before})<2"
        up, down = (
            f"{self.now}>{self.before}*{1 + _MUCH}",
            f"{self.now}<{self.before}*{1 - _MUCH}",
        )
        return f'=IF({base},"",IF({self.before}<=0,"",IF({up},"▲ >30%",IF({down},"▼ >30%",""))))'

    @property
    def flagged(self) -> str:
        """What the mark shows now."""
        if self.is_ratio or self.now_value is None or not self.before_value:
            return ""
        if self.before_value <= 0:
            return ""
        if self.now_value > self.before_value * (1 + _MUCH):
            return "▲ >30%"
        return "▼ >30%" if self.now_value < self.before_value * (1 - _MUCH) else ""
