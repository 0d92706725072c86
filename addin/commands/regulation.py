"""Regulatory caps: what each rule allows, how much of it is taken, and setting them anew."""

from __future__ import annotations

from dataclasses import asdict

import click

from addin.commands import common
from addin.commands.houses import house_of, writer_of
from addin.commands.parameters import tell_ordered
from addin.terminal import Terminal
from addin.words import group, option
from backend.contract.parameters import ApplyRegulation
from backend.ledger.state import NodeState
from backend.money import from_minor
from backend.queries.caps import outdated_caps, standing_caps
from backend.queries.regulation import RULES, Regulation, read_regulation

regulation_command = group("regulation")
#: How many caps are listed without `--all`: the tightest.
_MOST = 20


@regulation_command.order("apply")
@option("--id", "command_id")
@click.pass_context
def apply_regulation_order(context: click.Context, /, command_id: str | None) -> int:
    """Set every cap anew from capital, shares and rates of today."""
    house = writer_of(context)
    order = ApplyRegulation(id=common.fresh_id(command_id), login=house.login)
    return tell_ordered(context, house, order, "said.regulation_applied")


@regulation_command.order("show")
@option("--day", "on_day")
@option("--all", "every_cap", is_flag=True)
@click.pass_context
def show_regulation_order(context: click.Context, /, on_day: str | None, every_cap: bool) -> int:
    """Show the rules of a day, and the caps with the least room."""
    terminal, house = common.terminal_of(context), house_of(context)
    day = common.day_of(on_day) if on_day else common.today_of(house)
    with house.reading() as connection:
        regulation = read_regulation(connection, day)
        caps = standing_caps(connection, day)
        outdated = outdated_caps(connection, regulation, caps)
    _show_rules(terminal, regulation, str(day))
    if caps:
        _show_caps(terminal, caps if every_cap else caps[:_MOST])
        if len(caps) > _MOST and not every_cap:
            terminal.say("said.regulation_more", count=len(caps) - _MOST)
    else:
        terminal.say("said.regulation_none")
    if outdated.missing or outdated.changed:
        counts = {"missing": len(outdated.missing), "changed": len(outdated.changed)}
        terminal.say("said.regulation_outdated", **counts)
    rules = [_rule_content(regulation, code) for code in RULES if code in regulation.rules]
    content = [_cap_content(one) for one in caps]
    terminal.answer({"day": day, "rules": rules, "caps": content, **asdict(outdated)})
    return 0


def _show_rules(terminal: Terminal, regulation: Regulation, day: str) -> None:
    headings = [
        terminal.text(f"heading.regulation_{one}")
        for one in ("rule", "state", "of", "share", "capital", "cap")
    ]
    listed = []
    for code in RULES:
        if code not in regulation.rules:
            continue
        rule = regulation.rules[code]
        capital, cap = regulation.capital_minor(RULES[code]), regulation.cap_minor(code)
        listed.append(
            (
                f"{code} {terminal.text(f'regulation.{code}')}",
                terminal.text("said.rule_on" if rule.switched_on else "said.rule_off"),
                terminal.text(f"capital.{RULES[code]}"),
                f"{from_minor(rule.share_e6 * 100, 6).normalize():f}%",
                "-" if capital is None else common.wan(capital),
                "-" if cap is None else common.wan(cap),
            )
        )
    terminal.table(terminal.text("said.regulation", day=day), headings, listed, numbers=3)


def _show_caps(terminal: Terminal, caps: list[NodeState]) -> None:
    names = ("node", "owner", "cap", "taken", "room")
    headings = [terminal.text(f"heading.regulation_{one}") for one in names]
    listed = [
        (
            terminal.name(one.label_zh, one.label_en),
            terminal.name(one.owner_zh, one.owner_en),
            common.wan(one.approved_minor),
            common.wan(one.used_minor + one.reserved_minor),
            common.wan(one.room_minor),
        )
        for one in caps
    ]
    terminal.table(terminal.text("said.regulation_caps"), headings, listed, numbers=3)


def _rule_content(regulation: Regulation, code: str) -> dict[str, object]:
    rule = regulation.rules[code]
    capital, cap = regulation.capital_minor(RULES[code]), regulation.cap_minor(code)
    return {
        "rule": code,
        "switched_on": rule.switched_on,
        "valid_from": rule.valid_from,
        "measure": RULES[code],
        "share": str(from_minor(rule.share_e6, 6)),
        "capital_usd": None if capital is None else str(from_minor(capital)),
        "cap_usd": None if cap is None else str(from_minor(cap)),
    }


def _cap_content(cap: NodeState) -> dict[str, object]:
    return {
        "node": cap.key,
        "rule": cap.rule,
        "label_zh": cap.label_zh,
        "label_en": cap.label_en,
        "owner_zh": cap.owner_zh,
        "owner_en": cap.owner_en,
        "cap_usd": str(from_minor(cap.approved_minor)),
        "exposure_usd": str(from_minor(cap.used_minor)),
        "reserved_usd": str(from_minor(cap.reserved_minor)),
        "room_usd": str(from_minor(cap.room_minor)),
    }
