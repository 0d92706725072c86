"""The ten-second answer: one sentence for the chat, and the ladder beneath it."""

from __future__ import annotations

from addin.commands import common
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract import Outcome, ReserveLimit, UseCommand
from backend.dates import SHANGHAI
from backend.queries import reference
from backend.queries.institutions import institution_names
from backend.queries.past.ladder import ladder_of
from backend.queries.rows import InstitutionName


def tell_answer(
    terminal: Terminal, house: House, command: UseCommand, outcome: Outcome, act: str
) -> None:
    """Say what became of a use: whom, what, how much, what binds, what is left, and as of when."""
    with house.reading() as connection:
        places = reference.minor_units(connection).get(command.currency, 2)
        names = {one.bic8: one for one in institution_names(connection).values()}
        product = reference.products(connection)[command.product]
        unit = reference.units(connection)[command.unit]
    words = {
        "institution": _named(terminal, names[command.institution]),
        "product": terminal.name(product.zh, product.en),
        "unit": terminal.name(unit.name_zh, unit.name_en),
        "amount": common.money_text(command.amount_minor, places, command.currency),
        "time": f"{house.clock().astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        "maturity": command.maturity_date.isoformat(),
        "until": command.last_date.isoformat() if isinstance(command, ReserveLimit) else "",
    }
    if not outcome.accepted:
        reason = common.refusal_sentence(terminal, command, outcome)
        terminal.say("said.answer_no", reason=reason, **words)
        return
    key = f"said.answer_{act}" if common.is_done(outcome) else "said.repeated"
    terminal.say(
        key,
        number=outcome.reference,
        reference=outcome.reference,
        use=common.wan(outcome.line_use_minor),
        available=common.wan(outcome.available_minor or 0),
        bound=_bound(terminal, outcome),
        **words,
    )
    if outcome.excess_minor:
        terminal.say("said.excess", excess=common.wan(outcome.excess_minor))


def _bound(terminal: Terminal, outcome: Outcome) -> str:
    binding = outcome.binding
    if binding is None:
        return ""
    return terminal.text(
        "said.bound",
        node=terminal.name(binding.label_zh, binding.label_en),
        owner=terminal.name(binding.owner_zh, binding.owner_en),
        telephone=binding.telephone,
    )


def _named(terminal: Terminal, name: InstitutionName) -> str:
    mark = terminal.text("said.onshore") if name.onshore_legal_person else ""
    return f"{terminal.name(name.short_zh, name.short_en)}({name.bic8}){mark}"


def show_ladder(terminal: Terminal, house: House, command: UseCommand, outcome: Outcome) -> None:
    """Show every level of the path, as it stands now; the one that binds is marked."""
    with house.reading() as connection:
        levels = ladder_of(connection, command.institution, command.product, command.unit)
    columns = ("level", "approved", "temporary", "used", "reserved", "frozen", "available")
    headings = [terminal.text(f"heading.{one}") for one in columns]
    binding = outcome.binding.node if outcome.binding else ""
    rows = [
        (
            terminal.name(level.label_zh, level.label_en) + (" ◀" if level.key == binding else ""),
            *(
                common.wan(value) if level.limited or position in {2, 3} else "-"
                for position, value in enumerate(
                    (
                        level.approved_minor,
                        level.temporary_minor,
                        level.used_minor,
                        level.reserved_minor,
                        level.frozen_minor,
                        max(0, level.room_minor),
                    )
                )
            ),
        )
        for level in levels
    ]
    terminal.table(terminal.text("said.ladder"), headings, rows, numbers=6)
