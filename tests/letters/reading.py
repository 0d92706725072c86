"""Read what a paper says: every text of a docx, the pages of a PDF."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import unescape
from zipfile import ZipFile

from tests.conftest import require

_TAG = re.compile(r"<[^>]+>")
_OURS = re.compile(r"docProps/|customXml/|word/(document|header|footer|comments|footnotes)")


def docx_text(path: Path) -> str:
    """Return every text of every part, and every attribute but those of styles and settings."""
    with ZipFile(path) as package:
        parts = {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
    # A paragraph's text may stand in several runs: joined here, with its attributes below.
    joined = "\n".join(_TAG.sub("", one.replace("</w:p>", "\n")) for one in parts.values())
    ours = [one for name, one in parts.items() if _OURS.match(name)]
    return unescape("\n".join((joined, *ours)))


def docx_words(path: Path) -> str:
    """Return the texts of the body and of the footers, a paragraph a line."""
    with ZipFile(path) as package:
        names = [
            one
            for one in package.namelist()
            if re.fullmatch(r"word/(document|footer\d*)\.xml", one)
        ]
        parts = [package.read(name).decode() for name in names]
    return unescape("\n".join(_TAG.sub("", part.replace("</w:p>", "\n")) for part in parts))


def pdf_pages(path: Path) -> list[str]:
    """Return the text of each page, in the order of reading."""
    require(shutil.which("pdftotext"), "no pdftotext")
    said = subprocess.run(
        ["pdftotext", "-layout", "-enc", "UTF-8", str(path), "-"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return said.removesuffix("\f").split("\f")


def squeezed(text: str) -> str:
    """Return text without blanks, by which lines and columns differ."""
    return "".join(text.split())


def writer() -> str:
    """Return the program that opens docx: LibreOffice with Writer; else the test is skipped."""
    given = os.environ.get("FIDESK_TEST_WRITER")
    program = given or shutil.which("soffice") or ""
    beside = Path(program).resolve().parent / "libswlo.so" if program else Path()
    require(given or beside.is_file(), "LibreOffice Writer is not installed")
    return program


def printed(path: Path, folder: Path) -> Path:
    """Let Writer print a docx and return the PDF."""
    profile = (folder / "profile").resolve().as_uri()
    subprocess.run(
        [
            writer(),
            "--headless",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(path),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return folder / f"{path.stem}.pdf"
