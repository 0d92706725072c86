"""Load the sample of evaluations: statements; ratings, judgements, grades of invented banks only.

Real institutions carry public figures only: nobody judges them here, so that they have no grade.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from backend.bootstrap import House
from backend.contract import Command
from backend.contract.evaluation import (
    ConfirmEvaluation,
    EvaluateInstitution,
    Factor,
    JudgeFactor,
)
from backend.contract.progress import Progress
from backend.money import to_minor
from backend.queries import reference
from backend.queries.evaluation.evaluations import read_evaluations
from backend.queries.evaluation.judged import read_judgements
from backend.queries.institutions import institution_names
from backend.queries.nodes import open_date
from backend.services.evaluation.facts import take_parameters, take_ratings
from backend.services.execute import execute
from sync.authorities.tables import read_records
from sync.sample.rules import SAMPLE_FOLDER
from sync.statements.importing import import_statements

_NAMESPACE = uuid.UUID("6f1de57e-21c3-4f0b-9a53-5d0b3a1d9c01")
_CHECKER = "zhang_wei"
#: What waits for its second person, so that a desk has something to confirm.
_WAITING = frozenset({"EXMBDEFF", "EXMFFRPP"})


def load_evaluation_sample(house: House, progress: Progress, folder: Path = SAMPLE_FOLDER) -> int:
    """Load the sample of evaluations; return how many evaluations stand. The same again is nothing.

    Needs the sample's institutions and persons. The speaker judges and evaluates, a sample checker
    confirms most; two of the evaluations wait.
    """
    import_statements(house, folder / "statements.csv", progress)
    take_ratings(house.engine, list(_ratings(folder)), house.clock(), house.login)
    with house.reading() as connection:
        minor_units = reference.minor_units(connection)
    take_parameters(
        house.engine,
        [_amount(one, minor_units[one["currency"]]) for one in _read(folder, "own_capital")],
        "own_capital.csv",
        house.login,
    )
    commands = [*_judgements(house, folder), *_evaluations(house, folder)]
    progress("evaluations", 0, len(commands))
    execute(house.engine, commands, house.clock)
    execute(house.engine, list(_confirmations(house)), house.clock)
    progress("evaluations", len(commands), len(commands))
    with house.reading() as connection:
        return len(read_evaluations(connection, open_date(connection)))


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    return read_records(folder / f"{name}.csv")


def _identity(*parts: object) -> str:
    return str(uuid.uuid5(_NAMESPACE, "/".join(("evaluation", *map(str, parts)))))


def _ratings(folder: Path) -> Iterator[dict[str, Any]]:
    for record in _read(folder, "ratings"):
        yield {
            **record,
            "valid_from": date.fromisoformat(record["valid_from"]),
            "is_sample": int(record["is_sample"]),
        }


def _amount(record: dict[str, str], minor_units: int) -> dict[str, Any]:
    return {
        "name": record["name"],
        "value_e6": None,
        "valid_from": date.fromisoformat(record["valid_from"]),
        "amount_minor": to_minor(Decimal(record["amount"]), minor_units),
        "currency_code": record["currency"],
        "is_sample": int(record["is_sample"]),
    }


def _judgements(house: House, folder: Path) -> Iterator[Command]:
    """Yield a judgement for every factor that nobody has judged yet."""
    with house.reading() as connection:
        numbers = {one.bic8: number for number, one in institution_names(connection).items()}
        judged = read_judgements(connection)
    for record in _read(folder, "judgements"):
        bic8, year = record["bic8"], int(record["fiscal_year"])
        factor = Factor(record["factor"])
        if factor not in judged.get((numbers[bic8], year), {}):
            yield JudgeFactor(
                id=_identity(bic8, year, factor),
                login=house.login,
                institution=bic8,
                fiscal_year=year,
                factor=factor,
                level=int(record["level"]) if record["level"] else None,
                reason=record["reason"],
                base_level=None,
            )


def _evaluations(house: House, folder: Path) -> Iterator[Command]:
    years = {(one["bic8"], int(one["fiscal_year"])) for one in _read(folder, "judgements")}
    for bic8, year in sorted(years):
        yield EvaluateInstitution(
            id=_identity(bic8, year),
            login=house.login,
            institution=bic8,
            fiscal_year=year,
            is_sample=True,
        )


def _confirmations(house: House) -> Iterator[Command]:
    with house.reading() as connection:
        rows = read_evaluations(connection, open_date(connection))
    for row in rows:
        waits = row.institution.bic8 in _WAITING or not row.is_sample
        if row.state == "proposed" and not waits:
            yield ConfirmEvaluation(
                id=_identity("confirm", row.key),
                login=_CHECKER,
                evaluation=row.key,
                confirmed=True,
                version=row.version,
            )
