"""What may hide in a workbook of ours that was in other hands: named, and not opened.

Nothing of it ever runs here; but whoever opens the painted copy of such a workbook would run it.
A link to another workbook runs nothing: it is only said.
"""

from __future__ import annotations

import re

from backend.contract import Finding
from backend.errors import InputError
from workbooks.gate import Package

_MACRO_SHEETS = frozenset({"xlMacrosheet", "xlIntlMacrosheet"})
_DDE = re.compile(rb"<(?:\w+:)?(?:ddeLink|oleLink)\b[^>]*")


def look_for_dangers(package: Package) -> list[Finding]:
    """Return what is harmless and should be known.

    Raises `InputError` `workbook_macro_sheet`, `workbook_macros` or `workbook_dde`.
    """
    path, relations = str(package.path), package.relations(package.workbook_part).values()
    for kind, part in relations:
        if kind in _MACRO_SHEETS:
            raise InputError("workbook_macro_sheet", path=path, cause=part)
    for name in sorted(package.names):
        if name.lower().endswith("vbaproject.bin"):
            raise InputError("workbook_macros", path=path, cause=name)
    links = [part for kind, part in relations if kind == "externalLink" and part in package.names]
    for part in links:
        if _DDE.search(package.read(part)):
            raise InputError("workbook_dde", path=path, cause=part)
    if not links:
        return []
    return [Finding("external_links", "", "", blocking=False, detail={"count": str(len(links))})]
