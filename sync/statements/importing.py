"""Import a file of statements: the layout is known by its heading, the file is taken whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from backend.bootstrap import House
from backend.contract.progress import Progress
from backend.contract.statements import StatementFacts
from backend.errors import InputError
from backend.language import Language, text
from backend.queries import reference
from backend.queries.evaluation.statements import foreign_numbers
from backend.services.evaluation.statements import take_statements
from sync.authorities.tables import read_records
from sync.statements import fdic, plain
from sync.statements.table import read_lines

#: The system whose numbers of banks are FDIC certificates (table `foreign_identity`).
_FDIC = "fdic"


@dataclass(frozen=True)
class StatementsImported:
    """How many statements were new and how many stood already; banks that are not ours."""

    layout: str
    new: int
    standing: int
    strangers: Sequence[str]

    def sentence(self, language: Language) -> str:
        """Return what came of it, in `language`."""
        return text(
            "said.imported_statements",
            language,
            layout=self.layout,
            new=self.new,
            standing=self.standing,
            strangers=", ".join(self.strangers) or "-",
        )


def import_statements(house: House, path: Path, progress: Progress) -> StatementsImported:
    """Read a file of statements and keep it, whole or not at all; the same again changes nothing.

    Lines of banks that are not our correspondents are read and left out. Raises `InputError`.
    """
    with house.reading() as connection:
        minor_units = reference.minor_units(connection)
        banks = _fdic_banks(connection)
    layout, rows, strangers = read_statements_file(path, minor_units, banks)
    progress("statements", 0, len(rows))
    taken = take_statements(house.engine, rows, house.clock(), house.login)
    progress("statements", len(rows), len(rows))
    return StatementsImported(layout, taken.new, taken.standing, strangers)


def read_statements_file(
    path: Path, minor_units: Mapping[str, int], banks: Mapping[str, str]
) -> tuple[str, Sequence[StatementFacts], Sequence[str]]:
    """Return the layout, the statements and the strangers of a file; nothing is written."""
    columns, lines = read_lines(path)
    if set(fdic.KEYS) <= set(columns):
        found = fdic.fdic_statements(columns, lines, banks)
        if found.strangers and not found.statements:
            raise InputError(
                "statement_no_bank", file=path.name, given=", ".join(found.strangers[:8])
            )
        return _FDIC, found.statements, found.strangers
    if set(plain.KEYS) <= set(columns):
        return "plain", plain.plain_statements(columns, lines, minor_units), ()
    raise InputError("statement_layout", file=path.name)


def _fdic_banks(connection: Connection) -> Mapping[str, str]:
    """Return BIC8 by certificate: those that ship, then those that the bank has entered."""
    shipped = read_records(Path(__file__).parent / "fdic_banks.csv")
    return {
        **{record["cert"]: record["bic8"] for record in shipped},
        **foreign_numbers(connection, _FDIC),
    }
