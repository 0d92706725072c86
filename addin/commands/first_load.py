"""The department's own workbooks: a mapping is proposed, corrected by a person, and loaded by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from addin.commands.common import terminal_of
from addin.commands.houses import writer_of
from addin.own_load import OwnLoaded, load_own, propose_mapping
from addin.own_result import BECAME, said_of, write_result
from addin.terminal import Terminal
from backend.errors import UsageError
from backend.language import text
from sync.first_load.mapping_book import read_mapping, write_mapping

_LISTED = 30


def load_files(context: click.Context, files: Sequence[Path], given: Mapping[str, Any]) -> int:
    """Propose a mapping of files, or load them by one."""
    terminal = terminal_of(context)
    if given["propose"]:
        return _propose(terminal, files, given["propose"])
    if not given["mapping"]:
        raise UsageError("load_names_no_mapping")
    house = writer_of(context, "load")
    mappings = read_mapping(given["mapping"])
    loaded = load_own(
        house,
        files,
        mappings,
        dry_run=given["dry_run"],
        only_good=given["only_good"],
    )
    stem = f"{given['mapping'].stem}_{text('file.result', terminal.language)}"
    result = write_result(loaded, given["mapping"].with_name(f"{stem}.xlsx"), terminal.language)
    _say(terminal, loaded, result, dry_run=given["dry_run"])
    return 1 if loaded.findings else 0


def _propose(terminal: Terminal, files: Sequence[Path], target: Path) -> int:
    mappings = propose_mapping(files)
    write_mapping(mappings, target, terminal.language)
    known = sum(one.kind != "ignore" for one in mappings)
    terminal.say("said.load_proposed", path=target, known=known, sheets=len(mappings))
    terminal.answer(
        {
            "path": str(target),
            "sheets": [
                {"file": one.file, "sheet": one.sheet, "kind": one.kind, "row": one.header_row}
                for one in mappings
            ],
        }
    )
    return 0


def _say(terminal: Terminal, loaded: OwnLoaded, result: Path, *, dry_run: bool) -> None:
    kinds = list(dict.fromkeys(kind for kind, _became in loaded.counts))
    headings = [terminal.text(f"first_load.{one}") for one in ("kind", *BECAME)]
    rows = [
        (
            terminal.text(f"first_load.kind_{kind}"),
            *(f"{loaded.counts[kind, one]:,}" for one in BECAME),
        )
        for kind in kinds
    ]
    if rows:
        terminal.table("", headings, rows, numbers=1)
    for one in loaded.findings[:_LISTED]:
        wrong, right = said_of(one, terminal.language)
        place = f"{one.row.file} {one.row.sheet}!{one.cell}"
        terminal.line(f"  {place}: {wrong}; {right}" if right else f"  {place}: {wrong}")
    key = "said.load_tried" if dry_run or not loaded.applied else "said.load_done"
    terminal.say(key, findings=len(loaded.findings), result=result)
    terminal.answer(
        {
            "applied": loaded.applied,
            "counts": {kind: {one: loaded.counts[kind, one] for one in BECAME} for kind in kinds},
            "totals": [
                {"file": key[0], "sheet": key[1], "found": found, "held": loaded.held[key]}
                for key, found in loaded.found.items()
            ],
            "findings": [
                {"file": one.row.file, "sheet": one.row.sheet, "cell": one.cell, "code": one.code}
                for one in loaded.findings
            ],
            "result": str(result),
        }
    )
