"""The evaluation's figures that a bank enters itself: own Tier 1, ceilings, thresholds, by date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.bootstrap import House
from backend.contract.progress import Progress
from backend.errors import InputError
from backend.evaluation.template import NUMBER_SCALE
from backend.language import Language, text
from backend.money import AmountError, to_minor
from backend.queries import reference
from backend.queries.evaluation.template import PREFIX, read_template
from backend.queries.nodes import open_date
from backend.services.evaluation.facts import take_parameters
from sync.statements.table import Line, read_lines

#: The heading: a number, or an amount with its currency; from which day.
COLUMNS = ("name", "valid_from", "value", "amount", "currency")
_TIER_1 = f"{PREFIX}own_tier_1"
_CEILING = f"{PREFIX}country_ceiling/"


@dataclass(frozen=True)
class ParametersImported:
    """How many parameters were new, and how many stood already just so."""

    new: int
    standing: int

    def sentence(self, language: Language) -> str:
        """Return what came of it, in `language`."""
        return text("said.imported_parameters", language, new=self.new, standing=self.standing)


def import_parameters(house: House, path: Path, progress: Progress) -> ParametersImported:
    """Enter dated parameters of the evaluation from a CSV, whole or not at all.

    A parameter is never overwritten: a change is another line with a later day. Raises `InputError`
    naming file, line and column; `parameter_stands` where another figure stands from that day.
    """
    columns, lines = read_lines(path)
    if set(columns) != set(COLUMNS):
        raise InputError("parameter_layout", file=path.name, columns=", ".join(COLUMNS))
    with house.reading() as connection:
        minor_units = reference.minor_units(connection)
        numbers = {
            f"{PREFIX}{one}" for one in read_template(connection, open_date(connection)).numbers
        }
        known = numbers | {f"{_CEILING}{code}" for code in reference.countries(connection)}
    rows = [_row(line, known, minor_units) for line in lines]
    progress("parameters", 0, len(rows))
    new = take_parameters(house.engine, rows, path.name, house.login)
    progress("parameters", len(rows), len(rows))
    return ParametersImported(new, len(rows) - new)


def _row(line: Line, known: set[str], minor_units: Mapping[str, int]) -> dict[str, Any]:
    name = line.cells["name"]
    own = {"name": name, "valid_from": line.day_in("valid_from"), "is_sample": 0}
    if name == _TIER_1:
        currency = line.cells["currency"]
        if currency not in minor_units:
            raise line.wrong("currency", "currency")
        amount = line.minor_in("amount", 1, minor_units[currency])
        if amount <= 0:
            raise line.wrong("amount", "positive")
        return {**own, "value_e6": None, "amount_minor": amount, "currency_code": currency}
    if name not in known:
        raise line.wrong("name", "parameter")
    try:
        value = to_minor(line.number_in("value"), len(str(NUMBER_SCALE)) - 1)
    except AmountError:
        raise line.wrong("value", "number") from None
    if value < 0:
        raise line.wrong("value", "not_negative")
    if name.startswith(_CEILING) and value not in _GRADES:
        raise line.wrong("value", "grade")
    return {**own, "value_e6": value, "amount_minor": None, "currency_code": None}


#: Grades 1 to 9, scaled: default is nobody's ceiling.
_GRADES: Sequence[int] = range(NUMBER_SCALE, 10 * NUMBER_SCALE, NUMBER_SCALE)
