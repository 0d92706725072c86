"""Sample lines: which legal entities have one, how much, until when."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sync.sample.rules import Entity, SampleRules, drawn

LINE_COLUMNS = [
    "bic8",
    "product_code",
    "approved_usd_wan",
    "line_type",
    "effective_date",
    "expiry_date",
    "max_tenor_days",
    "approval_number",
    "is_sample",
]
STEP = 100
PERCENT = 100


@dataclass(frozen=True)
class Line:
    """One approved line in 10,000 US dollars; an empty product is the legal entity's total."""

    bic8: str
    product_code: str
    approved: int
    line_type: str
    effective_date: date
    expiry_date: date
    max_tenor_days: int
    approval_number: str

    def record(self) -> dict[str, str]:
        """Return the line as it stands in `lines.csv`."""
        return {
            "bic8": self.bic8,
            "product_code": self.product_code,
            "approved_usd_wan": str(self.approved),
            "line_type": self.line_type,
            "effective_date": self.effective_date.isoformat(),
            "expiry_date": self.expiry_date.isoformat(),
            "max_tenor_days": str(self.max_tenor_days),
            "approval_number": self.approval_number,
            "is_sample": "1",
        }


def lined_entities(entities: list[Entity], rules: SampleRules) -> list[Entity]:
    """Return the entities with lines by BIC: all invented, real ones by hash and size class."""
    step = rules.entity["lined_step"]

    def rank(entity: Entity) -> tuple[int, str]:
        return entity.size_class * step + drawn(f"lined/{entity.bic8}", 1, PERCENT), entity.bic8

    real = sorted((entity for entity in entities if not entity.is_invented), key=rank)
    chosen = real[: rules.entity_count] + [entity for entity in entities if entity.is_invented]
    return sorted(chosen, key=lambda entity: entity.bic8)


def make_lines(entities: list[Entity], lined: list[Entity], rules: SampleRules) -> list[Line]:
    """Return the lines of all lined entities: each one's total first, then its products."""
    seats = Counter(entity.risk_country_code for entity in entities)
    invented = {definition["bic8"]: definition for definition in rules.invented}
    lines: list[Line] = []
    for number, entity in enumerate(lined, start=1):
        approval_number = rules.approval_number.format(number=number)
        if entity.is_invented:
            definition = invented[entity.bic8]
            amounts, expiry_date = definition["lines"], definition["expiry_date"]
            total = definition["total"]
        else:
            total = entity_total(entity, seats[entity.risk_country_code], rules)
            amounts = product_amounts(entity, total, rules)
            expiry_date = drawn_date(f"expiry/{entity.bic8}", rules, "expiry")
        lines += _lines_of(entity, (total, amounts), expiry_date, approval_number, rules)
    return lines


def entity_total(entity: Entity, seats: int, rules: SampleRules) -> int:
    """Return an entity's total: drawn within its size class, weighted by its country's seats."""
    lowest, highest = rules.entity["range"][str(entity.size_class)]
    amount = drawn(f"total/{entity.bic8}", lowest // STEP, highest // STEP) * STEP
    weight = next(percent for least, percent in rules.entity["seat_weights"] if seats >= least)
    return amount * int(weight) // PERCENT // STEP * STEP


def product_amounts(entity: Entity, total: int, rules: SampleRules) -> dict[str, int]:
    """Return an entity's product lines: how many and how large, both by hash."""
    fewest, most = rules.entity["products"][str(entity.size_class)]
    count = drawn(f"products/{entity.bic8}", fewest, most)
    first: list[str] = rules.product["first"]
    others = [code for code in rules.product["share"] if code not in first]
    others.sort(key=lambda code: drawn(f"order/{entity.bic8}/{code}", 0, 2**64))
    amounts = {}
    for code in (first + others)[:count]:
        lowest, highest = rules.product["share"][code]
        share = drawn(f"share/{entity.bic8}/{code}", lowest, highest)
        amounts[code] = max(total * share // PERCENT // STEP * STEP, STEP)
    return amounts


def drawn_date(key: str, rules: SampleRules, name: str) -> date:
    """Return a day between the first and the last of a name (`effective`, `expiry`), by hash."""
    first: date = rules.entity[f"first_{name}"]
    days = (rules.entity[f"last_{name}"] - first).days
    return first + timedelta(days=drawn(key, 0, days))


def line_type(bic8: str, product_code: str, rules: SampleRules) -> str:
    """Return revolving for most lines, by hash one-off or special for a few."""
    if drawn(f"one_off/{bic8}/{product_code}", 1, rules.product["one_off_in"]) == 1:
        return "one_off"
    if drawn(f"special/{bic8}/{product_code}", 1, rules.product["special_in"]) == 1:
        return "special"
    return "revolving"


def _lines_of(
    entity: Entity,
    amounts: tuple[int, dict[str, Any]],
    expiry_date: date,
    approval_number: str,
    rules: SampleRules,
) -> list[Line]:
    total, products = amounts
    effective_date = drawn_date(f"effective/{entity.bic8}", rules, "effective")

    def line(product_code: str, approved: int, kind: str, tenor: int) -> Line:
        dates = (effective_date, expiry_date)
        return Line(entity.bic8, product_code, approved, kind, *dates, tenor, approval_number)

    tenors = {code: rules.product["tenor"][code][entity.size_class - 1] for code in products}
    lines = [line("", total, "revolving", max(tenors.values()))]
    for code in sorted(products):
        kind = "revolving" if entity.is_invented else line_type(entity.bic8, code, rules)
        lines.append(line(code, products[code], kind, tenors[code]))
    return lines
