"""What is skipped quietly on a desk must not be skipped quietly in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

TESTS = {
    "require": "from tests.conftest import require\ndef test(): require(None, 'no office')",
    "skip": "import pytest\ndef test(): pytest.skip('no office')",
    "mark": "import pytest\n@pytest.mark.skipif(True, reason='no office')\ndef test(): ...",
    "module": "import pytest\npytest.skip('no office', allow_module_level=True)",
    "mssql": "import pytest\n@pytest.mark.mssql\ndef test(): raise RuntimeError",
    "data": "def test(public_data): raise RuntimeError",
}


@pytest.mark.parametrize(
    ("case", "require_all", "closing_line"),
    [
        ("require", "", "1 skipped"),
        ("require", "1", "1 failed"),
        ("skip", "1", "1 failed"),
        ("mark", "1", "1 error"),
        ("module", "1", "1 error"),
        ("mssql", "1", "1 skipped"),
        ("data", "1", "1 skipped"),
    ],
)
def test_a_skip_fails_where_everything_is_required(
    tmp_path: Path, case: str, require_all: str, closing_line: str
) -> None:
    (tmp_path / "test_case.py").write_text(TESTS[case], encoding="utf-8")
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", str(tmp_path)],
        cwd=REPOSITORY,
        env={
            **{name: value for name, value in os.environ.items() if "PYTEST" not in name},
            "FIDESK_PUBLIC_DATA": str(tmp_path / "absent"),
            "FIDESK_REQUIRE_ALL": require_all,
            "FIDESK_TEST_MSSQL_URL": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert closing_line in finished.stdout.splitlines()[-1], finished.stdout
