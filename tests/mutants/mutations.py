"""What may happen to a workbook between two programs: in its cells, its parts, its package."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from random import Random

Parts = dict[str, bytes]
Mutation = Callable[[Random, Parts], None]
_CELL = re.compile(rb"<c r=\"([A-Z]+)(\d+)\"([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_ROW = re.compile(rb"<row [^>]*?(?:/>|>.*?</row>)", re.DOTALL)
_NUMBERS = (b"1e400", b"-1e400", b"NaN", b"INF", b"-0", b"0.30000000000000004", b"1e-400", b"",
            b" 5 ", b"0x10", b"1,5", b"12345678901234567890", b"1e15", b"00012", b"+7",
            b"\xef\xbc\x91\xef\xbc\x92", b"99999999999999999999999", b".5", b"5.",
            b"1_000")  # fmt: skip
_WRAPPED = (b"<![CDATA[%b]]>", b"%b<!-- x -->", b"<!-- x -->%b", b"\n%b\n", b"&#32;%b")


def _sheet(chance: Random, parts: Parts) -> str:
    return chance.choice(sorted(name for name in parts if name.startswith("xl/worksheets/sheet")))


def _one_cell(chance: Random, xml: bytes, change: Callable[[re.Match[bytes]], bytes]) -> bytes:
    cells = list(_CELL.finditer(xml))
    if not cells:
        return xml
    cell = chance.choice(cells)
    return xml[: cell.start()] + change(cell) + xml[cell.end() :]


def turned_bytes(chance: Random, parts: Parts) -> None:
    name = chance.choice(sorted(parts))
    content = bytearray(parts[name])
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    parts[name] = bytes(content)


def another_address(chance: Random, parts: Parts) -> None:
    """A cell goes elsewhere, or onto another one."""
    name = _sheet(chance, parts)

    def moved(cell: re.Match[bytes]) -> bytes:
        column = chance.choice([b"A", b"C", b"K", b"ZZ", cell[1]])
        row = str(max(1, int(cell[2]) + chance.choice([-1, 0, 1, 7]))).encode()
        return cell[0].replace(b'r="%b%b"' % (cell[1], cell[2]), b'r="%b%b"' % (column, row), 1)

    parts[name] = _one_cell(chance, parts[name], moved)


def twice(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    parts[name] = _one_cell(chance, parts[name], lambda cell: cell[0] * 2)


def another_type(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    kind = chance.choice([b"s", b"n", b"b", b"e", b"d", b"str", b"inlineStr", b"nonsense"])

    def typed(cell: re.Match[bytes]) -> bytes:
        rest = re.sub(rb'\st="[^"]*"', b"", cell[3])
        return b'<c r="%b%b"%b t="%b">%b</c>' % (cell[1], cell[2], rest, kind, cell[4] or b"")

    parts[name] = _one_cell(chance, parts[name], typed)


def another_number(chance: Random, parts: Parts) -> None:
    name, number = _sheet(chance, parts), chance.choice(_NUMBERS)

    def typed(cell: re.Match[bytes]) -> bytes:
        rest = re.sub(rb'\st="[^"]*"', b"", cell[3])
        return b'<c r="%b%b"%b><v>%b</v></c>' % (cell[1], cell[2], rest, number)

    parts[name] = _one_cell(chance, parts[name], typed)


def another_string(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    index = chance.choice([b"0", b"1", b"999999", b"-1", b"4294967296", b"1.0", b" 2 "])

    def typed(cell: re.Match[bytes]) -> bytes:
        return b'<c r="%b%b" t="s"><v>%b</v></c>' % (cell[1], cell[2], index)

    parts[name] = _one_cell(chance, parts[name], typed)


def wrapped_value(chance: Random, parts: Parts) -> None:
    """The same value, written as XML allows and nobody does."""
    name, wrap = _sheet(chance, parts), chance.choice(_WRAPPED)

    def changed(cell: re.Match[bytes]) -> bytes:
        return re.sub(rb"<v>(.*?)</v>", lambda v: b"<v>" + wrap % v[1] + b"</v>", cell[0])

    parts[name] = _one_cell(chance, parts[name], changed)


def a_formula(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    formula = chance.choice([b"<f>1+1</f>", b"<f/>", b'<f t="shared" si="0"/>', b"<f >A1</f >"])

    def typed(cell: re.Match[bytes]) -> bytes:
        return b'<c r="%b%b">%b<v>2</v></c>' % (cell[1], cell[2], formula)

    parts[name] = _one_cell(chance, parts[name], typed)


def a_text_of_runs(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    text = chance.choice([
        b"<is><r><t>10</t></r><r><t>00</t></r></is>",
        b'<is><t xml:space="preserve"> 5 </t><phoneticPr/></is>',
        b"<is><t>5</t><rPh><t>6</t></rPh></is>",
        b"<is/>",
    ])  # fmt: skip

    def typed(cell: re.Match[bytes]) -> bytes:
        return b'<c r="%b%b" t="inlineStr">%b</c>' % (cell[1], cell[2], text)

    parts[name] = _one_cell(chance, parts[name], typed)


def missing_row(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    rows = list(_ROW.finditer(parts[name]))
    if rows:
        row = chance.choice(rows)
        again = row[0] if chance.random() < 0.3 else b""
        parts[name] = parts[name][: row.start()] + again * 2 + parts[name][row.end() :]


def other_order(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    rows = list(_ROW.finditer(parts[name]))
    if len(rows) > 1:
        start, end = rows[0].start(), rows[-1].end()
        shuffled = [row[0] for row in rows]
        chance.shuffle(shuffled)
        parts[name] = parts[name][:start] + b"".join(shuffled) + parts[name][end:]


def stale_dimension(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    bounds = chance.choice([b"A1", b"A1:XFD1048576", b"B7:C9", b"nonsense", b""])
    parts[name] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="%b"' % bounds, parts[name])


def merged_cells(chance: Random, parts: Parts) -> None:
    name, row = _sheet(chance, parts), chance.randint(1, 12)
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A%d:D%d"/></mergeCells>'
    parts[name] = parts[name].replace(b"</sheetData>", merge % (row, row + 3))


def other_prefix(chance: Random, parts: Parts) -> None:
    """As other programs write it: every element of the sheet under a prefix."""
    name = _sheet(chance, parts)
    xml = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", parts[name])
    parts[name] = re.sub(rb"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=", xml)


def other_quotes(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    parts[name] = re.sub(rb'<c r="([^"]*)"', rb"<c  r='\1'", parts[name])


def other_style(chance: Random, parts: Parts) -> None:
    name, style = _sheet(chance, parts), chance.choice([b"0", b"99999", b"-1", b"14"])

    def dressed(cell: re.Match[bytes]) -> bytes:
        return re.sub(rb'\ss="\d+"', b' s="%b"' % style, cell[0], count=1)

    parts[name] = _one_cell(chance, parts[name], dressed)


def days_from_1904(_chance: Random, parts: Parts) -> None:
    workbook = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = workbook.replace(b"<workbookPr ", b'<workbookPr date1904="1" ', 1)


def other_strings(chance: Random, parts: Parts) -> None:
    xml = parts["xl/sharedStrings.xml"]
    entries = list(re.finditer(rb"<si>.*?</si>", xml, re.DOTALL))
    if not entries:
        return
    entry = chance.choice(entries)
    other = chance.choice([
        b"",
        b"<si><r><t>a</t></r><r><t>b</t></r></si>",
        b"<si><t>&amp;#65;</t></si>",
        b"<si/>",
        b"<si><t>_x0041_</t></si>",
        entry[0] * 2,
    ])  # fmt: skip
    parts["xl/sharedStrings.xml"] = xml[: entry.start()] + other + xml[entry.end() :]


def renamed_part(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    short = name.removeprefix("xl/").encode()
    parts["xl/any/page.xml"] = parts.pop(name)
    place = "xl/_rels/workbook.xml.rels"
    target = chance.choice([b"any/page.xml", b"/xl/any/page.xml", b"./any/../any/page.xml"])
    parts[place] = parts[place].replace(b'"' + short + b'"', b'"' + target + b'"')


def other_encoding(chance: Random, parts: Parts) -> None:
    name = _sheet(chance, parts)
    match chance.randrange(3):
        case 0:
            parts[name] = b"\xef\xbb\xbf" + parts[name]
        case 1:
            text = parts[name].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
            parts[name] = text.encode("utf-16")
        case _:
            parts[name] = parts[name].replace(b'encoding="UTF-8"', b'encoding="GB18030"')


def missing_part(chance: Random, parts: Parts) -> None:
    del parts[chance.choice(sorted(parts))]


def cut_part(chance: Random, parts: Parts) -> None:
    name = chance.choice(sorted(parts))
    parts[name] = parts[name][: chance.randrange(len(parts[name]))]


MUTATIONS: tuple[Mutation, ...] = (
    turned_bytes, another_address, twice, another_type, another_number, another_string,
    wrapped_value, a_formula, a_text_of_runs, missing_row, other_order, stale_dimension,
    merged_cells, other_prefix, other_quotes, other_style, days_from_1904, other_strings,
    renamed_part, other_encoding, missing_part, cut_part,
)  # fmt: skip


def packed(chance: Random, parts: Parts) -> bytes:
    """Return the parts as a package, usually plainly, sometimes as others pack or break it."""
    way = chance.choice(["plain"] * 8 + ["stored", "twice", "junk", "cut", "rooted", "checksum"])
    target = BytesIO()
    method = zipfile.ZIP_STORED if way in {"stored", "checksum"} else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in parts.items():
            package.writestr(f"/{name}" if way == "rooted" else name, content)
        if way == "twice":
            name = chance.choice(sorted(parts))
            package.writestr(name.upper(), parts[name])
    whole = target.getvalue()
    match way:
        case "junk":
            return whole + bytes(chance.randrange(256) for _ in range(50))
        case "cut":
            return whole[: chance.randrange(len(whole))]
        case "checksum":
            place = chance.randrange(len(whole))
            return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        case _:
            return whole
