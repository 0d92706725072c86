"""The table of shared strings: looked at before a reader trusts the count that it claims."""

from __future__ import annotations

import re

from backend.errors import InputError
from workbooks.gate import Package

_COUNT = re.compile(rb"\b(?:uniqueCount|count)=[\"']([0-9]+)[\"']")
_FORBIDDEN = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
#: `<si/>` is the shortest entry.
_SHORTEST_ENTRY_BYTES = 5


def look_at_strings(package: Package) -> None:
    """Refuse `workbook_unsafe` when the table claims more strings than it could hold."""
    for kind, part in package.relations(package.workbook_part).values():
        if kind != "sharedStrings" or part not in package.names:
            continue
        xml = package.read(part)
        claimed = max((int(match) for match in _COUNT.findall(xml[:2000])), default=0)
        unsafe = claimed > 10 * (len(xml) // _SHORTEST_ENTRY_BYTES + 1_000_000)
        if unsafe or _FORBIDDEN.search(xml):
            raise InputError("workbook_unsafe", path=str(package.path), cause=part)
