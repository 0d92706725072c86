"""扣占对象: a deal that says its kind of business charges the product that its rule names."""

from __future__ import annotations

from backend.contract import Outcome, OutcomeCode, UseCommand
from backend.contract.charging import NOBODY
from backend.language import Language, text
from backend.queries.charging import business_name, charge_rules
from backend.services.desk import Desk
from backend.services.outcomes import refuse


def refuse_business(desk: Desk, command: UseCommand) -> Outcome | None:
    """Return the refusal of a kind of business that nobody knows or that takes another line.

    A told deal is not refused for it: it is done.
    """
    if "charge_rules" not in desk.remembered:
        desk.remembered["charge_rules"] = charge_rules(desk.connection, desk.today)
    rules = desk.remembered["charge_rules"]
    rule = rules.get(command.business)
    if rule is None:
        known = ", ".join(sorted(rules))
        return refuse(command, OutcomeCode.UNKNOWN_BUSINESS, business=command.business, known=known)
    if getattr(command, "told", False):
        return None
    if rule.party != NOBODY and rule.product == command.product:
        return None
    product = desk.products[rule.product]
    named = {}
    for language, label in ((Language.CHINESE, product.zh), (Language.ENGLISH, product.en)):
        said = {"product": label, "party": text(f"party.{rule.party}", language)}
        key = "charged.nobody" if rule.party == NOBODY else "charged.other"
        named[f"business_{language.value}"] = business_name(rule.code, language)
        named[f"charge_{language.value}"] = text(key, language, **said)
    return refuse(command, OutcomeCode.NOT_CHARGED, **named)
