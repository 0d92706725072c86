"""A backup is trusted in nothing: what is altered, cut, missing or hostile is refused by name."""

from __future__ import annotations

import json
import random
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.errors import InputError
from backend.language import Language
from sync.backup.check import check_file
from sync.backup.create import Made
from sync.backup.manifest import Manifest, read_manifest
from sync.backup.restore import restore
from tests.backup.houses import settings, silent
from tests.backup.zips import (
    HASH,
    MANIFEST,
    Parts,
    part_of,
    put_together,
    rewritten,
    signed,
    taken_apart,
)

ENTRY, RATE = "tables/entry.jsonl", "tables/rate.jsonl"


def refusal(path: Path, known_hash: str = "") -> InputError:
    """Return the error of checking, whose sentences name the file in both languages."""
    with pytest.raises(InputError) as error:
        check_file(path, silent, known_hash)
    for language in Language:
        assert str(path) in error.value.sentence(language)
    return error.value


def test_a_backup_is_as_its_manifest_says(backup: Path, whole_backup: Made) -> None:
    checked = check_file(backup, silent, whole_backup.manifest_hash)
    assert checked.manifest == whole_backup.manifest
    parts = taken_apart(backup)
    for part in checked.manifest.tables:
        lines = parts[part.path].decode("utf-8").splitlines()
        assert len(lines) == part.rows
        rows = [json.loads(line) for line in lines]
        assert [json.dumps(row, sort_keys=True) for row in rows] == [
            json.dumps(row) for row in rows
        ]
    total = sum(json.loads(line)["used_delta_minor"] for line in parts[ENTRY].splitlines())
    assert part_of(json.loads(parts[MANIFEST]), "entry")["totals"]["used_delta_minor"] == str(total)


def test_totals_are_by_currency_too(backup: Path) -> None:
    manifest = json.loads(taken_apart(backup)[MANIFEST])
    totals = part_of(manifest, "entry")["totals"]
    assert totals["deal_amount_minor/USD"] == totals["deal_amount_minor"]
    assert set(part_of(manifest, "dealing")["totals"]) > {"amount_minor", "fee_fen"}


# --- by a zip program --------------------------------------------------------------------------


def _without(name: str) -> Callable[[Parts], Parts]:
    return lambda parts: {one: content for one, content in parts.items() if one != name}


def _renamed(name: str, other: str) -> Callable[[Parts], Parts]:
    return lambda parts: {other if one == name else one: content for one, content in parts.items()}


def _said(**values: Any) -> Callable[[Parts], Parts]:
    return lambda parts: signed(parts, lambda manifest: manifest.update(values))


def _of_entry(**values: Any) -> Callable[[Parts], Parts]:
    return lambda parts: signed(parts, lambda said: part_of(said, "entry").update(values))


def _less_one_entry(parts: Parts) -> Parts:
    """Leave the last entry out and tell the manifest, but for the newest entry."""
    lines = parts[ENTRY].splitlines(keepends=True)[:-1]
    totals: dict[str, int] = {}
    for row in map(json.loads, lines):
        for name in (one for one in row if one.endswith("_minor")):
            for key in (name, f"{name}/{row['deal_currency']}"):
                totals[key] = totals.get(key, 0) + row[name]
    return rewritten(parts, "entry", lines, totals={name: str(n) for name, n in totals.items()})


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (_without(RATE), "backup_part_missing", RATE),
        (_without(MANIFEST), "backup_part_missing", MANIFEST),
        (_without(HASH), "backup_part_missing", HASH),
        (_renamed(RATE, "tables/rates.jsonl"), "backup_part_unexpected", "tables/rates.jsonl"),
        (lambda parts: {**parts, "notes.txt": b"hello"}, "backup_part_unexpected", "notes.txt"),
        (lambda parts: {**parts, "../../x": b"!"}, "backup_part_unexpected", "../../x"),
        (lambda parts: {**parts, "/etc/x": b"!"}, "backup_part_unexpected", "/etc/x"),
        (
            lambda parts: {**parts, RATE: parts[RATE].replace(b"6512345678", b"6512345679")},
            "backup_hash",
            RATE,
        ),
        (lambda parts: {**parts, RATE: parts[RATE] + b"{}\n"}, "backup_size", RATE),
        (
            lambda parts: {**parts, MANIFEST: parts[MANIFEST].replace(b'"li"', b'"me"') + b" "},
            "backup_manifest_altered",
            MANIFEST,
        ),
        (lambda parts: {**parts, HASH: b"\xff\n"}, "backup_manifest_altered", "manifest.sha256"),
        (_said(format=2), "backup_format", "2"),
        (_said(format="1"), "backup_format", "1"),
        (_said(more=1), "backup_manifest", "more"),
        (_said(newest_entry=-1), "backup_manifest", "newest_entry"),
        (_said(heads=[{"stream": "entry"}]), "backup_manifest", "chain_hash"),
        (_said(tables={}), "backup_manifest", "tables"),
        (
            lambda parts: signed({**parts, MANIFEST: b"{}"}, lambda _said: None),
            "backup_format",
            "None",
        ),
        (_of_entry(rows=7), "backup_rows", ENTRY),
        (_of_entry(bytes=7), "backup_size", ENTRY),
        (_of_entry(sha256="0" * 64), "backup_hash", ENTRY),
        (_of_entry(totals={}), "backup_totals", "approved_delta_minor"),
        (_of_entry(name="rate"), "backup_part_unexpected", ENTRY),
        (lambda parts: rewritten(parts, "rate", [b"[1]\n"]), "backup_line", RATE),
        (lambda parts: rewritten(parts, "rate", [b'{"a": 1}']), "backup_line", RATE),
        (lambda parts: rewritten(parts, "rate", [b"\xff\xfe\n"]), "backup_line", RATE),
        (
            lambda parts: rewritten(parts, "entry", [b'{"used_delta_minor": "9"}\n']),
            "backup_line",
            ENTRY,
        ),
        (_less_one_entry, "backup_entries", ENTRY),
    ],
)
def test_what_was_changed_is_named(
    backup: Path, change: Callable[[Parts], Parts], code: str, place: str
) -> None:
    put_together(backup, change(taken_apart(backup)))
    error = refusal(backup)
    assert error.code == code
    for language in Language:
        assert place in error.sentence(language)


def test_a_part_that_is_there_twice_is_named(backup: Path) -> None:
    parts = taken_apart(backup)
    with pytest.warns(UserWarning, match="Duplicate name"):
        put_together(backup, parts, (RATE, b""))
    error = refusal(backup)
    assert (error.code, error.parameters["part"]) == ("backup_part_twice", RATE)


def test_a_manifest_that_was_written_anew_is_known_by_the_hash_that_was_noted(
    backup: Path, whole_backup: Made
) -> None:
    put_together(backup, _said(made_by="somebody")(taken_apart(backup)))
    check_file(backup, silent)  # agrees with itself
    assert refusal(backup, whole_backup.manifest_hash).code == "backup_other_manifest"


# --- by nature and by malice -------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_no_backup(backup: Path, share: float) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * share)])
    assert refusal(backup).code == "backup_not_a_zip"


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    text, away = tmp_path / "text.zip", tmp_path / "away.zip"
    text.write_text("no zip", encoding="utf-8")
    assert refusal(text).code == "backup_not_a_zip"
    assert refusal(away).code == "no_backup"
    assert refusal(tmp_path).code == "no_backup"


@pytest.mark.soak
def test_a_flipped_bit_is_refused_or_changes_nothing(
    backup: Path, whole_backup: Made, soak_scale: Callable[[int], int], seed: int
) -> None:
    """A bit of the zip's own bookkeeping may be of no meaning; no bit of the content is."""
    chance, content = random.Random(seed), backup.read_bytes()
    refused = 0
    for _ in range(soak_scale(1000)):
        altered = bytearray(content)
        altered[chance.randrange(len(altered))] ^= 1 << chance.randrange(8)
        backup.write_bytes(altered)
        try:
            checked = check_file(backup, silent)
        except InputError:
            refused += 1
        else:
            assert checked.manifest_hash == whole_backup.manifest_hash
    assert refused > 0


def test_a_bomb_is_refused_unread(backup: Path) -> None:
    parts = taken_apart(backup)
    put_together(backup, {**parts, MANIFEST: b" " * 50_000_000})
    error = refusal(backup)
    assert (error.code, error.parameters["part"]) == ("backup_bomb", MANIFEST)
    zeros = b" " * 50_000_000
    put_together(backup, rewritten(parts, "rate", [zeros]))
    error = refusal(backup)
    assert (error.code, error.parameters["part"]) == ("backup_bomb", RATE)


def test_a_part_that_lies_about_its_size_is_refused(backup: Path) -> None:
    """The directory says little, the data swells: no more is read than was said."""
    with zipfile.ZipFile(backup) as package:
        member = package.getinfo(RATE)
    content = bytearray(backup.read_bytes())
    small = member.file_size - 40
    old, new = struct.pack("<L", member.file_size), struct.pack("<L", small)
    start = content.index(b"PK\x01\x02")
    place = content.index(RATE.encode(), start) - 46 + 24
    assert content[place : place + 4] == old
    content[place : place + 4] = new
    backup.write_bytes(bytes(content))
    assert refusal(backup).code == "backup_size"


def test_an_encrypted_part_or_an_odd_compression_is_refused(backup: Path) -> None:
    parts = taken_apart(backup)
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part, zipfile.ZIP_LZMA if name == RATE else None)
    error = refusal(backup)
    assert (error.code, error.parameters["part"]) == ("backup_part_unexpected", RATE)
    put_together(backup, parts)
    content = bytearray(backup.read_bytes())
    place = content.index(RATE.encode(), content.index(b"PK\x01\x02")) - 46 + 8
    content[place] |= 1
    backup.write_bytes(bytes(content))
    assert refusal(backup).code == "backup_part_unexpected"


# --- restore refuses what a check lets pass ----------------------------------------------------


def _other(parts: Parts, table: str, old: bytes, new: bytes) -> Parts:
    lines = [one.replace(old, new) for one in parts[f"tables/{table}.jsonl"].splitlines(True)]
    assert b"".join(lines) != parts[f"tables/{table}.jsonl"]
    return rewritten(parts, table, lines)


def _no_table(parts: Parts) -> Parts:
    def leave_out(manifest: dict[str, Any]) -> None:
        manifest["tables"] = [one for one in manifest["tables"] if one["name"] != "rate"]

    return _without(RATE)(signed(parts, leave_out))


def _odd_table(parts: Parts) -> Parts:
    def add(manifest: dict[str, Any]) -> None:
        manifest["tables"].append({**part_of(manifest, "pull"), "name": "shopping"})

    return signed({**parts, "tables/shopping.jsonl": parts["tables/pull.jsonl"]}, add)


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (_said(schema="0001"), "backup_schema", "0001"),
        (_no_table, "backup_part_missing", RATE),
        (_odd_table, "backup_part_unexpected", "tables/shopping.jsonl"),
        (
            lambda parts: _other(parts, "rate", b'"source":', b'"sauce":'),
            "restore_column",
            "sauce",
        ),
        (
            lambda parts: _other(parts, "rate", b'"2026-11-02"', b'"2026-02-30"'),
            "restore_value",
            "2026-02-30",
        ),
        (
            lambda parts: _other(parts, "rate", b"6512345678", b'"6512345678"'),
            "restore_value",
            "rate_e12",
        ),
        (
            lambda parts: _other(parts, "audit", b'"image":"{', b'"image":"'),
            "restore_image",
            "",
        ),
        (
            lambda parts: _other(parts, "audit", b'"row_key":"sun"', b'"row_key":"moon"'),
            "restore_differs",
            "sun",
        ),
    ],
)
def test_a_hostile_backup_restores_nothing(
    backup: Path, change: Callable[[Parts], Parts], code: str, place: str
) -> None:
    put_together(backup, change(taken_apart(backup)))
    check_file(backup, silent)
    with pytest.raises(InputError) as error:
        restore(backup, settings(backup.with_name("restored.db")), silent)
    assert error.value.code == code
    assert place in error.value.sentence(Language.CHINESE)
    assert sorted(backup.parent.iterdir()) == [backup]


def test_a_manifest_says_the_same_written_and_read(whole_backup: Made) -> None:
    content = whole_backup.manifest.content()
    read = read_manifest("x", content)
    assert isinstance(read, Manifest)
    assert read == whole_backup.manifest
    assert read.content() == content


def test_a_copy_is_the_backup(backup: Path, whole_backup: Made, tmp_path: Path) -> None:
    copied = Path(shutil.copy(backup, tmp_path / "under another name.zip"))
    assert check_file(copied, silent).manifest_hash == whole_backup.manifest_hash
