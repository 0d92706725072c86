"""What every command needs: its house, its terminal, and names turned into codes."""

from __future__ import annotations

import uuid
from datetime import date

import click
from sqlalchemy import Connection

from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract import Command, Outcome, OutcomeCode, SubmissionOutcome
from backend.dates import day_written, maturity_written
from backend.errors import InputError
from backend.money import AmountError, from_minor, grouped, parse_amount, to_minor, wan_text
from backend.queries import reference
from backend.queries.institution_index import InstitutionIndex, codes_by_name, plain
from backend.queries.institutions import entity_of, institution_names
from backend.queries.nodes import open_date
from backend.queries.rows import InstitutionName
from backend.services.days import business_date_of
from workbooks.outcomes import findings_of_outcomes
from workbooks.sentences import sentence


def terminal_of(context: click.Context) -> Terminal:
    """Return the terminal of this call."""
    settings, as_json = context.obj
    return Terminal(settings.language, as_json=as_json)


def today_of(house: House) -> date:
    """Return the business date of now; an open date that lies ahead of the clock stands."""
    with house.reading() as connection:
        days = reference.working_days(connection)
        return max(open_date(connection), business_date_of(house.clock(), days))


def fresh_id(given: str | None) -> str:
    """Return the id of a command: the one given, so that it can be sent again, else a new one."""
    return given or str(uuid.uuid4())


def institution_named(connection: Connection, words: str) -> InstitutionName:
    """Return the institution that the words mean.

    Raises `InstitutionUnclearError`, which names the candidates.
    """
    return InstitutionIndex(institution_names(connection).values()).one(words)


def entity_named(house: House, words: str) -> str:
    """Return the BIC8 of the legal entity of the institution that the words mean."""
    with house.reading() as connection:
        return entity_of(institution_named(connection, words))


def product_named(connection: Connection, words: str) -> str:
    """Return the code of a product given by code or by name in either language."""
    products = reference.products(connection)
    code = codes_by_name(products.values()).get(plain(words))
    if code is None:
        raise InputError("unknown_product", given=words, known=", ".join(products))
    return code


def unit_named(connection: Connection, words: str) -> str:
    """Return the code of a department or branch given by code or name in either language."""
    for unit in reference.units(connection).values():
        names = {unit.code, unit.name_zh.casefold(), unit.name_en.casefold()}
        if words.casefold() in names:
            return unit.code
    known = ", ".join(one.code for one in reference.units(connection).values() if one.allocates)
    raise InputError("unknown_unit", given=words, known=known)


def own_unit(connection: Connection, login: str, words: str | None) -> str:
    """Return the unit that was named, else the settings', else the own, when it holds shares."""
    words = words or click.get_current_context().obj[0].unit
    if words:
        return unit_named(connection, words)
    person = reference.persons(connection).get(login)
    units = reference.units(connection)
    if person is not None and units[person.unit].allocates:
        return person.unit
    known = ", ".join(one.code for one in units.values() if one.allocates and one.parent)
    raise InputError("unit_needed", login=login, known=known)


def amount_of(connection: Connection, words: str, currency: str) -> int:
    """Return an amount in minor units of its currency.

    Raises `InputError` `unknown_currency` or `bad_amount`.
    """
    places = reference.minor_units(connection).get(currency)
    if places is None:
        raise InputError("unknown_currency", given=currency)
    try:
        return to_minor(parse_amount(words).value, places)
    except AmountError as error:
        raise InputError("bad_amount", given=words, currency=currency) from error


def day_of(words: str) -> date:
    """Return a date as people write it; raises `InputError` `bad_date`."""
    try:
        return day_written(words)
    except ValueError:
        raise InputError("bad_date", given=words) from None


def maturity_of(value_date: date, words: str) -> date:
    """Return a maturity given as a date or as a tenor: O/N, 7D, 2W, 3M, 1Y."""
    try:
        return maturity_written(value_date, words)
    except (ValueError, OverflowError):  # beyond the year 9999
        raise InputError("bad_date", given=words) from None


def refusal_sentence(terminal: Terminal, command: Command, outcome: Outcome) -> str:
    """Return why a command was refused, with the node that binds and whom to ask."""
    whole = SubmissionOutcome("", applied=False, repeated=False, outcomes=[outcome])
    (finding,) = findings_of_outcomes(whole, [command])
    return sentence(finding, terminal.language)


def outcome_content(outcome: Outcome) -> dict[str, object]:
    """Return an outcome as JSON says it; amounts are exact decimals as text."""
    binding = outcome.binding
    return {
        "outcome": outcome.code.value,
        "accepted": outcome.accepted,
        "id": outcome.command_id,
        "reference": outcome.reference,
        "line_use_usd": str(from_minor(outcome.line_use_minor)),
        "available_usd": (
            None if outcome.available_minor is None else str(from_minor(outcome.available_minor))
        ),
        "excess_usd": str(from_minor(outcome.excess_minor)),
        "bound_by": None
        if binding is None
        else {
            "node": binding.node,
            "label_zh": binding.label_zh,
            "label_en": binding.label_en,
            "room_usd": str(from_minor(binding.room_minor)),
            "owner_zh": binding.owner_zh,
            "owner_en": binding.owner_en,
            "telephone": binding.telephone,
            "held_by_zh": binding.held_by_zh,
            "held_by_en": binding.held_by_en,
            "next_release_date": binding.next_release_date,
            "next_release_usd": str(from_minor(binding.next_release_minor)),
        },
        "detail": dict(outcome.detail),
    }


def money_text(minor: int, places: int, currency: str) -> str:
    """Return an amount with its currency: USD 5,000,000.00."""
    return f"{currency} {grouped(from_minor(minor, places), places)}"


def code_of(outcome: Outcome) -> int:
    """Return the exit code of an outcome."""
    return 0 if outcome.accepted else 1


def is_done(outcome: Outcome) -> bool:
    """Whether the outcome is new, not a repeat."""
    return outcome.code is OutcomeCode.DONE


#: Ledger minor units in ten thousands, two decimals.
wan = wan_text
