"""Put down a submission (变更单): who sent it, and its edits with their places in the sheet."""

from __future__ import annotations

from sqlalchemy import insert

from backend.contract import Submission
from backend.services.content import canonical, fields_of
from backend.services.desk import Desk
from backend.store.tables import trail


def write_submission(desk: Desk, submission: Submission) -> None:
    """Write a submission and each of its edits as it was sent."""
    desk.connection.execute(
        insert(trail.submission),
        [
            {
                "id": submission.id,
                "pull_id": submission.pull_id,
                "maker": submission.login,
                "edit_count": len(submission.commands),
                "business_date": desk.today,
                "recorded_at": desk.now,
            }
        ],
    )
    desk.connection.execute(
        insert(trail.submission_edit),
        [
            {
                "id": command.id,
                "submission_id": submission.id,
                "command": type(command).__name__,
                "place": command.place,
                "content": canonical(fields_of(command)),
            }
            for command in submission.commands
        ],
    )
