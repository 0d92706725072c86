"""The orders as somebody gives them: create, list, verify, restore, drill; on the whole sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.language import Language
from tests.backup.zips import HASH, put_together, taken_apart
from tests.desk.conftest import desk, seat, small_desk, small_house, whole_house
from tests.desk.desk import Desk

__all__ = ["desk", "seat", "small_desk", "small_house", "whole_house"]

FILE = "fidesk_20261123T020000Z.zip"


def made(desk: Desk, folder: str = "") -> Path:
    """Let the administrator make a backup."""
    place = desk.folder / folder
    place.mkdir(exist_ok=True)
    answer = desk.ask("zhao_lei", "backup", "create", "-o", str(place))
    return Path(answer["file"])


def test_the_whole_sample_comes_back(desk: Desk) -> None:
    said = desk.run("zhao_lei", "backup", "create", "-o", str(desk.folder))
    assert said.code == 0, said.words
    path = desk.folder / FILE
    for words in (FILE, "business date 2026-11-23", "Hash of the manifest", "Chain head row"):
        assert words in said.words
    target = desk.folder / "restored.db"
    said = desk.run("zhao_lei", "backup", "restore", str(path), "--database", str(target))
    assert said.code == 0, said.words
    assert "equal row by row, verified" in said.words
    first = desk.dump()
    desk.database = target
    assert sorted(desk.dump()) == sorted(first)
    assert desk.run("li_min", "verify").code == 0
    assert desk.run("zhou_jie", "simulate", "slb", "placement", "5000万").code == 0
    again = made(desk, "again")
    assert again.read_bytes() == path.read_bytes()


def test_a_drill_says_the_totals(small_desk: Desk) -> None:
    path = made(small_desk)
    before = sorted(small_desk.folder.iterdir())
    said = small_desk.run("zhao_lei", "backup", "drill", str(path), language="zh")
    assert said.code == 0, said.words
    assert "控制合计 entry approved_delta_minor" in said.words
    assert "演练成功" in said.words
    assert sorted(small_desk.folder.iterdir()) == before
    answer = small_desk.ask("zhao_lei", "backup", "drill", str(path))
    assert (answer["equal"], answer["sound"]) == (True, True)
    (used,) = small_desk.select("SELECT sum(used_delta_minor) FROM entry")[0]
    assert answer["tables"]["entry"]["totals"]["used_delta_minor"] == str(used)


def test_a_folder_of_backups(small_desk: Desk) -> None:
    desk = small_desk
    first = made(desk, "kept")
    second = made(desk, "kept")
    assert (first.name, second.name) == (FILE, "fidesk_20261123T020000Z_2.zip")
    third = first.with_name("third.zip")
    parts = taken_apart(first)
    put_together(third, {**parts, HASH: b"no hash\n"})
    for order in ("list", "verify"):
        answer = desk.run("li_ming", "backup", order, str(first.parent), machine=True)
        assert answer.code == 1
        files = [Path(one["file"]).name for one in answer.answer["backups"]]
        assert files == [first.name, second.name]
        assert [one["error"] for one in answer.answer["refused"]] == ["backup_manifest_altered"]
        said = desk.run("li_ming", "backup", order, str(first.parent), language="zh")
        assert said.code == 1
        for name in (first.name, second.name, third.name):
            assert name in said.words
    third.unlink()
    assert desk.run("li_ming", "backup", "verify", str(first.parent)).code == 0
    assert desk.run("li_ming", "backup", "list", str(first.parent)).code == 0


def test_the_hash_that_was_noted(small_desk: Desk) -> None:
    path = made(small_desk)
    (noted,) = {
        one["manifest_hash"]
        for one in small_desk.ask("li_ming", "backup", "verify", str(path))["backups"]
    }
    for digest, code in ((noted, 0), (noted.upper(), 0), ("0" * 64, 1)):
        order = ("backup", "verify", str(path), "--manifest-hash", digest)
        assert small_desk.run("li_ming", *order).code == code


@pytest.mark.parametrize("login", ["li_ming", "examiner", "nobody"])
def test_who_may_not(small_desk: Desk, login: str) -> None:
    desk = small_desk
    path = made(desk)
    target = desk.folder / "restored.db"
    before = sorted(desk.folder.iterdir())
    for order in (
        ("create", "-o", str(desk.folder)),
        ("restore", str(path), "--database", str(target)),
        ("drill", str(path)),
    ):
        said = desk.run(login, "backup", *order, machine=True)
        assert said.code == 1
        assert said.answer["error"] in {"not_permitted", "unknown_login"}
    assert sorted(desk.folder.iterdir()) == before


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize(
    ("order", "code"),
    [
        (("create", "-o", "absent"), 2),
        (("list", "absent"), 1),
        (("verify", "absent.zip"), 1),
        (("restore", "absent.zip", "--database", "new.db"), 1),
        (("drill", "absent.zip"), 1),
        (("restore", "{path}", "--database", "{house}"), 1),
        (("restore", "{path}", "--database", "absent/new.db"), 1),
        (("restore", "{path}"), 2),
        (("forget",), 2),
    ],
)
def test_what_cannot_be_done_is_said(
    small_desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    order: tuple[str, ...],
    code: int,
    language: Language,
) -> None:
    desk = small_desk
    path = made(desk)
    monkeypatch.chdir(desk.folder)
    before = sorted(desk.folder.iterdir())
    words = [one.format(path=path, house=desk.database) for one in order]
    said = desk.run("zhao_lei", "backup", *words, language=language.value)
    assert said.code == code, said.words
    assert said.error
    assert "Traceback" not in said.words
    assert sorted(desk.folder.iterdir()) == before


def test_a_database_that_was_altered_is_backed_up_and_said(small_desk: Desk) -> None:
    desk = small_desk
    desk.run("zhao_lei", "seal")
    desk.tamper("UPDATE rate SET rate_e12 = rate_e12 + 1 WHERE currency_code = 'JPY'")
    said = desk.run("zhao_lei", "backup", "create", "-o", str(desk.folder))
    assert said.code == 1
    assert "verify found 1 discrepancies" in said.words
    path = str(desk.folder / FILE)
    refused = desk.run("zhao_lei", "backup", "drill", path, language="zh")
    assert refused.code == 1
    assert "fact_altered" in refused.words


def test_the_help_of_each_order(small_desk: Desk) -> None:
    from addin.commands.backup import backup_command  # noqa: PLC0415 - as the command line does
    from backend.language import glossary  # noqa: PLC0415 - beside it

    assert set(backup_command.commands) == {"create", "list", "verify", "restore", "drill"}
    for name, order in backup_command.commands.items():
        for language in Language:
            said = small_desk.call("--language", language.value, "backup", name, "--help")
            squeezed = said.output.replace(" ", "").replace("\n", "")
            assert said.code == 0
            assert glossary()[f"cli.backup_{name}"][language.value].replace(" ", "") in squeezed
            for option in order.params:
                if option.param_type_name == "option":
                    helped = glossary()[f"option.{option.name}"][language.value]
                    assert helped.replace(" ", "") in squeezed


def test_every_order_is_described() -> None:
    from addin.commands.backup import backup_command  # noqa: PLC0415 - as the command line does
    from tests.conftest import REPOSITORY  # noqa: PLC0415 - beside it

    document = (REPOSITORY / "docs" / "command-line.md").read_text(encoding="utf-8")
    for name, order in backup_command.commands.items():
        assert f"`backup {name}" in document
        for option in order.params:
            if option.param_type_name == "option":
                assert option.opts[0] in document


def test_json_is_one_object(small_desk: Desk) -> None:
    said = small_desk.run(
        "zhao_lei", "backup", "create", "-o", str(small_desk.folder), machine=True
    )
    answer = json.loads(said.output)
    assert answer["tables"]["entry"]["rows"] == small_desk.count("entry")
    assert {head["stream"] for head in answer["heads"]} == {"audit", "entry", "row"}
