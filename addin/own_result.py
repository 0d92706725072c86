"""The result of a first load as a workbook: what became of each sheet, and what is wrong where."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from addin.own_load import OwnLoaded
from addin.own_orders import Wrong
from backend.contract import Finding
from backend.language import Language, text
from workbooks.sentences import halves
from workbooks.whole import whole_workbook

BECAME = ("new", "waiting", "same", "wrong")
_PLACES = 6  # minor units to ten thousands


def said_of(wrong: Wrong, language: Language) -> tuple[str, str]:
    """Return what is wrong and what would be right."""
    finding = Finding(wrong.code, wrong.row.sheet, wrong.cell, detail=dict(wrong.detail))
    return halves(finding, language)


def write_result(loaded: OwnLoaded, path: Path, language: Language) -> Path:
    """Write the result, whole or not at all."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only here

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with whole_workbook(path) as draft, Workbook(str(draft), options) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        cell = workbook.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        _page(workbook, text("first_load.findings", language), _findings(loaded, language),
              (28, 20, 10, 60, 60, 22), (head, cell))  # fmt: skip
        _page(workbook, text("first_load.totals", language), _totals(loaded, language),
              (28, 20, 20, 20, 20), (head, cell))  # fmt: skip
        _page(workbook, text("first_load.counts", language), _counts(loaded, language),
              (20, 14, 14, 14, 14), (head, cell))  # fmt: skip
    return path


def _page(
    workbook: Any,
    name: str,
    lines: Sequence[Sequence[str]],
    widths: Sequence[int],
    shapes: tuple[Any, Any],
) -> None:
    page = workbook.add_worksheet(name)
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    for row, line in enumerate(lines):
        for place, value in enumerate(line):
            page.write_string(row, place, value, shapes[0] if row == 0 else shapes[1])
    page.freeze_panes(1, 0)


def _findings(loaded: OwnLoaded, language: Language) -> list[list[str]]:
    names = ("file", "sheet", "cell", "wrong", "right", "code")
    lines = [[text(f"first_load.{name}", language) for name in names]]
    for one in loaded.findings:
        wrong, right = said_of(one, language)
        lines.append([one.row.file, one.row.sheet, one.cell, wrong, right, one.code])
    return lines


def _totals(loaded: OwnLoaded, language: Language) -> list[list[str]]:
    names = ("file", "sheet", "found", "held", "rest")
    lines = [[text(f"first_load.{name}", language) for name in names]]
    for key in loaded.found:
        found, held = loaded.found[key], loaded.held[key]
        lines.append([*key, *(f"{one / 10**_PLACES:,.2f}" for one in (found, held, found - held))])
    return lines


def _counts(loaded: OwnLoaded, language: Language) -> list[list[str]]:
    lines = [[text(f"first_load.{one}", language) for one in ("kind", *BECAME)]]
    for kind in dict.fromkeys(kind for kind, _became in loaded.counts):
        counts = [f"{loaded.counts[kind, one]:,}" for one in BECAME]
        lines.append([text(f"first_load.kind_{kind}", language), *counts])
    return lines
