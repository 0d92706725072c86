"""A second reader of workbooks, as plain as can be: the standard library's XML, nothing of ours.

It answers what stands in each cell: a text, a number, a truth, an error's name, and where formulas
are. The last of two cells with one address holds, as spreadsheet programs do it.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

Address = tuple[int, int]
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


@dataclass
class Page:
    """One sheet: values, formulas and errors by (row, column), both from 1."""

    values: dict[Address, object] = field(default_factory=dict)
    formulas: set[Address] = field(default_factory=set)
    errors: set[Address] = field(default_factory=set)


@dataclass(frozen=True)
class Book:
    """A workbook: the parts of its sheets by name, and whether its days count from 1904."""

    parts: Parts
    places: dict[str, str]
    strings: list[str]
    from_1904: bool

    def page(self, name: str) -> Page:
        """Return one sheet."""
        return _page(self.parts.xml(self.places[name]), self.strings)


def second_reading(path: Path) -> Book:
    """Read a workbook whole. Raises whatever the standard library raises."""
    return _book(Parts(zipfile.ZipFile(BytesIO(path.read_bytes()))))


class Parts:
    """The parts of a package, read when they are asked for."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        """Know them by their names without the root."""
        self._package = package
        self.names = {name.lstrip("/"): name for name in package.namelist()}

    def xml(self, part: str) -> ElementTree.Element:
        """Return one part."""
        return ElementTree.fromstring(self._package.read(self.names[part]))  # noqa: S314


def _book(parts: Parts) -> Book:
    top = _relations(parts, "")
    workbook_part = next(target for kind, target in top.values() if kind == "officeDocument")
    relations = _relations(parts, workbook_part)
    workbook = parts.xml(workbook_part)
    strings = _strings(parts, relations)
    places = {}
    for sheet in _all(workbook, "sheet"):
        reference = next(value for name, value in sheet.items() if _local(name) == "id")
        places[sheet.get("name", "")] = relations[reference][1]
    later = any(one.get("date1904") in {"1", "true"} for one in _all(workbook, "workbookPr"))
    return Book(parts, places, strings, later)


def _relations(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    found = {}
    for one in _all(parts.xml(place), "Relationship"):
        target = posixpath.normpath(posixpath.join("/" + folder, one.get("Target", "")))
        kind = one.get("Type", "").rpartition("/")[2]
        found[one.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def _strings(parts: Parts, relations: dict[str, tuple[str, str]]) -> list[str]:
    places = [target for kind, target in relations.values() if kind == "sharedStrings"]
    if not places or places[0] not in parts.names:
        return []
    return [_text(entry) for entry in _children(parts.xml(places[0]), "si")]


def _page(sheet: ElementTree.Element, strings: list[str]) -> Page:
    page = Page()
    for data in _children(sheet, "sheetData"):
        for row in _children(data, "row"):
            for cell in _children(row, "c"):
                _put(page, cell, strings)
    return page


def _put(page: Page, cell: ElementTree.Element, strings: list[str]) -> None:
    match = _PLACE.fullmatch(cell.get("r", ""))
    assert match is not None, cell.get("r")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    place = (int(match[2]), column)
    kind = cell.get("t", "n")
    for places in (page.formulas, page.errors):
        places.discard(place)
    page.values.pop(place, None)
    if any(True for _one in _children(cell, "f")):
        page.formulas.add(place)
    if kind == "e":
        page.errors.add(place)
    value = _value(kind, cell, strings)
    if value is not None:
        page.values[place] = value


def _value(kind: str, cell: ElementTree.Element, strings: list[str]) -> object:
    if kind == "inlineStr":
        return "".join(_text(one) for one in _children(cell, "is"))
    held = ["".join(one.itertext()) for one in _children(cell, "v")]
    if not held:
        return None
    match kind:
        case "s":
            index = held[0].strip()
            assert re.fullmatch("[0-9]+", index), index
            return strings[int(index)]
        case "b":
            return held[0].strip() in {"1", "true"}
        case "str" | "e" | "d":
            return held[0]
        case _:
            number = held[0].strip()
            # What is no number in XML is no number, whatever Python takes it for.
            return float(number) if _NUMBER.fullmatch(number) else held[0] or None


def _text(entry: ElementTree.Element) -> str:
    """Return an entry's text: its own or its runs', never how it is pronounced."""
    runs = [entry, *_children(entry, "r")]
    whole = "".join(one.text or "" for run in runs for one in _children(run, "t"))
    # How the format writes signs that XML has none for.
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda sign: chr(int(sign[1], 16)), whole)


def _children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in element if _local(one.tag) == name]


def _all(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in element.iter() if _local(one.tag) == name]


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
