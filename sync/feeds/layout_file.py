"""Read a layout file and refuse what cannot be meant, naming file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.errors import InputError
from sync.feeds.layout import Field, Flag, Layout, Record
from sync.feeds.layout_rules import (
    CONTENTS,
    ENCODINGS,
    FIELD_KEYS,
    KEYS,
    LINE_ENDS,
    check_records,
)

SHIPPED = Path(__file__).parent / "layouts"
_UNITS = {"one": 1, "ten_thousand": 10_000}
_MOST_BYTES = 512 * 1024 * 1024
_MOST_ROWS = 500_000
_MOST_DECIMALS = 18


def find_layout(feed: str, folder: Path | None = None) -> Layout:
    """Return a feed's layout: the bank's own in `folder`, else the one that is shipped.

    Raises `InputError` `unknown_feed`, `no_folder`, or what `read_layout` raises.
    """
    if folder is not None and not folder.is_dir():
        raise InputError("no_folder", folder=str(folder))
    for place in (folder, SHIPPED):
        if place is not None and (path := place / f"{feed}.toml").is_file():
            return read_layout(path)
    known = ", ".join(sorted(path.stem for path in SHIPPED.glob("*.toml")))
    raise InputError("unknown_feed", given=feed, known=known)


def read_layout(path: Path) -> Layout:
    """Read one layout file; raises `InputError` `layout_unreadable` or `layout_wrong`."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError("layout_unreadable", path=path, cause=error) from error
    reader = _Reader(path)
    layout = reader.layout(given)
    check_records(layout, reader.refuse)
    return layout


class _Reader:
    """One file at work: every refusal names it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def refuse(self, key: str, given: object) -> InputError:
        """Return the refusal of what stands at a key."""
        return InputError("layout_wrong", path=self.path, place=key, given=given)

    def layout(self, given: Mapping[str, Any]) -> Layout:
        """Return the layout that a whole file says."""
        for key in given:
            if key not in KEYS:
                raise self.refuse(key, "?")
        codes = given.get("codes", {})
        form = self.choice(given, "form", ("fixed", "delimited"))
        delimiter = self.text(given, "delimiter", "") if form == "delimited" else ""
        if form == "delimited" and not delimiter:
            raise self.refuse("delimiter", "")
        return Layout(
            feed=self.text(given, "feed"),
            system=self.text(given, "system"),
            content=self.choice(given, "content", CONTENTS),
            name=self.text(given, "name"),
            encoding=self.choice(given, "encoding", ENCODINGS),
            delimiter=delimiter,
            quote=self.text(given, "quote", ""),
            record_bytes=self.number(given, "record_bytes", 0 if delimiter else None),
            line_end=self.choice(given, "line_end", LINE_ENDS, "any"),
            most_bytes=self.number(given, "most_bytes", _MOST_BYTES),
            most_rows=self.number(given, "most_rows", _MOST_ROWS),
            tells=bool(given.get("tells", False)),
            unit=self.text(given, "unit", ""),
            flag=self.flag(given.get("flag")),
            header=self.record(given, "header", codes),
            detail=self.record(given, "detail", codes) or self.absent("detail"),
            trailer=self.record(given, "trailer", codes),
            source=self.path.name,
        )

    def absent(self, key: str) -> Record:
        raise self.refuse(key, "")

    def text(self, given: Mapping[str, Any], key: str, usual: str | None = None) -> str:
        found = given.get(key, usual)
        if not isinstance(found, str) or (usual is None and not found):
            raise self.refuse(key, found)
        return found

    def number(self, given: Mapping[str, Any], key: str, usual: int | None = None) -> int:
        found = given.get(key, usual)
        if not isinstance(found, int) or isinstance(found, bool) or found < 0:
            raise self.refuse(key, found)
        return found

    def choice(
        self, given: Mapping[str, Any], key: str, known: tuple[str, ...], usual: str | None = None
    ) -> str:
        found = given.get(key, usual)
        if found not in known:
            raise self.refuse(key, found)
        return str(found)

    def flag(self, given: object) -> Flag | None:
        if given is None:
            return None
        if not isinstance(given, dict) or not set(given) <= {"name", "content"}:
            raise self.refuse("flag", given)
        return Flag(name=self.text(given, "name"), content=self.text(given, "content", ""))

    def record(self, given: Mapping[str, Any], key: str, codes: Mapping[str, Any]) -> Record | None:
        found = given.get(key)
        if found is None:
            return None
        if not isinstance(found, dict) or not set(found) <= {"mark", "fields"}:
            raise self.refuse(key, found)
        listed = found.get("fields", [])
        if not isinstance(listed, list):
            raise self.refuse(f"{key}.fields", listed)
        fields = [self.field(one, f"{key}.fields[{at}]", codes) for at, one in enumerate(listed)]
        return Record(mark=self.text(found, "mark", ""), fields=fields)

    def field(self, given: object, place: str, codes: Mapping[str, Any]) -> Field:
        if not isinstance(given, dict):
            raise self.refuse(place, given)
        for key in given:
            if key not in FIELD_KEYS:
                raise self.refuse(f"{place}.{key}", given[key])
        kind = self.choice(given, "kind", tuple(FIELD_KEYS["kind"]))
        name = self.text(given, "name", "row_count" if kind == "count" else kind)
        unit = _UNITS[self.choice(given, "unit", FIELD_KEYS["unit"], "one")]
        decimals = given.get("decimals")
        table = codes.get(name, {})
        marks = given.get("marks", {})
        whole = decimals is None or (isinstance(decimals, int) and 0 <= decimals <= _MOST_DECIMALS)
        if not isinstance(table, dict) or not isinstance(marks, dict) or not whole:
            raise self.refuse(place, given)
        return Field(
            name=name,
            kind=kind,
            start=self.number(given, "start", 0),
            width=self.number(given, "bytes", 0),
            column=self.number(given, "column", 0),
            decimals=decimals,
            unit=unit,
            sign=self.choice(given, "sign", FIELD_KEYS["sign"], "none"),
            marks=marks,
            currency=self.text(given, "currency", ""),
            codes={str(code): str(meant) for code, meant in table.items()},
            optional=bool(given.get("optional", False)),
            pad=self.choice(given, "pad", FIELD_KEYS["pad"], "space"),
            date_form=self.choice(given, "date_form", FIELD_KEYS["date_form"], "yyyymmdd"),
            value=self.text(given, "value", ""),
            of=self.text(given, "of", ""),
        )
