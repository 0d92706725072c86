"""Files that mean harm, pushed and checked as a person would: one sentence, nothing written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from backend.language import Language
from tests.desk.desk import Desk


@pytest.mark.parametrize("command", ["check", "push", "refresh"])
def test_every_hostile_file_is_refused_with_one_sentence(
    public_data: Path, small_desk: Desk, command: str
) -> None:
    desk = small_desk
    before = desk.dump()
    files = sorted((public_data / "workbooks" / "hostile").iterdir())
    assert len(files) > 20
    for number, source in enumerate(files):
        file = Path(shutil.copy(source, desk.folder / source.name))
        language = list(Language)[number % 2]
        said = desk.run("li_ming", command, str(file), language=language.value)
        assert (said.code, said.output) == (1, ""), source.name
        assert "Traceback" not in said.error, said.error
        assert ";" in said.error, said.error
        assert source.name in said.words.replace(" ", ""), said.error
        file.unlink()
    assert desk.dump() == before
    left = {path.name for path in desk.folder.iterdir() if not path.name.startswith("fidesk.db")}
    assert left == set(), "nothing is left beside the file"
