"""扣占对象: whose line a deal takes, and under which product, by its kind of business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import click

from addin.commands import common
from addin.commands.houses import house_of
from addin.terminal import Terminal
from addin.words import command, option
from backend.bootstrap import House
from backend.contract.charging import NOBODY, ROLES, STAND_INS
from backend.errors import InputError
from backend.language import Language
from backend.queries import reference
from backend.queries.charging import ChargeRule, business_name, charge_rules
from backend.queries.institutions import institution_names
from backend.queries.rows import InstitutionName


@dataclass(frozen=True)
class Charge:
    """Whose line a deal takes: `institution` is the party's BIC8, empty where nobody's is taken.

    `line_of` is the head office whose line a branch uses; the same BIC8 for a legal entity.
    """

    rule: ChargeRule
    institution: str = ""
    line_of: str = ""


@command("charged")
@option("--business", default="")
@option("--party", "parties", multiple=True)
@option("--day", "on_day")
@click.pass_context
def charged_command(
    context: click.Context, /, business: str, parties: tuple[str, ...], on_day: str | None
) -> int:
    """Say whom a deal charges; without a kind of business, say it of every kind."""
    terminal, house = common.terminal_of(context), house_of(context)
    day = common.day_of(on_day) if on_day else common.today_of(house)
    if not business:
        return _every(terminal, house, day)
    charge = charge_of(house, business, parties, day)
    names = _products(terminal, house)
    words = {
        "business": business_name(business, terminal.language),
        "product": names[charge.rule.product],
        "party": terminal.text(f"party.{charge.rule.party}"),
        "basis": terminal.text(f"basis.{charge.rule.basis}"),
        "starts": terminal.text(f"starts.{charge.rule.starts}"),
        "ends": terminal.text(f"ends.{charge.rule.ends}"),
        "institution": _named(terminal, house, charge.institution),
        "line_of": _named(terminal, house, charge.line_of),
    }
    if charge.rule.party == NOBODY:
        terminal.say("said.charges_nobody", **words)
    else:
        branch = charge.line_of != charge.institution
        terminal.say("said.charges_head_office" if branch else "said.charges", **words)
    terminal.answer({"day": day, **_content(charge.rule), **_whom(charge)})
    return 0


def charge_of(house: House, business: str, parties: Sequence[str], day: date) -> Charge:
    """Return whose line a deal of this kind takes, of the parties said as `role=bank`.

    Raises `InputError` `charge_business`, `charge_role`, `charge_word`, `charge_party`.
    """
    with house.reading() as connection:
        rules = charge_rules(connection, day)
        if business not in rules:
            raise InputError("charge_business", given=business, known=", ".join(sorted(rules)))
        rule = rules[business]
        named = {
            role: common.institution_named(connection, bank)
            for role, bank in _roles(parties).items()
        }
    if rule.party == NOBODY:
        return Charge(rule)
    charged = rule.charged({role: one.bic8 for role, one in named.items()})
    if charged is None:
        roles = " / ".join(STAND_INS.get(rule.party, (rule.party,)))
        raise InputError("charge_party", business=business, roles=roles)
    bank = next(one for one in named.values() if one.bic8 == charged)
    return Charge(rule, charged, bank.head_office or charged)


def charged_line(house: House, business: str, parties: Sequence[str], day: date) -> Charge:
    """Return whose line a deal to be booked takes; raises `charge_nobody` where nobody's is."""
    charge = charge_of(house, business, parties, day)
    if charge.rule.party == NOBODY:
        raise InputError("charge_nobody", business=business)
    return charge


def _roles(parties: Sequence[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for word in parties:
        role, equals, bank = word.partition("=")
        role, bank = role.strip(), bank.strip()
        if not (equals and bank):
            raise InputError("charge_word", given=word)
        if role not in ROLES or role in said:
            raise InputError("charge_role", given=role, known=", ".join(ROLES))
        said[role] = bank
    return said


def _every(terminal: Terminal, house: House, day: date) -> int:
    with house.reading() as connection:
        rules = list(charge_rules(connection, day).values())
    names = _products(terminal, house)
    columns = ("business", "party", "product", "basis", "starts", "ends")
    headings = [terminal.text(f"heading.charge_{one}") for one in columns]
    listed = [
        (
            f"{one.code} {business_name(one.code, terminal.language)}",
            *(terminal.text(f"party.{one.party}"), names[one.product]),
            *(terminal.text(f"basis.{one.basis}"), terminal.text(f"starts.{one.starts}")),
            terminal.text(f"ends.{one.ends}"),
        )
        for one in rules
    ]
    terminal.table(terminal.text("said.charge_rules", day=day), headings, listed)
    terminal.answer({"day": day, "rules": [_content(one) for one in rules]})
    return 0


def _products(terminal: Terminal, house: House) -> Mapping[str, str]:
    with house.reading() as connection:
        products = reference.products(connection)
    return {code: terminal.name(one.zh, one.en) for code, one in products.items()}


def _named(terminal: Terminal, house: House, bic8: str) -> str:
    with house.reading() as connection:
        names: Mapping[str, InstitutionName] = {
            one.bic8: one for one in institution_names(connection).values()
        }
    one = names.get(bic8)
    return f"{terminal.name(one.short_zh, one.short_en)}({bic8})" if one is not None else bic8


def _content(rule: ChargeRule) -> dict[str, object]:
    return {
        "business": rule.code,
        "business_zh": business_name(rule.code, Language.CHINESE),
        "business_en": business_name(rule.code, Language.ENGLISH),
        "product": rule.product,
        "party": rule.party,
        "basis": rule.basis,
        "starts": rule.starts,
        "ends": rule.ends,
        "valid_from": rule.valid_from,
    }


def _whom(charge: Charge) -> dict[str, object]:
    return {"institution": charge.institution or None, "line_of": charge.line_of or None}
