"""Refusals of the database, back in the cells that ordered what was refused."""

from __future__ import annotations

from collections.abc import Sequence

from backend.contract import (
    Binding,
    Command,
    Dimension,
    Finding,
    Outcome,
    OutcomeCode,
    SubmissionOutcome,
)
from backend.language import Language, text
from backend.money import wan_text

#: Outcomes whose name already says something else of a cell.
_OTHER_NAMES = {OutcomeCode.BAD_DATE: "bad_date_refused"}


def findings_of_outcomes(outcome: SubmissionOutcome, commands: Sequence[Command]) -> list[Finding]:
    """Return a finding for every refused command, in the cell that its `place` names.

    A refusal over a line names the node that binds, its room, its owner, and when room comes back.
    """
    places = {command.id: command.place for command in commands}
    return [
        _finding(refused, places.get(refused.command_id, ""))
        for refused in outcome.outcomes
        if not refused.accepted
    ]


def _finding(refused: Outcome, place: str) -> Finding:
    sheet, _, cell = place.partition("!")
    code = _OTHER_NAMES.get(refused.code, refused.code.value)
    detail = {**refused.detail, **_binding(refused.binding)}
    if refused.code is OutcomeCode.BAD_DATE:
        detail["date"] = f" {detail['date']}" if detail.get("date") else ""
    return Finding(code, sheet, cell, detail=detail)


def _binding(binding: Binding | None) -> dict[str, str]:
    """Return every parameter that a refusal's sentence may ask for, empty when nothing binds."""
    detail = dict.fromkeys(
        (
            "node_zh",
            "node_en",
            "owner_zh",
            "owner_en",
            "release_zh",
            "release_en",
            "holder_zh",
            "holder_en",
        ),
        "",
    )
    if binding is None:
        return {**detail, "room": wan_text(0)}
    detail["room"] = wan_text(binding.room_minor)
    for language, label, owner, holder in (
        (Language.CHINESE, binding.label_zh, binding.owner_zh, binding.held_by_zh),
        (Language.ENGLISH, binding.label_en, binding.owner_en, binding.held_by_en),
    ):
        if holder:
            held = "phrase.spare" if binding.dimension is Dimension.UNIT else "phrase.held"
            detail[f"holder_{language.value}"] = text(held, language, holder=holder)
        level = text(f"dimension.{binding.dimension.value}", language)
        detail[f"node_{language.value}"] = label or level
        detail[f"owner_{language.value}"] = f"{owner} {binding.telephone}".strip()
        if binding.next_release_date is not None and binding.next_release_minor:
            detail[f"release_{language.value}"] = text(
                "phrase.release",
                language,
                date=binding.next_release_date.isoformat(),
                amount=wan_text(binding.next_release_minor),
            )
    return detail
