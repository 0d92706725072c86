"""Where the evaluation book comes from."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from addin.books.reader import Asked, Reader
from addin.books.review import review_bases, review_choices, review_rows
from backend.queries.evaluation.judged import read_judgements
from backend.queries.evaluation.preview import read_preview
from backend.queries.evaluation.statements import full_years, read_statements
from backend.queries.institution_index import InstitutionIndex
from backend.queries.institutions import entity_of, institution_names
from backend.queries.rows import Bases, Versions
from backend.queries.sheets.lookups import name_lookups, new_pull
from backend.queries.sheets.versions import image_cells
from workbooks.books.evaluation import EVALUATION
from workbooks.contents import Contents
from workbooks.sheets.evaluation_judgements import (
    FACTORS,
    IDENTIFIER,
    LEVELS,
    JudgedRow,
    level_labels,
)
from workbooks.sheets.review_columns import IDENTIFIER as REVIEW_IDENTIFIER


def _contents(connection: Connection, asked: Asked) -> Contents:
    names = institution_names(connection)
    wanted = asked.scope.get("institution", "")
    only = entity_of(InstitutionIndex(names.values()).one(wanted)) if wanted else ""
    judged = read_judgements(connection)
    rows = []
    for owner, statements in read_statements(connection, asked.day).items():
        years = full_years(statements)
        if not years or (only and names[owner].bic8 != only):
            continue
        year = max(years)
        now, before = judged.get((owner, year), {}), judged.get((owner, year - 1), {})
        rows += [
            JudgedRow(
                institution=names[owner],
                fiscal_year=year,
                factor=factor,
                judged=now.get(factor),
                before=before.get(factor),
            )
            for factor in FACTORS
        ]
    lookups = name_lookups(connection, asked.day, names)
    owners = [owner for owner, name in names.items() if name.bic8 == only] if only else None
    return Contents(
        pull=new_pull(connection, asked.day, asked.moment, asked.login),
        lookups=replace(lookups, choices={LEVELS: level_labels(), **review_choices(connection)}),
        rows={
            REVIEW_IDENTIFIER: review_rows(connection, asked.day, only),
            IDENTIFIER: rows,
        },
        scope=asked.scope,
        scope_text=only,
        more=read_preview(connection, asked.day, asked.moment, owners),
    )


def _bases(connection: Connection, asked: Asked, versions: Versions) -> Bases:
    del asked
    wanted = versions.get(IDENTIFIER, {})
    cells = image_cells(connection, "judgement", wanted, {"level": "level", "reason": "reason"})
    # The list's code is text, the audit's level a number.
    return {
        REVIEW_IDENTIFIER: review_bases(connection, versions.get(REVIEW_IDENTIFIER, {})),
        IDENTIFIER: {
            place: str(value) if place[1] == "level" and value is not None else value
            for place, value in cells.items()
        },
    }


EVALUATION_READER = Reader(
    kind=EVALUATION, contents=_contents, bases=_bases, scopes=("institution",)
)
