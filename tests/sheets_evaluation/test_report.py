"""The report as it is held in hand: what stands on it, its charts, its printings."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from addin.cli import run
from addin.evaluation_papers import read_papers
from backend.bootstrap import House
from backend.language import Language
from backend.queries.evaluation.words import step_sentences

BANK = "EXMBDEFF"


@pytest.fixture
def house(sample_house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("FIDESK_NOW", "2026-11-23T02:00:00+00:00")
    monkeypatch.setenv("FIDESK_DATABASE", str(sample_house.settings.path))
    return sample_house


def issue(house: House, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    """Issue reports on the command line and return its answer."""
    capsys.readouterr()
    place = ["--json", "--as", "li_ming", "--database", str(house.settings.path)]
    assert run([*place, *words]) == code
    return json.loads(capsys.readouterr().out)


def texts(path: Path) -> list[str]:
    """Return every value on the first sheet, in the order of reading."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def footer(path: Path) -> str:
    """Return the footer of the first sheet."""
    found: Any = openpyxl.load_workbook(path).worksheets[0].oddFooter
    return str(found.center.text)


@pytest.mark.parametrize("language", list(Language))
def test_a_report_says_the_grade_and_how_it_came_about(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: Language
) -> None:
    target = tmp_path / "report.xlsx"
    words = ("--language", language.value, "report", "evaluation", BANK, "-o", str(target))
    answer = issue(house, capsys, *words)
    said = texts(target)
    (paper,) = read_papers(house, [BANK])
    assert paper.row.score_e6 is not None
    assert f"{Decimal(paper.row.score_e6).scaleb(-6):.2f}" in said
    assert str(paper.row.grade) in said
    for number, sentence in enumerate(step_sentences(paper.row.steps, language), 1):
        assert f"{number}. {sentence}" in said
    assert answer["numbers"][0] in footer(target)
    charts = [name for name in zipfile.ZipFile(target).namelist() if "charts/chart" in name]
    assert len(charts) == 2


def test_a_reprint_says_so_and_keeps_its_version(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--language", "zh", "report", "evaluation", "EXMFFRPP", "-o", str(tmp_path))
    first, second = (issue(house, capsys, *words) for _again in range(2))
    assert first["files"] == second["files"]
    assert first["files"][0].endswith("评价报告_EXMFFRPP_2025年报_v1.xlsx")
    assert "第 2 次打印" in footer(Path(first["files"][0]))


def test_all_reports_come_with_a_list_of_links(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--language", "en", "report", "evaluation", "--all", "-o", str(tmp_path))
    answer = issue(house, capsys, *words)
    files = [Path(one) for one in answer["files"]]
    assert len(files) == len(read_papers(house)) + 1
    assert sorted(tmp_path.iterdir()) == sorted(files)
    sheet = openpyxl.load_workbook(files[-1]).worksheets[0]
    links = [cell.hyperlink.target for cell in sheet["K"] if cell.hyperlink]
    assert links == [one.name for one in files[:-1]]


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("report", "evaluation", "-o", "."), 2, "report_which"),
        (("report", "evaluation", BANK, "--all", "-o", "."), 2, "report_which"),
        (("report", "evaluation", "--all", "-o", "absent"), 1, "no_folder"),
        (("report", "evaluation", BANK, "-o", "absent/x.xlsx"), 1, "no_folder"),
    ],
)
def test_what_cannot_be_is_refused(  # noqa: PLR0913, PLR0917 - one case a line
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    code: int,
    error: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = len(read_issued(house))
    assert issue(house, capsys, *words, code=code)["error"] == error
    assert len(read_issued(house)) == before
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / f"{'x' * 300}.xlsx"
    words = ("report", "evaluation", BANK, "-o", str(target))
    assert issue(house, capsys, *words, code=3)["error"] in {"file_not_written", "unexpected_file"}
    assert list(tmp_path.iterdir()) == []


def read_issued(house: House) -> list[str]:
    """Return the numbers of the reports that were issued."""
    with house.reading() as connection:
        return list(connection.exec_driver_sql("SELECT id FROM issued_report").scalars())
