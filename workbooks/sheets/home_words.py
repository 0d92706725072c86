"""What a matter says: one sentence with its figure, in the sheet's language."""

from __future__ import annotations

from backend.language import glossary
from backend.money import from_minor, grouped, wan_text
from backend.queries.home.rows import Matter
from workbooks.sheets.words import Words


def matter_sentence(matter: Matter, words: Words) -> str:
    """Return the sentence: names instead of codes, amounts with their currency or unit."""
    parts = dict(matter.detail)
    if "product" in parts:
        product = parts["product"]
        parts["product"] = words.product(product) if product else words.say("matter.whole_line")
    if "amount" in parts:
        places = words.lookups.minor_units.get(parts["currency"], 2)
        amount = grouped(from_minor(int(parts["amount"]), places), places)
        parts["amount"] = f"{parts['currency']} {amount}"
    if "minor" in parts:
        parts["wan"] = wan_text(int(parts.pop("minor")))
    if "used" in parts:
        parts["used"] = wan_text(int(parts["used"]))
    if "cause" in parts:
        parts["cause"] = words.say(f"break_cause.{parts['cause']}")
    if "operation" in parts:
        key = f"operation.{parts['operation']}"
        parts["operation"] = words.say(key) if key in glossary() else parts["operation"]
    return words.say(f"matter.{matter.sentence}", **parts)


def owner_of(matter: Matter, words: Words) -> str:
    """Return who is to act: me, a person, a unit, or the team."""
    if matter.is_mine:
        return words.say("home.mine")
    if matter.owner.login:
        return words.picked("persons", matter.owner.login) or matter.owner.login
    return words.unit(matter.owner.unit) if matter.owner.unit else words.say("home.team")
