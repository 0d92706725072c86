"""What lies on the table says nothing of ours: every text of both files is searched."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from backend.language import Language, glossary
from backend.queries.meeting_paper import rows as brief_rows
from backend.queries.meeting_paper.rows import InternalFacts, PublicFacts
from tests.letters import furniture
from tests.letters.conftest import Secretary
from tests.letters.reading import docx_text, pdf_pages, squeezed

#: What the internal paper says of ours, in figures and in what people wrote.
FIGURES = {
    Language.CHINESE: (
        "68.3",
        "3.13",
        "7.77",
        "完成 52%",
        "8,642.00",
        "1.36",
        "3级",
        "HT-20260618",
    ),
    Language.ENGLISH: ("68.3", "313.13", "777.00", "52% of it", "86.42", "135.79", "HT-20260618"),
}
TYPED = (
    furniture.INSIDE_POINT,
    furniture.INSIDE_SUMMARY,
    furniture.INSIDE_FOLLOW_UP,
    furniture.INSIDE_EVENT,
)
#: Words that only stand in the house's own papers.
WORDS = (
    *("grade", "score", "lines", "approved", "used", "use_ratio", "we_ask", "wording"),
    *("answer_lines", "answer_inside", "version_internal", "accounts", "owners", "ranking"),
)
BAD_CONDUCT = ("default", "delay", "unjustified_refusal", "penalty", "list_hit")
ANYWHERE = {
    Language.CHINESE: ("内部", "额度", "授信", "等级", "得分", "目标", "拒付", "不良记录", "费率"),
    Language.ENGLISH: ("nternal", "grade", "score", "limit", "target", "refusal", "fee"),
}


def _said(secretary: Secretary, language: Language, *words: str) -> str:
    files = secretary.papers("--language", language.value, *words)
    docx = docx_text(files[f"{language.value}.docx"])
    pages = "\n".join(pdf_pages(files[f"{language.value}.pdf"]))
    return squeezed(docx + pages)


@pytest.mark.parametrize("language", list(Language))
def test_nothing_of_ours_is_on_the_table(secretary: Secretary, language: Language) -> None:
    inside = _said(secretary, language)
    outside = _said(secretary, language, "--external")
    typed = TYPED if language is Language.CHINESE else ()
    labels = [glossary()[f"brief.{key}"][language.value] for key in WORDS]
    labels.append(glossary()["event_kind.unjustified_refusal"][language.value])
    for word in (*FIGURES[language], *typed, *labels):
        assert squeezed(word) in inside, "the search finds it where it stands"
        assert squeezed(word) not in outside, word
    for key in BAD_CONDUCT:
        assert squeezed(glossary()[f"event_kind.{key}"][language.value]) not in outside
    for word in ANYWHERE[language]:
        assert word not in outside, word


def test_the_visitors_paper_is_whole(secretary: Secretary) -> None:
    said = _said(secretary, Language.CHINESE, "--external")
    for word in (
        "示例银行乙",
        "Baa1",
        "13.85%",
        "4.03",
        "▲30.0%",
        "Dr.AnnaMuster,Chairwoman",
        "李华",
    ):
        assert word in said


def _reached(kind: Any, seen: set[type]) -> None:
    """Gather every dataclass that a type can hold."""
    for one in get_args(kind):
        _reached(one, seen)
    if is_dataclass(kind) and isinstance(kind, type) and kind not in seen:
        seen.add(kind)
        hints = get_type_hints(kind)
        for field in fields(kind):
            _reached(hints[field.name], seen)


def test_public_facts_cannot_hold_what_is_ours() -> None:
    public: set[type] = set()
    internal: set[type] = set()
    _reached(PublicFacts, public)
    _reached(InternalFacts, internal)
    assert brief_rows.Lines in internal, "the walk reaches what is nested"
    assert not {brief_rows.Lines, brief_rows.Grade, brief_rows.Plan, brief_rows.EventRow} & public
    names = {field.name for kind in public for field in fields(kind)}
    forbidden = ("grade", "score", "line", "limit", "target", "fee", "plan", "summary", "note")
    assert not [name for name in names if any(part in name for part in forbidden)]
