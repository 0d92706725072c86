"""The table of shared strings: looked at before a reader trusts the count that it claims."""

from __future__ import annotations

import re

from backend.errors import InputError
from workbooks.gate import Package
from workbooks.markup import MarkupError, look_at_markup

_ENTRY = re.compile(rb"<(?:\w+:)?si[\s/>]")
_COUNT = re.compile(rb"\b(?:uniqueCount|count)=[\"']([0-9]+)[\"']")
#: `<si/>` is the shortest entry.
_SHORTEST_ENTRY_BYTES = 5


def look_at_strings(package: Package) -> int:
    """Return how many strings the table holds; refuse one that claims more than it could hold."""
    held = 0
    for kind, part in package.relations(package.workbook_part).values():
        if kind != "sharedStrings" or part not in package.names:
            continue
        xml = package.read(part)
        claimed = max((int(match) for match in _COUNT.findall(xml[:2000])), default=0)
        if claimed > 10 * (len(xml) // _SHORTEST_ENTRY_BYTES + 1_000_000):
            raise InputError("workbook_unsafe", path=str(package.path), cause=part)
        try:
            look_at_markup(xml)
        except MarkupError as error:
            raise InputError(f"workbook_{error}", path=str(package.path), cause=part) from error
        held += len(_ENTRY.findall(xml))
    return held
