"""The door for foreign files: what may be opened at all, decided before anything parses it.

A workbook is a zip of XML; a small file may unpack to gigabytes or name a cell a million rows
away. So sizes, names and bounds are looked at first, and each refusal has its own name:

    workbook_missing, workbook_empty, workbook_encrypted, workbook_old_format, workbook_not_excel,
    workbook_binary, workbook_damaged, workbook_too_large, workbook_unsafe
"""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from backend.errors import InputError
from workbooks.doorstep import look_at_file

LARGEST_PART_BYTES = 400 * 2**20
LARGEST_WHOLE_BYTES = 1000 * 2**20
LARGEST_PARTS = 5_000
#: The list of sheets and the relations; they become trees in memory, fifty times as large.
LARGEST_LIST_BYTES = 4 * 2**20
#: Sheets of text compress twenty to fifty times; nothing honest comes near this.
LARGEST_RATIO = 400
RATIO_FREE_BYTES = 10 * 2**20

_UNREADABLE = (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)


@dataclass(frozen=True)
class SheetPart:
    """A sheet of the package: its name, where its XML lies, and whether it is in sight."""

    name: str
    path: str
    visible: bool


class Package:
    """An .xlsx file whose sizes and names were found harmless. Its parts are read one by one."""

    def __init__(self, path: Path) -> None:
        """Look at the file. Raises `InputError`."""
        self.path = path
        look_at_file(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
            raise InputError("workbook_damaged", path=str(path)) from error
        try:
            self._look_at_parts()
        except InputError:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _look_at_parts(self) -> None:
        parts = self._zip.infolist()
        name = str(self.path)
        if len(parts) > LARGEST_PARTS:
            raise InputError("workbook_too_large", path=name)
        twice = Counter(part.filename.lower() for part in parts).most_common(1)
        if twice and twice[0][1] > 1:
            raise InputError("workbook_unsafe", path=name, cause=f"{twice[0][0]} x{twice[0][1]}")
        for part in parts:
            if part.flag_bits & 1:
                raise InputError("workbook_encrypted", path=name)
            squeezed = part.file_size / max(1, part.compress_size) > LARGEST_RATIO
            if part.file_size > LARGEST_PART_BYTES or (
                squeezed and part.file_size > RATIO_FREE_BYTES
            ):
                raise InputError("workbook_too_large", path=name)
        if sum(part.file_size for part in parts) > LARGEST_WHOLE_BYTES:
            raise InputError("workbook_too_large", path=name)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the parts, their folders parted by slashes."""
        return frozenset(self._stored)

    @cached_property
    def _stored(self) -> Mapping[str, str]:
        return {name.replace("\\", "/"): name for name in self._zip.namelist()}

    def read(self, part: str) -> bytes:
        """Return one part. Raises `InputError` when it is missing, damaged or longer than it says.

        Reading checks length and checksum, so a part that lies about its size stops here.
        """
        try:
            return self._zip.read(self._stored[part])
        except (*_UNREADABLE, NotImplementedError, RuntimeError) as error:
            raise InputError("workbook_damaged", path=str(self.path)) from error

    def xml(self, part: str) -> Element:
        """Return one part as XML. Entities and document types are refused, and what is too long."""
        content = self.read(part)
        if len(content) > LARGEST_LIST_BYTES:
            raise InputError("workbook_too_large", path=str(self.path))
        try:
            return fromstring(content, forbid_dtd=True)
        except DefusedXmlException as error:
            raise InputError("workbook_unsafe", path=str(self.path), cause=part) from error
        except (ParseError, ValueError, LookupError) as error:
            raise InputError("workbook_damaged", path=str(self.path)) from error

    def relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        """Return a part's relations by id: (type's last word, target as a part's name)."""
        folder, _, name = part.rpartition("/")
        path = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        if path not in self.names:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.xml(path):
            target = relation.get("Target", "")
            if relation.get("TargetMode") == "External":
                continue
            kind = relation.get("Type", "").rpartition("/")[2]
            found[relation.get("Id", "")] = (kind, _resolve(folder, target))
        return found

    @cached_property
    def workbook_part(self) -> str:
        """The part that lists the sheets."""
        for kind, target in self.relations("").values():
            if kind == "officeDocument":
                if target.endswith(".bin"):
                    raise InputError("workbook_binary", path=str(self.path))
                return target
        raise InputError("workbook_not_excel", path=str(self.path))

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The sheets in their order; those whose part is missing are left out."""
        relations = self.relations(self.workbook_part)
        found = []
        for element in self.xml(self.workbook_part).iter():
            if _local(element.tag) != "sheet":
                continue
            reference = next((value for name, value in element.items() if _local(name) == "id"), "")
            _, target = relations.get(reference, ("", ""))
            if target in self.names:
                visible = element.get("state", "visible") == "visible"
                found.append(SheetPart(element.get("name", ""), target, visible))
        return tuple(found)


def _resolve(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
