"""Issue a meeting paper: read, make, record the printing, write docx and PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from backend.errors import OutageError
from backend.files import whole_file
from backend.language import Language, text
from backend.queries.meeting_paper.rows import BriefFacts
from backend.services.issued_reports import Paper as Printing
from backend.services.issued_reports import content_hash_of, issue_reports
from workbooks.letters.editable import editable_document, opened_template
from workbooks.letters.fit import fitted
from workbooks.letters.meeting_paper import Occasion, external_paper, internal_paper
from workbooks.letters.missing import missing
from workbooks.letters.paper import Paper
from workbooks.letters.portable import portable_document, require_font

KIND = "meeting_paper"
DOCX, PDF = "docx", "pdf"


@dataclass(frozen=True)
class Wish:
    """What is asked for: whom it is for, in which languages and forms, in which styles."""

    external: bool
    languages: Sequence[Language]
    forms: Sequence[str]
    folder: Path
    template: Path | None = None


@dataclass(frozen=True)
class Written:
    """One language's paper: its files, its number and printing, and why a form is not there."""

    language: Language
    paths: Sequence[Path]
    number: str
    print_number: int
    missing: Sequence[str]
    refused: OutageError | None = None


def issue_brief(
    engine: Engine,
    clock: Callable[[], datetime],
    login: str,
    facts: BriefFacts,
    occasion: Occasion,
    wish: Wish,
) -> list[Written]:
    """Write the paper in each language; each is a report with its own number.

    Where no font shows Chinese, the docx is written and `refused` says what the PDF lacks; when no
    docx is wanted, it is raised. Raises `OutageError` `file_not_written` besides.
    """
    if wish.template is not None:
        opened_template(wish.template)  # before anything is recorded
    if DOCX not in wish.forms:
        require_font()
    wish.folder.mkdir(parents=True, exist_ok=True)
    papers = [_paper(facts, occasion, wish, language) for language in wish.languages]
    printings = [_printing(paper, facts, occasion, wish) for paper in papers]
    issued = issue_reports(engine, printings, clock, login)
    version = "external" if wish.external else "internal"
    written = []
    for paper, one in zip(papers, issued, strict=True):
        words = {"number": one.number, "printing": one.print_number}
        footer = text(
            f"brief.footer_{version}", paper.language, page="{page}", pages="{pages}", **words
        )
        ready = fitted(replace(paper, footer=footer))
        paths, refused = _write(ready, one.made_at, wish)
        lacking = missing(facts, occasion.visitors, paper.language)
        written.append(
            Written(paper.language, paths, one.number, one.print_number, lacking, refused)
        )
    return written


def _paper(facts: BriefFacts, occasion: Occasion, wish: Wish, language: Language) -> Paper:
    if wish.external:
        return external_paper(facts.public, occasion, language)
    return internal_paper(facts, occasion, language)


def _printing(paper: Paper, facts: BriefFacts, occasion: Occasion, wish: Wish) -> Printing:
    return Printing(
        kind=KIND,
        subject=facts.public.institution.bic8,
        parameters={
            "day": occasion.day.isoformat(),
            "language": paper.language.value,
            "version": "external" if wish.external else "internal",
        },
        name=paper.file_name,
        # The subtitle tells the minute: the same facts a minute later are the same paper.
        content_hash=content_hash_of(asdict(replace(paper, subtitle=""))),
    )


def _write(paper: Paper, made_at: datetime, wish: Wish) -> tuple[list[Path], OutageError | None]:
    paths, refused = [], None
    for form in wish.forms:
        try:
            content = (
                editable_document(paper, made_at, wish.template)
                if form == DOCX
                else portable_document(paper, made_at)
            )
        except OutageError as error:
            refused = error
            continue
        path = wish.folder / f"{paper.file_name}.{form}"
        # The old one may be open in a word processor.
        with whole_file(path) as draft:
            draft.write_bytes(content)
        paths.append(path)
    return paths, refused
