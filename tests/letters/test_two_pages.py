"""Two pages, whatever there is to say: the files themselves are counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from tests import house
from tests.house import House
from tests.letters.conftest import Secretary
from tests.letters.furniture import furnish
from tests.letters.reading import docx_words, pdf_pages, printed, squeezed

LONG_ZH = "示例" * 60 + "银行乙股份有限公司"
LONG_EN = "Sample Bank of Extraordinarily Long Names and Subordinate Clauses " * 2 + "B"
EVENTS = 40


def _usual(built: House) -> None:
    furnish(built.engine, house.IDS[house.YI])


def _extreme(built: House) -> None:
    """Forty events, every text twelve times as long, names as long as their columns."""
    furnish(built.engine, house.IDS[house.YI], events=EVENTS, long=12)
    with built.engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE institution SET name_zh = :zh, name_en = :en, short_name_en = :short,"
                " city = :city, version = version + 1 WHERE id = 1"
            ),
            {"zh": LONG_ZH[:128], "en": LONG_EN[:160], "short": LONG_EN[:96], "city": "A" * 96},
        )


def _nothing(built: House) -> None:
    """Only the bank and its name."""


CROWD = [
    word
    for place in range(30)
    for word in (
        "--visitor",
        f"Dr. {'Maximiliane' * 6} {place}, {'Vice President of Clearing ' * 4}",
    )
]


@pytest.fixture(params=[_usual, _extreme, _nothing], ids=["usual", "extreme", "nothing"])
def filled(
    request: pytest.FixtureRequest, tmp_path: Path, sit: Callable[[House], Secretary]
) -> Secretary:
    """Sit at a house with this much to say."""
    built = house.build(tmp_path) if request.param is _nothing else house.with_lines(tmp_path)
    request.param(built)
    return sit(built)


def _words(secretary: Secretary) -> list[str]:
    with secretary.house.engine.connect() as connection:
        events = connection.scalar(text("SELECT count(*) FROM event"))
    return CROWD if events == EVENTS else []


@pytest.mark.parametrize("version", ["internal", "external"])
def test_two_pages_in_each_language_and_form(
    filled: Secretary, tmp_path: Path, version: str
) -> None:
    external = ["--external"] if version == "external" else []
    files = filled.papers(*_words(filled), *external)
    assert sorted(files) == ["en.docx", "en.pdf", "zh.docx", "zh.pdf"]
    second = {"zh": "近期事项", "en": "Recentevents"}
    if external:
        second = {"zh": "会谈议题", "en": "Topics"}
    for language in ("zh", "en"):
        pages = pdf_pages(files[f"{language}.pdf"])
        assert len(pages) == 2
        assert squeezed(pages[1]).startswith(second[language]), "the second page is its own"
        for number, page in enumerate(pages, 1):
            foot = {"zh": f"第{number}页共2页", "en": f"age{number}of2"}
            assert foot[language] in squeezed(page)


@pytest.mark.parametrize("version", ["internal", "external"])
def test_two_pages_in_a_word_processor(filled: Secretary, tmp_path: Path, version: str) -> None:
    external = ["--external"] if version == "external" else []
    files = filled.papers(*_words(filled), *external, "--format", "docx")
    for language in ("zh", "en"):
        pages = pdf_pages(printed(files[f"{language}.docx"], tmp_path))
        assert len(pages) == 2
        for number, page in enumerate(pages, 1):
            foot = {"zh": f"第{number}页共2页", "en": f"age{number}of2"}
            assert foot[language] in squeezed(page)


def test_what_does_not_fit_is_counted(tmp_path: Path, sit: Callable[[House], Secretary]) -> None:
    built = house.with_lines(tmp_path)
    _extreme(built)
    said = squeezed(docx_words(sit(built).papers(*CROWD, "--language", "zh")["zh.docx"]))
    for heading, count in (("近期事项", EVENTS), ("来宾", len(CROWD) // 2 + 2)):
        block = said[said.index(heading) :]
        listed = block[: block.index("项,未列")]
        assert listed.endswith(f"等共{count}")
        hidden = int(block[block.index("项,未列") + 4 :].partition("项")[0])
        shown = listed.count("2026-") if heading == "近期事项" else count - hidden
        assert 0 < hidden < count
        assert shown + hidden == count
