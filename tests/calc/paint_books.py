"""Pictures of every book in both languages, as Calc shows them: the ground of the user guide.

    python -m tests.calc.paint_books DATABASE FOLDER [BOOK …]

Only rows of invented banks are in sight. Each sheet gives one picture of what is seen first; they
are to be looked at before they go into docs/pictures.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from addin.books import READERS
from addin.cli import run
from backend.language import both
from tests.calc.office import Book, Office
from workbooks.intake import read_book

#: Who pulls which book; whoever else it is, the administrator.
LOGINS = {"limits": "li_ming", "approvals": "zhang_wei", "home": "zhang_wei"}
#: Hundredths of a millimetre: how wide a picture is at least and at most, and how high at most.
LEAST, WIDEST, HIGHEST, MARGIN = 26_000, 40_000, 17_000, 200
DPI = 96


#: What the sheets are written in is on no free system; this is drawn nearly as wide.
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>Microsoft YaHei</string></test>
<edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit></match>
</fontconfig>"""
#: What is asked in the form: any part of a name, then product, department and so on.
_ASKED = {
    "zh": {"B3": "EXMCJPJT", "B5": "同业拆借", "B6": "资金部"},
    "en": {"B3": "EXMCJPJT", "B5": "Placement", "B6": "Treasury"},
}


def main(database: str, folder: str, books: Sequence[str]) -> None:
    """Pull, open, hide what is not shown, and paint."""
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    fonts = target / "fonts.conf"
    fonts.write_text(_FONTS, encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(fonts.resolve())
    with Office() as office:
        for identifier in books or READERS:
            for language in ("zh", "en"):
                path = target / f"{identifier}-{language}.xlsx"
                login = LOGINS.get(identifier, "zhao_lei")
                words = ["--database", database, "--as", login, "--language", language]
                assert run([*words, "pull", identifier, "-o", str(path)]) == 0
                for picture in painted(office, path, language):
                    print(picture)  # noqa: T201 - what was made


def painted(office: Office, path: Path, language: str) -> Iterator[Path]:
    """Yield a picture of each sheet in sight."""
    read = read_book(path)
    ours = {sheet.name: sheet for sheet in read.sheets.values()}
    with office.open(path) as book, office.patience():
        for place, name in enumerate(book.sheets()):
            page = book.document.Sheets.getByName(name)
            if not page.IsVisible:
                continue
            if name in ours:
                invented_only(page, ours[name])
            elif name in both("sheet.limit_check"):
                asked: dict[str, float | str] = {
                    **_ASKED[language],
                    "B7": "USD",
                    "B8": 1e8,
                    "B10": "1M",
                }
                for cell, typed in asked.items():
                    book.write(name, cell, typed)
            while page.Annotations.getCount():
                page.Annotations.removeByIndex(0)
            pdf = path.with_name(f"{path.stem}-{place}.pdf")
            fit(book, page)
            book.export_pdf(pdf, name)
            yield paint(pdf)


def invented_only(page: Any, sheet: Any) -> None:
    """Hide the rows of real banks; where a register names none, nothing is hidden."""
    invented = {
        row.number
        for row in sheet
        if sheet.text(row, "key").startswith("EXM")
        or sheet.text(row, "institution").startswith(("示例", "Sample"))
    }
    for row in sheet.rows:
        if invented and row.number not in invented:
            page.Rows.getByIndex(row.number - 1).IsVisible = False


def fit(book: Book, page: Any) -> None:
    """Make the page as large as what is seen first, and print nothing else."""
    cursor = page.createCursor()
    cursor.gotoEndOfUsedArea(False)
    last = cursor.RangeAddress
    width, column = _until(page.Columns, last.EndColumn, LEAST, WIDEST)
    height, row = _until(page.Rows, last.EndRow, 0, HIGHEST)
    block = page.getCellRangeByPosition(0, 0, column, row).RangeAddress
    page.setPrintAreas((block,))
    page.setPrintTitleRows(False)
    style = book.document.StyleFamilies.getByName("PageStyles").getByName(page.PageStyle)
    for side in ("LeftMargin", "RightMargin", "TopMargin", "BottomMargin"):
        setattr(style, side, MARGIN)
    style.HeaderIsOn = style.FooterIsOn = False
    style.IsLandscape = width > height
    style.Width, style.Height = width + 2 * MARGIN + 100, height + 2 * MARGIN + 100
    style.ScaleToPagesX, style.ScaleToPagesY, style.PageScale = 0, 0, 100


def _until(lines: Any, last: int, least: int, most: int) -> tuple[int, int]:
    """Return the length of the lines in sight up to `most`, and which is the last of them.

    Beyond the last one that is used, empty ones are taken until there are `least`.
    """
    length, end = 0, 0
    for place in range(last + 40):
        if place > last and length >= least:
            break
        line = lines.getByIndex(place)
        if not line.IsVisible:
            continue
        size = line.Width if hasattr(line, "Width") else line.Height
        if length + size > most:
            break
        length, end = length + size, place
    return length, end


def paint(pdf: Path) -> Path:
    """Turn the first page into a picture of few colours."""
    stem = pdf.with_suffix("")
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-f", "1", "-l", "1", "-singlefile", str(pdf), str(stem)],
        check=True,
    )
    plain = stem.with_suffix(".ppm")
    target = stem.with_suffix(".png")
    target.write_bytes(few_colours(plain.read_bytes()))
    plain.unlink()
    pdf.unlink()
    return target


def few_colours(plain: bytes) -> bytes:
    """Return a PNG with a palette: every colour is brought to one of six steps a channel."""
    _magic, size, _depth, rest = plain.split(b"\n", 3)
    width, height = (int(one) for one in size.split())
    steps = bytes(min(5, (value + 25) // 51) for value in range(256))
    red, green, blue = (rest[place::3].translate(steps) for place in range(3))
    table = [bytes([r * 36 + g * 6 + b for b in range(6)]) for r in range(6) for g in range(6)]
    indexes = bytes(table[r * 6 + g][b] for r, g, b in zip(red, green, blue, strict=True))
    lines = b"".join(b"\0" + indexes[line * width : (line + 1) * width] for line in range(height))
    palette = bytes(51 * v for r in range(6) for g in range(6) for b in range(6) for v in (r, g, b))
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 3, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, content)
        for kind, content in (
            (b"IHDR", head),
            (b"PLTE", palette),
            (b"IDAT", zlib.compress(lines, 9)),
            (b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content).to_bytes(4)
    return len(content).to_bytes(4) + kind + content + checksum


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
