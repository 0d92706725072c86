"""Every cause has its few words and its sentence; the sentence reads as people read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import backend.reconciliation
from backend.language import Language, glossary
from backend.queries.breaks.evidence import Evidence
from backend.queries.breaks.sentences import Speaker
from tests.feeds.desk import Desk

BESIDE = {"joint", "might_be", "closed"}
CAUSES = sorted(key.partition(".")[2] for key in glossary() if key.startswith("break_cause."))


@dataclass
class Row:
    cause_code: str
    currency_code: str = "USD"


def test_every_cause_has_words_and_a_sentence() -> None:
    said = {key.partition(".")[2] for key in glossary() if key.startswith("break_evidence.")}
    assert said == {*CAUSES, *BESIDE}
    folder = Path(backend.reconciliation.__file__).parent
    code = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'BreakClass\.[A-Z_]+, "([a-z_]+)"', code))
    assert len(named) > len(CAUSES) // 3
    assert named <= set(CAUSES)


@pytest.mark.parametrize(
    ("cause", "said", "expected"),
    [
        ("higher_there", {"difference": "200000050"}, "Theirs less ours: USD 2,000,000.50"),
        ("unmapped", {"foreign_id": "99"}, "Nobody knows whom their number 99 means"),
        (
            "other_date",
            {"field": "maturity_date", "ours": "2026-11-02", "theirs": "2026-11-09"},
            "maturity: 2026-11-02 with us, 2026-11-09 with them",
        ),
        (
            "rate_of_another_day",
            {"ours_e12": "1083700000000", "theirs_e12": "1090000000000", "day": "2026-11-10"},
            (
                "The same deal amount; our rate is 1.08370000, theirs 1.09000000"
                " is the rate of 2026-11-10"
            ),
        ),
        (
            "other_factor",
            {"ours_e6": "1000000", "theirs_e6": "500000"},
            "Our factor is 1.0000, theirs comes to 0.5000",
        ),
        (
            "other_product",
            {"ours": "placement", "theirs": "bonds"},
            "The same reference: Placement with us, Bonds with them",
        ),
        (
            "not_in_file",
            {"might_be": "LU1, LU2"},
            "We hold a draw and their file of the day does not list it; it might be: LU1, LU2",
        ),
    ],
)
def test_a_sentence_gives_its_evidence(
    desk: Desk, cause: str, said: dict[str, str], expected: str
) -> None:
    with desk.house.reading() as connection:
        speaker = Speaker.read(connection)
    assert speaker.say(Row(cause), Evidence(said), Language.ENGLISH) == expected
    assert speaker.say(Row(cause), Evidence(said), Language.CHINESE) != expected


def test_an_institution_is_called_by_its_name(desk: Desk) -> None:
    ((mine, other),) = desk.rows(
        "SELECT a.id, b.id FROM institution a, institution b"
        " WHERE a.bic8 = 'EXMAUS33' AND b.bic8 = 'EXMBDEFF'"
    )
    with desk.house.reading() as connection:
        speaker = Speaker.read(connection)
    evidence = Evidence({"ours": str(mine), "theirs": str(other)})
    said = speaker.say(Row("other_institution"), evidence, Language.CHINESE)
    assert "示例甲" in said
    assert "示例乙" in said
