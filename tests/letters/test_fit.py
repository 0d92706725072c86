"""Pages are measured without fonts; whatever is given, what is kept fits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from backend.language import Language
from workbooks.letters import fit
from workbooks.letters.measure import clipped, lines_of, printable, width
from workbooks.letters.paper import Block, Cell, Paper

TEXTS = some.text(
    some.sampled_from("abcMWij09 .,-中文字符、。,(")
    | some.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_categories=("Cs", "Cc")),
    max_size=300,
)


def test_a_chinese_character_is_an_em_and_letters_leave_room() -> None:
    assert width("会谈材料") == 4.0
    assert round(width("会谈ab"), 6) == 3.35  # a quarter between the scripts
    assert lines_of("", 10) == 1
    assert lines_of("会" * 10, 10) == 1
    assert lines_of("会" * 11, 10) == 2
    assert lines_of("a\nb", 10) == 2


def test_a_long_word_begins_a_line() -> None:
    assert lines_of("ab " + "x" * 40, 10) == lines_of("x" * 40, 10) + 1


@given(TEXTS, some.integers(5, 60), some.integers(1, 4))
def test_what_is_clipped_fits(text: str, room: int, lines: int) -> None:
    kept = clipped(text, room, lines)
    assert lines_of(kept, room) <= lines
    assert kept == printable(text) or kept.endswith("…")


@given(some.lists(some.lists(TEXTS, max_size=30), min_size=2, max_size=5), TEXTS)
def test_what_is_kept_fits_the_page_and_the_rest_is_counted(
    blocks: list[list[str]], closing: str
) -> None:
    page = [
        Block(
            heading="heading",
            widths=(20, 80),
            rows=[[Cell("1"), Cell(one)] for one in texts],
            count=len(texts),
            more="{all} {count}",
        )
        for texts in blocks
    ]
    paper = Paper(
        language=Language.CHINESE,
        title="title",
        subtitle="",
        footer="",
        file_name="paper",
        pages=(page, page),
        closing=closing,
    )
    fitted = fit.fitted(paper)
    room = fit.PAGE_HEIGHT - fit.MARGIN_TOP - fit.MARGIN_BOTTOM - fit.RESERVE
    assert fit.page_height(fitted.pages[0]) <= room - fit.TITLE_LINE
    assert fit.page_height(fitted.pages[1]) <= room
    for kept, texts in zip(fitted.pages[0], blocks, strict=True):
        assert kept.hidden + len(kept.rows) == len(texts)
        assert (kept.hidden == 0) or kept.shown_rows[-1][0].text == f"{len(texts)} {kept.hidden}"


def test_rare_characters_of_names_stay() -> None:
    assert (
        printable("王\ue000㇤\U00030000 \u3000a\u200eb\x00c\ufffe") == "王\ue000㇤\U00030000  abc"
    )
