"""Institutions are found as people type them."""

from __future__ import annotations

from typing import Any

import pytest

from backend.language import Language
from backend.queries.institution_index import InstitutionIndex, InstitutionUnclearError
from backend.queries.rows import InstitutionName


def _name(
    bic8: str,
    short_zh: str,
    short_en: str,
    initials: str,
    **more: Any,
) -> InstitutionName:
    return InstitutionName(
        bic8=bic8,
        customer_number=f"K{sum(map(ord, bic8)):09d}",
        name_zh=short_zh.replace("示例", "示例银行"),
        name_en=f"{short_en} Bank plc",
        short_zh=short_zh,
        short_en=short_en,
        pinyin_initials=initials,
        country=bic8[4:6],
        city="",
        onshore_legal_person=initials.endswith("zg"),
        is_sample=True,
        **{"group": "", "head_office": "", **more},
    )


INDEX = InstitutionIndex(
    [
        _name("EXMCHKHH", "示例丙香港", "Sample C Hong Kong", "slbxg", head_office="EXMCJPJT"),
        _name("EXMCCNSH", "示例丙中国", "Sample C China", "slbzg", group="c"),
        _name("EXMCJPJT", "示例丙", "Sample C", "slb", group="c"),
        _name("EXMAUS33", "示例甲", "Sample A", "slj"),
        _name("EXMFFRPP", "示例己", "Sample F", "slj"),
        _name("EXMXNLPP", "新行", "Xin", "xh"),
        _name("OTHRCNSH", "新行丁(中国)", "Second China", "xhdzg", group="x"),
        _name("OTHRGB22", "丁新行", "Other", "dxx", group="x"),
    ]
)


@pytest.mark.parametrize(
    "typed",
    [
        *("丙", "示例丙", "示例银行丙", "slb", "SLB", "ｓｌｂ", " slb "),
        *("EXMC", "exmcjpjt", "EXMCJPJTXXX", "EXMCJPJTNYC", "Sample C", "sample  c", "SAMPLE C BA"),
        INDEX.by_bic8["EXMCJPJT"].customer_number,
    ],
)
def test_the_legal_entity_is_meant(typed: str) -> None:
    assert INDEX.one(typed).bic8 == "EXMCJPJT"


@pytest.mark.parametrize(
    ("typed", "bic8"),
    [
        ("丙香港", "EXMCHKHH"),
        ("slbx", "EXMCHKHH"),
        ("EXMCHKHHXXX", "EXMCHKHH"),
        ("示例丙中国", "EXMCCNSH"),
        ("丁（中国）", "OTHRCNSH"),  # full-width brackets
        ("slbz", "EXMCCNSH"),
        ("xh", "EXMXNLPP"),  # exact, however short
    ],
)
def test_a_branch_or_subsidiary_is_meant_when_it_alone_fits(typed: str, bic8: str) -> None:
    assert INDEX.one(typed).bic8 == bic8


@pytest.mark.parametrize(
    ("typed", "code", "candidates"),
    [
        ("slj", "institution_ambiguous", {"EXMAUS33", "EXMFFRPP"}),
        ("丁", "institution_ambiguous", {"OTHRCNSH", "OTHRGB22"}),  # another short name
        ("dx", "institution_ambiguous", {"OTHRGB22"}),  # two letters fit by chance
        ("MCJP", "institution_unknown", set()),  # the middle of a code
        ("戊", "institution_unknown", set()),
        ("", "institution_unknown", set()),
        ("\n", "institution_unknown", set()),
    ],
)
def test_refusals_are_named(typed: str, code: str, candidates: set[str]) -> None:
    with pytest.raises(InstitutionUnclearError) as raised:
        INDEX.one(typed)
    assert raised.value.code == code
    assert {one.bic8 for one in raised.value.candidates} == candidates
    for language in Language:
        assert all(bic8 in raised.value.sentence(language) for bic8 in candidates)


def test_a_list_has_exact_hits_first_and_branches_after_their_head_office() -> None:
    assert [one.bic8 for one in INDEX.find("sample c")] == ["EXMCJPJT", "EXMCHKHH", "EXMCCNSH"]
    assert [one.bic8 for one in INDEX.find("新行")] == ["EXMXNLPP", "OTHRCNSH", "OTHRGB22"]
    assert INDEX.find("xyz") == []


def test_a_refusal_names_eight_candidates_at_most() -> None:
    many = InstitutionIndex(
        _name(f"AAAAGB{number:02d}", "", f"Bank {number}", f"b{number}") for number in range(10, 20)
    )
    with pytest.raises(InstitutionUnclearError) as raised:
        many.one("Bank")
    sentence = raised.value.sentence(Language.ENGLISH)
    assert "10 institutions" in sentence
    assert sentence.count("AAAAGB") == 8
