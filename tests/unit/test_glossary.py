"""Both languages, everywhere, and every sentence that the code asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from string import Formatter

import pytest

from addin.cli import COMMANDS
from backend.contract import OutcomeCode, RequestState
from backend.language import Language, glossary, text
from tests.conftest import REPOSITORY

PACKAGES = ("addin", "backend", "sync", "udfs", "workbooks")
ERRORS = {"FideskError", "InputError", "UsageError", "OutageError"}
ACCEPTED = {OutcomeCode.DONE, OutcomeCode.EXISTS, OutcomeCode.AWAITING}
#: Words that mean two things in a bank; a label says which.
AMBIGUOUS = {"余额", "结算", "国家"}
#: In English the currency's code, in Chinese its name: 万美元, USD 10,000.
SAME = {"code": "currency"}
#: Tables whose texts stand over columns and before cells, or name a thing.
LABELS = ("column.", "sheet.", "heading.", "check.", "total.", "results.", "dimension.", "status.")


def _parameters(sentence: str) -> set[str]:
    return {name for _before, name, _form, _kind in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", sorted(glossary()))
def test_both_languages_with_the_same_parameters(key: str) -> None:
    entry = glossary()[key]
    chinese, english = entry["zh"], entry["en"]
    assert chinese.strip(), "Chinese is missing"
    assert english.strip(), "English is missing"
    # A finding names a node, an owner or a column in its own language: node_zh here, node_en there.
    plain = [
        {SAME.get(name, re.sub(r"_(zh|en)$", "", name)) for name in _parameters(sentence)}
        for sentence in (chinese, english)
    ]
    assert plain[0] == plain[1]
    foreign = {name for name in _parameters(chinese) if name.endswith("_en")}
    foreign |= {name for name in _parameters(english) if name.endswith("_zh")}
    assert not foreign


@pytest.mark.parametrize("key", sorted(key for key in glossary() if key.startswith(LABELS)))
def test_a_label_says_which(key: str) -> None:
    chinese = glossary()[key]["zh"]
    assert chinese.strip() not in AMBIGUOUS
    assert "国家" not in chinese.replace("国家(地区)", "").replace("国家(地区)", "")


# --- what the code asks for ----------------------------------------------------------------------


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for folder in PACKAGES:
        for path in sorted((REPOSITORY / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and node.args:
                    yield f"{path.relative_to(REPOSITORY)}:{node.lineno}", node


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _literal(call: ast.Call) -> str | None:
    first = call.args[0]
    given = first.value if isinstance(first, ast.Constant) else None
    return given if isinstance(given, str) else None


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = {
        (place, key)
        for place, call in _calls()
        if _called(call) in {"text", "both", "say"} and (key := _literal(call)) and "." in key
    }
    assert len(asked) > 50, "the search finds calls at all"
    assert not sorted((place, key) for place, key in asked if key not in glossary())


def test_every_error_has_its_sentence() -> None:
    raised = {
        (place, code)
        for place, call in _calls()
        if _called(call) in ERRORS and (code := _literal(call))
    }
    assert len(raised) > 20
    assert not sorted((place, code) for place, code in raised if f"error.{code}" not in glossary())


def test_an_error_is_given_what_its_sentence_says() -> None:
    """The keywords of `InputError("code", …)` are the parameters of its sentence."""
    wrong = []
    for place, call in _calls():
        code = _literal(call)
        given = {keyword.arg for keyword in call.keywords}
        if _called(call) not in ERRORS or code is None or None in given:
            continue
        needed = _parameters(glossary()[f"error.{code}"]["zh"])
        if not needed <= given:
            wrong.append((place, code, sorted(needed - {str(one) for one in given})))
    assert not wrong


@pytest.mark.parametrize("code", [code for code in OutcomeCode if code not in ACCEPTED])
def test_every_refusal_has_its_sentence(code: OutcomeCode) -> None:
    name = "bad_date_refused" if code is OutcomeCode.BAD_DATE else code.value
    assert f"finding.{name}" in glossary()


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_helped(name: str, language: Language) -> None:
    assert text(f"cli.{name.replace('-', '_')}", language)


@pytest.mark.parametrize("state", list(RequestState))
def test_every_state_of_a_request_has_its_word(state: RequestState) -> None:
    assert f"request_state.{state.value}" in glossary()
