"""The sheets of the preview, as the evaluation book writes them after its registers."""

from __future__ import annotations

from backend.money import LEDGER_CURRENCY
from backend.queries.evaluation.preview import Preview
from workbooks.contents import Contents
from workbooks.frame import Desk
from workbooks.preview.grade_formulas import Sources
from workbooks.preview.page import begin
from workbooks.preview.parameters import write_parameters
from workbooks.preview.sheet import IDENTIFIER, write_preview
from workbooks.preview.statements import write_statements


def write_preview_sheets(desk: Desk, contents: Contents) -> None:
    """Write 评价测算, 报表录入 and 评价参数."""
    preview = contents.more
    if not isinstance(preview, Preview):
        return
    say = desk.words.say
    note = say("preview.note", time=desk.words.time(preview.moment))
    page = begin(desk, say(f"sheet.{IDENTIFIER}"), say("preview.unit"), LEDGER_CURRENCY, note)
    lines = write_statements(desk, preview)
    cells = write_parameters(desk, preview)
    write_preview(desk, preview, Sources(cells, lines), page)
