"""Reports on paper: one of an institution, or all of them into a folder.

A kind of report is one entry of `KINDS`: further kinds are added there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click

from addin.commands import common
from addin.commands.houses import writer_of
from addin.evaluation_papers import read_papers
from addin.words import command, option
from backend.bootstrap import House
from backend.contract.progress import Progress
from backend.errors import InputError, UsageError
from backend.language import Language
from backend.services.issued_reports import Issued, issue_reports
from workbooks.reports.evaluation import write_evaluation_report
from workbooks.reports.evaluation_paper import EvaluationPaper
from workbooks.reports.summary import write_summary

#: How many reports one process writes at a time, and how many such lots may wait.
_LOT, _WAITING = 10, 2
Papers = Callable[[House, Sequence[str] | None], list[EvaluationPaper]]
#: Kind of report → where its papers come from.
KINDS: Mapping[str, Papers] = {"evaluation": read_papers}


@command("report")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("institution", required=False)
@option("--all", "all_reports", is_flag=True)
@option("--output", "-o", type=click.Path(path_type=Path), required=True)
@click.pass_context
def report_command(
    context: click.Context,
    /,
    kind: str,
    institution: str | None,
    all_reports: bool,
    output: Path,
) -> int:
    """Write one report into a file or folder, or all of them into a folder."""
    if bool(institution) == all_reports:
        raise UsageError("report_which")
    if all_reports and not output.is_dir():
        raise InputError("no_folder", folder=str(output))
    if not output.is_dir() and not output.parent.is_dir():
        raise InputError("no_folder", folder=str(output.parent))
    terminal, house = common.terminal_of(context), writer_of(context)
    papers = KINDS[kind](
        house, None if all_reports else [common.entity_named(house, str(institution))]
    )
    if not papers:
        raise InputError("no_report", institution=institution or "-")
    issued = _issue(house, papers, terminal.language)
    if all_reports:
        with terminal.progress() as move:
            _write_all(papers, issued, output, terminal.language, move)
        files = [output / one.name for one in issued]
        files.append(write_summary(papers, issued, output, terminal.language))
        terminal.say("said.reports", count=len(papers), folder=output, summary=files[-1].name)
    else:
        files = [output / issued[0].name if output.is_dir() else output]
        write_evaluation_report(papers[0], issued[0], files[0], terminal.language)
        terminal.say(
            "said.report", path=files[0], number=issued[0].number, printing=issued[0].print_number
        )
    numbers = [one.number for one in issued]
    terminal.answer({"kind": kind, "files": [str(one) for one in files], "numbers": numbers})
    return 0


def _issue(house: House, papers: Sequence[EvaluationPaper], language: Language) -> list[Issued]:
    listed = [paper.issue(language) for paper in papers]
    return issue_reports(house.engine, listed, house.clock, house.login)


def _write_all(
    papers: Sequence[EvaluationPaper],
    issued: Sequence[Issued],
    folder: Path,
    language: Language,
    move: Progress,
) -> None:
    """Write all reports on all cores; only a few lots wait, so that memory stays flat."""
    lots = _lots(list(zip(papers, issued, strict=True)))
    cores = os.cpu_count() or 1
    done = 0
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        running: set[Future[int]] = set()
        for lot in lots:
            running.add(pool.submit(write_lot, lot, folder, language))
            if len(running) >= cores * _WAITING:
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                done += sum(one.result() for one in ended)
                move("reports", done, len(papers))
        done += sum(one.result() for one in running)
        move("reports", done, len(papers))


def _lots(
    pairs: Sequence[tuple[EvaluationPaper, Issued]],
) -> Iterator[list[tuple[EvaluationPaper, Issued]]]:
    rest = iter(pairs)
    while lot := list(islice(rest, _LOT)):
        yield lot


def write_lot(
    lot: Sequence[tuple[EvaluationPaper, Issued]], folder: Path, language: Language
) -> int:
    """Write these reports, in a process of its own; return how many."""
    for paper, issued in lot:
        write_evaluation_report(paper, issued, folder / issued.name, language)
    return len(lot)
