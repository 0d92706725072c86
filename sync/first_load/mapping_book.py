"""The mapping as a workbook: written with drop-downs for a person to correct, and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from backend.errors import InputError
from backend.language import Language, both, text
from sync.first_load.grids import sheets_of
from sync.first_load.mapping import KINDS, UNITS, ColumnMapping, SheetMapping, synonyms

_COLUMNS = ("file", "sheet", "kind", "header_row", "unit", "place", "heading", "field", "down")
_WIDTHS = (30, 22, 16, 8, 14, 8, 26, 22, 10)
_EDITABLE = {"kind", "header_row", "unit", "field", "down"}


def write_mapping(mappings: Sequence[SheetMapping], path: Path, language: Language) -> None:
    """Write the mapping, a line a column; what a person may change is yellow."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only here

    def say(key: str) -> str:
        return text(key, language)

    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        page = workbook.add_worksheet(say("first_load.mapping"))
        head = workbook.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
        read = workbook.add_format({"border": 1})
        edit = workbook.add_format({"border": 1, "bg_color": "#FFFBE0", "font_color": "#0000C8"})
        page.write_string(0, 0, say("first_load.mapping_how"))
        for place, (name, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
            page.set_column(place, place, width)
            page.write_string(1, place, say(f"first_load.{name}"), head)
        row = 2
        for mapping in mappings:
            for line in _lines(mapping, language):
                for place, name in enumerate(_COLUMNS):
                    page.write_string(row, place, line[name], edit if name in _EDITABLE else read)
                row += 1
        for name, offered in _offered(language).items():
            place = _COLUMNS.index(name)
            rule = {"validate": "list", "source": list(offered), "ignore_blank": True}
            page.data_validation(2, place, row, place, rule)
        page.freeze_panes(2, 2)


def _lines(mapping: SheetMapping, language: Language) -> list[dict[str, str]]:
    return [
        {
            "file": mapping.file,
            "sheet": mapping.sheet,
            "kind": text(f"first_load.kind_{mapping.kind}", language),
            "header_row": str(mapping.header_row),
            "unit": text(f"first_load.unit_{mapping.unit}", language),
            "place": str(column.place),
            "heading": column.heading,
            "field": _field_word(column.field, language),
            "down": text(f"first_load.{'yes' if column.down else 'no'}", language),
        }
        for column in mapping.columns
    ]


def _field_word(name: str, language: Language) -> str:
    return text(f"first_load.field_{name}", language) if name else ""


def _offered(language: Language) -> Mapping[str, Sequence[str]]:
    fields = {name for kind in KINDS[:-1] for name in synonyms()[kind]}
    return {
        "kind": [text(f"first_load.kind_{one}", language) for one in KINDS],
        "unit": [text(f"first_load.unit_{one}", language) for one in UNITS],
        "field": sorted(_field_word(one, language) for one in fields),
        "down": [text(f"first_load.{one}", language) for one in ("yes", "no")],
    }


def read_mapping(path: Path) -> list[SheetMapping]:
    """Read a mapping back, in either language. Raises `InputError` `bad_mapping`."""
    rows = next(iter(sheets_of(path))).rows
    header = next((at for at, row in enumerate(rows[:10]) if _is_header(row)), None)
    if header is None:
        raise InputError("bad_mapping", path=path.name, row=1, given="")
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for number, row in enumerate(rows[header + 1 :], header + 2):
        line = {
            name: _text(row[place]) if place < len(row) else ""
            for place, name in enumerate(_COLUMNS)
        }
        if line["file"]:
            line["number"] = str(number)
            found.setdefault((line["file"], line["sheet"]), []).append(line)
    return [_mapping(path, lines) for lines in found.values()]


def _is_header(row: Sequence[object]) -> bool:
    words = [_text(cell) for cell in row[: len(_COLUMNS)]]
    return len(words) == len(_COLUMNS) and all(
        word in both(f"first_load.{name}") for word, name in zip(words, _COLUMNS, strict=True)
    )


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _mapping(path: Path, lines: Sequence[dict[str, str]]) -> SheetMapping:
    first = lines[0]

    def code(line: dict[str, str], name: str, prefix: str, codes: Sequence[str]) -> str:
        for one in codes:
            if line[name] in both(f"first_load.{prefix}{one}"):
                return one
        raise InputError("bad_mapping", path=path.name, row=line["number"], given=line[name])

    kind = code(first, "kind", "kind_", KINDS)
    fields = [] if kind == "ignore" else list(synonyms()[kind])
    if not first["header_row"].isdigit():
        raise InputError(
            "bad_mapping", path=path.name, row=first["number"], given=first["header_row"]
        )
    return SheetMapping(
        file=first["file"],
        sheet=first["sheet"],
        kind=kind,
        header_row=int(first["header_row"]),
        unit=code(first, "unit", "unit_", UNITS),
        columns=[
            ColumnMapping(
                int(line["place"]),
                line["heading"],
                code(line, "field", "field_", fields) if line["field"] and fields else "",
                down=line["down"] in both("first_load.yes"),
            )
            for line in lines
        ],
    )
