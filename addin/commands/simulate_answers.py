"""What a list of deals is answered: a table, or JSON."""

from __future__ import annotations

from collections.abc import Sequence

from addin.commands import common
from addin.commands.deal_words import DealWords
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.contract import OutcomeCode
from backend.dates import SHANGHAI
from backend.money import from_minor
from backend.queries import reference
from backend.services.simulate import Answered
from sync.deal_lines import DealLineError
from sync.deals import StatedDeals

_COLUMNS = ("line", "deal", "amount", "verdict", "use", "left", "why")


def tell_answers(
    terminal: Terminal,
    house: House,
    stated: StatedDeals,
    answered: Sequence[Answered],
    *,
    reserved: bool,
) -> None:
    """Show a line for each deal, then how many fit, do not, and could not be read."""
    rows = _rows(terminal, house, stated, answered)
    headings = [terminal.text(f"heading.simulate_{name}") for name in _COLUMNS]
    terminal.table(title_of(terminal, house), headings, rows)
    for error in stated.wrong:
        terminal.line(error.sentence(terminal.language))
    terminal.say(
        "said.reserved_list" if reserved else "said.simulated_list",
        count=len(stated.lines),
        fit=sum(one.fits for one in answered),
        short=sum(not one.fits for one in answered),
        wrong=len(stated.wrong),
    )


def _rows(
    terminal: Terminal, house: House, stated: StatedDeals, answered: Sequence[Answered]
) -> list[tuple[str, ...]]:
    words = DealWords(terminal, house)
    return [
        (
            str(deal.line),
            words.deal(deal.institution, deal.product, deal.unit),
            words.money(deal.amount_minor, deal.currency),
            verdict_of(terminal, one),
            common.wan(one.outcome.line_use_minor),
            _left(terminal, one),
            why_of(terminal, one),
        )
        for deal, one in zip(stated.deals, answered, strict=True)
    ]


def title_of(terminal: Terminal, house: House) -> str:
    """Return the unit and the moment of the figures."""
    time = f"{house.clock().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return terminal.text("said.simulated_title", time=time)


def verdict_of(terminal: Terminal, one: Answered) -> str:
    """Return whether a deal fits, in a word or two, with its reservation's number."""
    if one.outcome.code is OutcomeCode.EXISTS:
        return terminal.text("verdict.standing", number=one.outcome.reference)
    if one.fits:
        number = one.outcome.reference
        return (
            terminal.text("verdict.reserved", number=number)
            if number
            else (terminal.text("verdict.fits"))
        )
    return terminal.text("verdict.short" if one.short_minor else "verdict.refused")


def _left(terminal: Terminal, one: Answered) -> str:
    if one.short_minor:
        return terminal.text("verdict.short_by", short=common.wan(one.short_minor))
    available = one.outcome.available_minor
    return "-" if available is None or not one.fits else common.wan(available)


def why_of(terminal: Terminal, one: Answered) -> str:
    """Return what binds a deal that fits, and why another is refused."""
    if not one.fits:
        return common.refusal_sentence(terminal, one.command, one.outcome)
    binding = one.outcome.binding
    if binding is None:
        return ""
    return terminal.text(
        "said.bound",
        node=terminal.name(binding.label_zh, binding.label_en),
        owner=terminal.name(binding.owner_zh, binding.owner_en),
        telephone=binding.telephone,
    )


def answers_content(
    terminal: Terminal,
    house: House,
    stated: StatedDeals,
    answered: Sequence[Answered],
    *,
    reserved: bool,
) -> dict[str, object]:
    """Return the answers as JSON says them; amounts are exact decimals as text."""
    with house.reading() as connection:
        places = reference.minor_units(connection)
    deals = [
        {
            "line": deal.line,
            "institution": deal.institution,
            "product": deal.product,
            "unit": deal.unit,
            "currency": deal.currency,
            "amount": str(from_minor(deal.amount_minor, places[deal.currency])),
            "value_date": deal.value_date,
            "maturity_date": deal.maturity_date,
            "deal_reference": deal.reference,
            "fits": one.fits,
            "short_usd": str(from_minor(one.short_minor)),
            "why": "" if one.fits else why_of(terminal, one),
            **common.outcome_content(one.outcome),
        }
        for deal, one in zip(stated.deals, answered, strict=True)
    ]
    return {
        "reserved": reserved,
        "lines": len(stated.lines),
        "fit": sum(one.fits for one in answered),
        "short": sum(not one.fits for one in answered),
        "deals": deals,
        "wrong": [_wrong_content(terminal, error) for error in stated.wrong],
    }


def _wrong_content(terminal: Terminal, error: DealLineError) -> dict[str, object]:
    sentence = error.sentence(terminal.language)
    return {"line": error.line, "column": error.column, "message": sentence}
