"""What people note on their own home sheet."""

from __future__ import annotations

from backend.contract import Outcome, OutcomeCode
from backend.contract.office import MatterAction, NoteMatter
from backend.queries.home.notes import note_key
from backend.services.desk import Desk
from backend.services.outcomes import refuse
from backend.services.rows import put_row, standing_row
from backend.store.tables.office import matter_note


def note_matter(desk: Desk, command: NoteMatter) -> Outcome:
    """Keep a person's note about a matter; handing over needs a person, later needs a day."""
    key = note_key(command.login, command.matter)
    standing = standing_row(desk, matter_note, key)
    if command.version != (standing["version"] if standing else 0):
        return refuse(
            command,
            OutcomeCode.CHANGED_MEANWHILE,
            base=str(command.version),
            now=str(standing["version"] if standing else 0),
        )
    handed = command.action is MatterAction.HANDED
    if handed and (command.hand_to not in desk.persons or command.hand_to == command.login):
        return refuse(command, OutcomeCode.UNKNOWN_PERSON, person=command.hand_to or "-")
    if command.action is MatterAction.LATER and (
        command.until_date is None or command.until_date <= desk.today
    ):
        return refuse(command, OutcomeCode.BAD_DATE, day=str(command.until_date or "-"))
    put_row(
        desk,
        matter_note,
        key,
        login=command.login,
        matter=command.matter,
        action=command.action.value if command.action else "",
        hand_to=command.hand_to if handed else "",
        until_date=command.until_date,
        note=command.note,
    )
    return Outcome(OutcomeCode.DONE, command.id, reference=command.matter)
