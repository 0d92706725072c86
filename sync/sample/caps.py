"""Sample caps above the legal entity: countries and regions, groups."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from sync.sample.deals import CENTS_PER_WAN, Deal
from sync.sample.lines import PERCENT, Line
from sync.sample.rules import Entity, SampleRules

COUNTRY_COLUMNS = [
    "country_code",
    "approved_usd_wan",
    "owner_unit_code",
    "owner_person",
    "owner_telephone",
    "effective_date",
    "expiry_date",
    "approval_number",
    "is_sample",
]
GROUP_COLUMNS = [
    "group_code",
    "approved_usd_wan",
    "effective_date",
    "expiry_date",
    "approval_number",
    "is_sample",
]
CAP_STEP = 1000


class Use:
    """Totals approved and cents used by legal entity, added up by country or group."""

    def __init__(
        self, lined: list[Entity], lines: list[Line], deals: list[Deal], rates: dict[str, Decimal]
    ) -> None:
        self.lined = lined
        self.totals = {line.bic8: line.approved for line in lines if not line.product_code}
        self.cents: Counter[str] = Counter()
        for deal in deals:
            self.cents[deal.bic8] += deal.cents(rates)

    def of(self, members: list[Entity]) -> tuple[int, int]:
        """Return the sum of the members' totals, and of their used cents."""
        totals = sum(self.totals[member.bic8] for member in members)
        return totals, sum(self.cents[member.bic8] for member in members)


def fill_exact_rooms(
    lined: list[Entity], deals: list[Deal], rates: dict[str, Decimal], rules: SampleRules
) -> list[Deal]:
    """Enlarge an invented bank's last dollar deal so that the country's use is a whole figure.

    Only then can the room beneath the country's cap, which is a whole figure, be an exact one.
    """
    deals = list(deals)
    for country_code in rules.country["exact_room"]:
        members = {entity.bic8 for entity in lined if entity.risk_country_code == country_code}
        invented = {entity.bic8 for entity in lined if entity.is_invented} & members
        used = sum(deal.cents(rates) for deal in deals if deal.bic8 in members)
        index = max(
            place
            for place, deal in enumerate(deals)
            if deal.bic8 in invented and deal.currency == "USD"
        )
        missing = Decimal(-used % CENTS_PER_WAN) / 100
        deals[index] = replace(deals[index], amount=deals[index].amount + missing)
    return deals


def country_records(use: Use, rules: SampleRules) -> list[dict[str, str]]:
    """Return a cap for each country or region of the rules in which an entity has lines."""
    members: defaultdict[str, list[Entity]] = defaultdict(list)
    for entity in use.lined:
        members[entity.risk_country_code].append(entity)
    section = rules.country
    records = []
    for number, code in enumerate(section["codes"], start=1):
        totals, cents = use.of(members[code])
        approved = _cap(totals, cents, section["percent_of_totals"], section["percent_of_use"])
        if code in section["exact_room"]:
            approved = cents // CENTS_PER_WAN + section["exact_room"][code]
        records.append(
            {
                "country_code": code,
                "approved_usd_wan": str(approved),
                "owner_unit_code": section["owner_unit_code"],
                "owner_person": section["owner_person"],
                "owner_telephone": section["owner_telephone"],
                **_dated(section["approval_number"].format(number=number), rules),
            }
        )
    return records


def group_records(use: Use, rules: SampleRules) -> list[dict[str, str]]:
    """Return a line for each group with at least two lined entities, sorted by code."""
    members: defaultdict[str, list[Entity]] = defaultdict(list)
    for entity in use.lined:
        if entity.group_code:
            members[entity.group_code].append(entity)
    codes = sorted(code for code, entities in members.items() if len(entities) > 1)
    section = rules.group
    records = []
    for number, code in enumerate(codes, start=1):
        totals, cents = use.of(members[code])
        largest = max(use.totals[entity.bic8] for entity in members[code])
        approved = _cap(totals, cents, section["percent_of_totals"], section["percent_of_use"])
        records.append(
            {
                "group_code": code,
                "approved_usd_wan": str(max(approved, largest)),
                **_dated(section["approval_number"].format(number=number), rules),
            }
        )
    return records


def _cap(totals: int, cents: int, percent_of_totals: int, percent_of_use: int) -> int:
    by_use = -(-cents * percent_of_use // (PERCENT * CENTS_PER_WAN))
    amount = max(totals * percent_of_totals // PERCENT, by_use)
    return -(-amount // CAP_STEP) * CAP_STEP


def _dated(approval_number: str, rules: SampleRules) -> dict[str, str]:
    start = rules.business_date.replace(month=1, day=1)
    end = start.replace(year=start.year + 2) - timedelta(days=1)
    return {
        "effective_date": start.isoformat(),
        "expiry_date": end.isoformat(),
        "approval_number": approval_number,
        "is_sample": "1",
    }
