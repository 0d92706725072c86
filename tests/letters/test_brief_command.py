"""`fidesk brief`: its files, its printings, and what it refuses before anything is recorded."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from tests import house
from tests.conftest import require
from tests.house import YI, House
from tests.letters.conftest import Secretary
from tests.letters.reading import docx_words, pdf_pages, squeezed
from workbooks.letters import fonts, styles
from workbooks.letters.styles import make_template


@pytest.fixture
def plain(tmp_path: Path, sit: Callable[[House], Secretary]) -> Secretary:
    """Sit where there is a bank and nothing else."""
    return sit(house.build(tmp_path))


def test_names_of_files_say_bank_day_and_version(plain: Secretary) -> None:
    internal = plain.papers("--date", "2026-12-01")
    assert internal["zh.docx"].name == "会谈材料_示例银行乙_20261201_内部.docx"
    assert internal["en.pdf"].name == "Meeting-paper_Example-B_20261201_internal.pdf"
    external = plain.papers("--date", "2026-12-01", "--external")
    assert external["zh.pdf"].name == "会谈材料_示例银行乙_20261201_对外.pdf"
    assert len(list(plain.folder.iterdir())) == 8


def test_visitors_stand_as_they_were_pasted(plain: Secretary, tmp_path: Path) -> None:
    listed = tmp_path / "visitors.txt"
    listed.write_text("\ufeffFrau  Dr. Eva Probe, Vorstand\n\n 王芳 ,总经理 \n", encoding="utf-8")
    code, _said = plain.call(
        "brief", YI, "--visitors", str(listed), "--format", "docx", "-o", str(plain.folder)
    )
    assert code == 0
    said = docx_words(next(plain.folder.glob("会谈材料*.docx")))
    assert "Frau Dr. Eva Probe, Vorstand" in said
    assert "王芳 ,总经理" in said
    assert "共 2 位" in said


def test_each_language_is_a_report_and_a_repeat_its_next_printing(plain: Secretary) -> None:
    first = plain.answer("brief", YI, "-o", str(plain.folder))["papers"]
    again = plain.answer("brief", YI, "--language", "zh", "-o", str(plain.folder))["papers"]
    assert [one["number"] for one in first] == ["BB-20261123-0001", "BB-20261123-0002"]
    assert [one["print_number"] for one in (*first, *again)] == [1, 1, 2]
    foot = squeezed(docx_words(Path(again[0]["files"][0])))
    assert "内部资料" in foot
    assert "报表编号BB-20261123-0003" in foot
    assert "第2次打印" in foot
    assert "报表编号BB-20261123-0003" in squeezed(pdf_pages(Path(again[0]["files"][1]))[0])


def test_what_has_changed_is_a_first_printing_again(plain: Secretary) -> None:
    plain.answer("brief", YI, "--language", "zh", "-o", str(plain.folder))
    plain.call("meeting", YI, "--date", "2026-11-20", "--summary-zh", "交流清算合作")
    (paper,) = plain.answer("brief", YI, "--language", "zh", "-o", str(plain.folder))["papers"]
    assert paper["print_number"] == 1


def test_the_answer_lists_what_is_missing(plain: Secretary) -> None:
    (paper,) = plain.answer("brief", YI, "--language", "en", "-o", str(plain.folder))["papers"]
    assert {"ranking", "visitors' list", "agency ratings"} <= set(paper["missing"])


# --- looks -------------------------------------------------------------------------------------


def test_a_pdf_carries_its_chinese_font(plain: Secretary) -> None:
    require(shutil.which("pdffonts"), "no pdffonts")
    path = plain.papers()["zh.pdf"]
    said = subprocess.run(
        ["pdffonts", str(path)], capture_output=True, check=True, text=True
    ).stdout.splitlines()[2:]
    assert said
    for line in said:
        embedded, subset, readable = line.split()[-5:-2]
        assert (embedded, subset, readable) == ("yes", "yes", "yes"), line


def test_every_text_of_a_docx_has_a_style_with_an_east_asian_font(plain: Secretary) -> None:
    document = docx.Document(str(plain.papers()["zh.docx"]))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    paragraphs = [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)]
    assert len(paragraphs) > 50
    for paragraph in paragraphs:
        assert paragraph.style is not None
        assert paragraph.style.name is not None
        assert paragraph.style.name.startswith("Paper ")
        assert 'w:eastAsia="Microsoft YaHei"' in paragraph.style.element.xml
        assert not [run for run in paragraph.runs if run.font.size or run.font.bold is not None]
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_height is not None
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_the_banks_own_template_is_used(plain: Secretary, tmp_path: Path) -> None:
    template = make_template()
    template.sections[0].header.paragraphs[0].text = "示例行头"
    template.save(str(tmp_path / "own.docx"))
    path = plain.papers("--template", str(tmp_path / "own.docx"))["zh.docx"]
    assert docx.Document(str(path)).sections[0].header.paragraphs[0].text == "示例行头"


# --- refusals ----------------------------------------------------------------------------------


def test_a_foreign_template_is_refused_before_anything_is_recorded(
    plain: Secretary, tmp_path: Path
) -> None:
    docx.Document().save(str(tmp_path / "foreign.docx"))
    (tmp_path / "text.docx").write_text("no docx", encoding="utf-8")
    for name, part in (("foreign.docx", "Paper Title"), ("text.docx", "docx")):
        code, said = plain.call(
            "brief", YI, "--template", str(tmp_path / name), "-o", str(plain.folder)
        )
        assert code == 1
        assert part in said
    assert not plain.folder.exists()
    assert not plain.house.rows("SELECT id FROM issued_report")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("brief", "没有这家"), "没有这家"),
        (("brief", YI, "--date", "明天"), "明天"),
        (("brief", YI, "--visitors", "no_such_file.txt"), "no_such_file.txt"),
    ],
)
def test_bad_input_is_one_sentence(plain: Secretary, words: tuple[str, ...], part: str) -> None:
    code, said = plain.call(*words)
    assert code == 1
    assert part in said
    assert not plain.house.rows("SELECT id FROM issued_report")


def test_without_a_chinese_font_the_docx_is_written_and_the_cause_said(
    plain: Secretary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a machine whose fonts know no Chinese: none of these names is among them."""
    monkeypatch.setattr(fonts, "CHINESE", ("A Font That Nobody Has",))
    code, said = plain.call("brief", YI, "-o", str(plain.folder))
    assert code == 1
    assert fonts.VARIABLE in said
    assert sorted(path.suffix for path in plain.folder.iterdir()) == [".docx", ".docx"]


def test_a_pdf_alone_without_a_font_records_nothing(
    plain: Secretary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "CHINESE", ("A Font That Nobody Has",))
    code, said = plain.call("brief", YI, "--format", "pdf", "-o", str(plain.folder))
    assert code == 3
    assert fonts.VARIABLE in said
    assert not plain.house.rows("SELECT id FROM issued_report")


def test_what_has_no_shape_is_left_out(plain: Secretary) -> None:
    """A bell, a mark that turns the direction of writing, half a character: pasted with a name."""
    answer = plain.answer(
        *("brief", YI, "--visitor", "Anna\x07 \u202eMuster\x00, Chair", "-o", str(plain.folder))
    )
    paths = [Path(file) for paper in answer["papers"] for file in paper["files"]]
    assert len(paths) == 4
    for path in paths:
        text = docx_words(path) if path.suffix == ".docx" else "".join(pdf_pages(path))
        assert "Anna Muster, Chair" in text


def test_the_template_that_ships_is_the_one_that_is_made(tmp_path: Path) -> None:
    make_template().save(str(tmp_path / "made.docx"))
    shipped = Path(styles.__file__).with_name("meeting_paper.docx")
    made, kept = (docx.Document(str(one)) for one in (tmp_path / "made.docx", shipped))
    assert made.styles.element.xml == kept.styles.element.xml
    assert made.settings.element.xml == kept.settings.element.xml
    sections = [one.sections[0]._sectPr.xml for one in (made, kept)]
    assert sections[0] == sections[1]


def test_the_first_known_font_is_taken() -> None:
    families = ["Arial", "SimSun", "noto sans cjk sc"]
    assert fonts.chinese_font(families) == "noto sans cjk sc"
    assert fonts.chinese_font(["Arial"]) is None


def test_a_file_that_cannot_be_written_is_named(plain: Secretary) -> None:
    """As when the secretary has it open in Word."""
    name = "会谈材料_示例银行乙_20261123_内部.docx"
    (plain.folder / name).mkdir(parents=True)
    code, said = plain.call("brief", YI, "--language", "zh", "-o", str(plain.folder))
    assert code == 3
    assert name in said
    assert [path.name for path in plain.folder.iterdir()] == [name]
