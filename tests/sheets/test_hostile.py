"""Files that mean harm, files of other programs, and ours after they were in other hands."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.errors import InputError
from backend.language import Language
from tests.sheets.books import book_of, line
from tests.sheets.paper import PaperOf
from workbooks.intake import read_book

#: Reads each file named on its input in a process of one gigabyte and ten seconds for all of them.
_READER = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
from backend.errors import InputError
from backend.language import Language
from workbooks.intake import read_book
said = {}
for name in json.load(sys.stdin):
    try:
        read_book(Path(name))
        said[name] = ["read", "", ""]
    except InputError as refused:
        said[name] = [refused.code, *(refused.sentence(one) for one in Language)]
json.dump(said, sys.stdout)
"""
#: What each kind of harm is called; whatever can be opened at all is simply not ours.
_NAMED = {
    "20_null_file.xlsx": "workbook_empty",
    "65_issue_666_panic.xlsb": "workbook_binary",
    "66_xor-encryption-abc.xls": "workbook_old_format",
    "64_too_small.xls": "workbook_not_excel",
    "18_xlsx-corrupted.xlsx": "workbook_damaged",
}


def read_all(folder: Path) -> dict[str, tuple[str, str, str]]:
    """Return the code and both sentences by file, from one process that must live to the end."""
    names = [str(path) for path in sorted(folder.iterdir()) if path.is_file()]
    done = subprocess.run(
        [sys.executable, "-c", _READER],
        input=json.dumps(names),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return {Path(name).name: tuple(said) for name, said in json.loads(done.stdout).items()}


def test_every_hostile_file_gets_one_clear_sentence(public_data: Path) -> None:
    said = read_all(public_data / "workbooks" / "hostile")
    assert len(said) > 20
    for name, (code, chinese, english) in said.items():
        assert code.startswith("workbook_"), (name, code)
        assert name in chinese, chinese
        assert name in english, english
        assert "\n" not in english, english
    for name, code in _NAMED.items():
        assert said[name][0] == code


def test_every_compatible_file_is_answered_as_not_ours(public_data: Path) -> None:
    said = read_all(public_data / "workbooks" / "real_excel_and_compat")
    assert len(said) > 100
    assert {code for code, _chinese, _english in said.values()} == {"workbook_foreign"}


# --- ours, after it was in other hands ---------------------------------------------------------


def ours(paper: PaperOf) -> Path:
    return paper(book_of([line("EXMCJPJT", 40000)])).path


def added(path: Path, parts: dict[str, str], **changes: Callable[[str], str]) -> Path:
    """Return a copy with further parts; `changes` rewrite those whose name holds their own."""
    target = path.with_name("other_hands.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for word, change in changes.items():
                if word in name:
                    content = change(content.decode()).encode()
            new.writestr(name, content)
        for name, text in parts.items():
            new.writestr(name, text)
    return target


def related(kind: str, target: str) -> Callable[[str], str]:
    """Return what adds a relation to the workbook's own."""
    addition = f'<Relationship Id="rIdOther" Type="http://x/{kind}" Target="{target}"/>'
    return lambda xml: xml.replace("</Relationships>", addition + "</Relationships>")


def refused(path: Path) -> str:
    with pytest.raises(InputError) as error:
        read_book(path)
    for language in Language:
        assert "{" not in error.value.sentence(language)
    return error.value.code


def test_macros_are_named_and_refused(paper: PaperOf) -> None:
    assert refused(added(ours(paper), {"xl/vbaProject.bin": "any"})) == "workbook_macros"


def test_a_sheet_of_old_macros_is_named_and_refused(paper: PaperOf) -> None:
    sheet = {"xl/macrosheets/sheet1.xml": "<xm:macrosheet xmlns:xm='x'/>"}
    relation = related("xlMacrosheet", "macrosheets/sheet1.xml")
    assert refused(added(ours(paper), sheet, workbook=relation)) == "workbook_macro_sheet"


@pytest.mark.parametrize("element", ["ddeLink", "oleLink"])
def test_a_link_that_starts_a_program_is_named_and_refused(paper: PaperOf, element: str) -> None:
    link = {
        "xl/externalLinks/externalLink1.xml": f'<externalLink><{element} a="cmd"/></externalLink>'
    }
    relation = related("externalLink", "externalLinks/externalLink1.xml")
    assert refused(added(ours(paper), link, workbook=relation)) == "workbook_dde"


def test_a_formula_that_starts_a_program_is_named_and_refused(paper: PaperOf) -> None:
    def typed(xml: str) -> str:
        cell = '<c r="A1" t="str"><f>1+DDE("cmd";"/c calc";"x")</f><v>0</v></c>'
        return re.sub(r'<c r="A1"[^>]*>.*?</c>', lambda _found: cell, xml, count=1)

    assert refused(added(ours(paper), {}, sheet1=typed)) == "workbook_dde"


def test_a_link_to_another_workbook_is_only_said(paper: PaperOf) -> None:
    link = {"xl/externalLinks/externalLink1.xml": "<externalLink><externalBook/></externalLink>"}
    relation = related("externalLink", "externalLinks/externalLink1.xml")
    book = read_book(added(ours(paper), link, workbook=relation))
    assert [(one.code, one.blocking) for one in book.findings] == [("external_links", False)]


def test_folders_parted_the_windows_way_are_read(paper: PaperOf) -> None:
    path = ours(paper)
    target = path.with_name("backslashes.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name.replace("/", "\\"), old.read(name))
    assert read_book(target).sheets.keys() == read_book(path).sheets.keys()
