"""会谈材料: the paper for a meeting, before the visitors are out of the lift."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from addin.commands import common
from addin.commands.houses import writer_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.errors import InputError
from backend.language import Language
from backend.queries.meeting_paper.material import brief_facts

if TYPE_CHECKING:
    from workbooks.letters.issue import Written

_BOTH = "both"


@command("brief")
@click.argument("institution")
@option("--date", "meeting_date")
@option("--visitor", multiple=True)
@option("--visitors")
@option("--external", is_flag=True)
@option("--language", "pages", type=click.Choice(["zh", "en", _BOTH]), default=_BOTH)
@option("--format", "form", type=click.Choice(["docx", "pdf", _BOTH]), default=_BOTH)
@option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option("--output", "-o", "folder", type=click.Path(path_type=Path, file_okay=False), default=".")
@click.pass_context
def brief_command(  # noqa: PLR0913, PLR0917 - its options
    context: click.Context,
    /,
    institution: str,
    meeting_date: str | None,
    visitor: Sequence[str],
    visitors: str | None,
    external: bool,
    pages: str,
    form: str,
    template: Path | None,
    folder: Path,
) -> int:
    """Write the meeting paper."""
    from workbooks.letters import issue  # noqa: PLC0415 - heavy
    from workbooks.letters.meeting_paper import Occasion  # noqa: PLC0415
    from workbooks.letters.visitors import visitors_from  # noqa: PLC0415

    terminal, house = common.terminal_of(context), writer_of(context)
    today = common.today_of(house)
    day = common.day_of(meeting_date) if meeting_date else today
    listed = visitors_from([*visitor, *_pasted(visitors)])
    with house.reading() as connection:
        named = common.institution_named(connection, institution)
        facts = brief_facts(connection, named.bic8, today)
    wish = issue.Wish(
        external=external,
        languages=list(Language) if pages == _BOTH else [Language(pages)],
        forms=[issue.DOCX, issue.PDF] if form == _BOTH else [form],
        template=template,
        folder=folder,
    )
    occasion = Occasion(day, tuple(listed), house.clock())
    written = issue.issue_brief(house.engine, house.clock, house.login, facts, occasion, wish)
    version = "external" if external else "internal"
    _tell(terminal, version, written)
    papers = [_content(one) for one in written]
    said = {"institution": named.bic8, "date": day, "version": version, "papers": papers}
    terminal.answer(said)
    return 0 if all(one.refused is None for one in written) else 1


def _pasted(source: str | None) -> list[str]:
    """Return the lines of a visitors' list: a file's, or with `-` what is pasted."""
    if source is None:
        return []
    try:
        with click.open_file(source, encoding="utf-8-sig") as lines:
            return list(lines)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError("no_visitors_file", path=source) from error


def _tell(terminal: Terminal, version: str, written: Sequence[Written]) -> None:
    terminal.say("said.brief_written", version=terminal.text(f"brief.version_{version}"))
    for one in written:
        for path in one.paths:
            terminal.line(f"  {path}")
        printing = {"number": one.number, "printing": one.print_number}
        terminal.line(f"    {terminal.text('said.brief_printing', **printing)}")
    refusals = {str(one.refused): one.refused for one in written if one.refused is not None}
    for refused in refusals.values():
        terminal.line(refused.sentence(terminal.language))
    spoken = next((one for one in written if one.language is terminal.language), written[0])
    if spoken.missing:
        listed = terminal.text("brief.comma").join(spoken.missing)
        terminal.say("said.brief_missing", missing=listed)


def _content(one: Written) -> dict[str, object]:
    return {
        "language": one.language.value,
        "files": [str(path) for path in one.paths],
        "number": one.number,
        "print_number": one.print_number,
        "missing": list(one.missing),
        "refused": None if one.refused is None else one.refused.sentence(one.language),
    }
