"""The items of a statement: native formulas over the sheet of breaks, and what they come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from backend.contract.reconciliation import BreakClass, BreakState, System
from backend.queries.breaks.rows import BreakRow, ProductTotals
from workbooks.sheets.break_words import is_line
from workbooks.sheets.breaks import BREAKS, IDENTIFIER, is_open
from workbooks.sheets.words import Words

#: The items of a statement and the classes that each sums. A deal under another institution's name
#: moves nothing between products, so it is in none of them.
ITEMS = {
    "theirs_only": (BreakClass.OURS_MISSING,),
    "ours_only": (BreakClass.THEIRS_MISSING, BreakClass.MATURED, BreakClass.CUT_OFF),
    "amounts": (BreakClass.AMOUNT, BreakClass.UNIT, BreakClass.CHARGE),
    "conversions": (BreakClass.RATE, BreakClass.FACTOR),
    "others": (BreakClass.DATE, BreakClass.DUPLICATE, BreakClass.UNKNOWN),
}


class StandingBreaks:
    """The breaks that stand, and the formulas that find them in their sheet.

    Formulas and sums say the same: the sheet's own filter and order change neither.
    """

    def __init__(self, rows: Sequence[BreakRow], words: Words) -> None:
        """Keep what is not closed."""
        self.rows = [row for row in rows if is_open(row)]
        self.words = words

    def of_deals(self, system: System, classes: Collection[BreakClass]) -> list[BreakRow]:
        """Return the breaks of deals with a system, of some classes."""
        return [
            row
            for row in self.rows
            if system in row.systems and row.kind in classes and not is_line(row.cause)
        ]

    def of_lines(self, kind: BreakClass) -> list[BreakRow]:
        """Return the breaks of lines of a class: approved amounts move no use."""
        return [row for row in self.rows if row.kind is kind and is_line(row.cause)]

    # --- formulas: `system`, `kind` and `product` are cells, or texts in quotes -------------------

    def item(self, classes: Sequence[BreakClass], system: str, product: str) -> str:
        """Return the sum of several classes at once: so it is a sum of products."""
        named = ";".join(f'"{self.words.say(f"break_class.{kind}")}"' for kind in classes)
        criteria = f"{self.deals(system, f'{{{named}}}')},{self._column('product')},{product}"
        return f"=SUMPRODUCT(SUMIFS({self._column('use_difference')},{criteria}))"

    def deals(self, system: str, kind: str) -> str:
        """Return the conditions of standing breaks of deals."""
        line = self.words.say("break.line")
        return self._standing(f'"*"&{system}&"*"', f'"<>*{line}*"', kind)

    def lines(self, kind: str) -> str:
        """Return the conditions of standing breaks of lines."""
        return self._standing(f'"*{self.words.say("break.line")}*"', '"<>"', kind)

    def counted(self, criteria: str) -> str:
        """Return the formula that counts."""
        return f"=COUNTIFS({criteria})"

    def summed(self, criteria: str) -> str:
        """Return the formula that sums."""
        return f"=SUMIFS({self._column('use_difference')},{criteria})"

    def _standing(self, between: str, not_between: str, kind: str) -> str:
        closed = self.words.say(f"break_state.{BreakState.CLOSED}")
        whose = self._column("between")
        return (
            f'{self._column("status")},"<>{closed}",{whose},{between},{whose},{not_between},'
            f"{self._column('class')},{kind}"
        )

    def _column(self, identifier: str) -> str:
        heading = BREAKS.by_identifier[identifier].heading(self.words.language)
        return f"{IDENTIFIER}[{heading}]"


def sides(one: ProductTotals, system: System) -> tuple[int, int | None]:
    """Return what we hold that a system should hold too, and what it holds."""
    if system is System.TREASURY:
        return one.ours_at_treasury_minor, one.treasury_minor
    return one.ours_minor, one.limit_minor
