"""The guide says what the declarations say."""

from __future__ import annotations

from tests.conftest import REPOSITORY
from workbooks.document import sheets_page


def test_the_guide_is_up_to_date() -> None:
    """`make docs` writes it anew."""
    assert (REPOSITORY / "docs" / "sheets.md").read_text(encoding="utf-8") == sheets_page()
