"""The small file that says that another is complete."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sync.feeds.findings import Findings
from sync.feeds.layout import Layout

#: What it says is one short line.
_MOST_BYTES = 1024


def require_flag(path: Path, layout: Layout, findings: Findings) -> None:
    """Refuse a file whose flag is not there: it may still be on its way."""
    flag = path.with_name(layout.flag_name(path.name))
    if layout.flag is not None and not flag.is_file():
        raise findings.refuse("flag_missing", flag=flag.name)


def check_flag(path: Path, layout: Layout, said: tuple[int, str, date], findings: Findings) -> None:
    """Hold what the flag file says against the file: its records, first total and day."""
    expected = layout.flag_content(*said)
    if not expected:
        return
    flag = path.with_name(layout.flag_name(path.name))
    with flag.open("rb") as file:
        given = file.read(_MOST_BYTES).decode(layout.encoding, errors="replace").strip()
    if given != expected:
        findings.add("flag_content", flag=flag.name, given=given, expected=expected)
