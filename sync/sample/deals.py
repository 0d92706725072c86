"""Sample deals: how much of the allocations is in use, in which currency, from when until when."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from sync.sample.allocations import Allocation
from sync.sample.lines import PERCENT, Line
from sync.sample.rules import SampleRules, drawn, working_day_from

DEAL_COLUMNS = [
    "reference",
    "bic8",
    "product_code",
    "unit_code",
    "currency",
    "amount",
    "value_date",
    "maturity_date",
]
CENTS_PER_WAN = 1_000_000
# A part smaller than this, in 10,000 US dollars, is no deal.
SMALLEST_DEAL = 10


@dataclass(frozen=True)
class Deal:
    """One open deal, its line use in its own currency; a branch of ours may stand as its unit."""

    bic8: str
    product_code: str
    unit_code: str
    currency: str
    amount: Decimal
    value_date: date
    maturity_date: date

    def cents(self, rates: dict[str, Decimal]) -> int:
        """Return the deal in US cents at the given rates, rounded half up."""
        dollars = self.amount * rates[self.currency]
        return int(dollars.quantize(Decimal("0.01"), ROUND_HALF_UP) * 100)

    def record(self, number: int, rules: SampleRules) -> dict[str, str]:
        """Return the deal as it stands in `deals.csv`: its notional, where a part is line use."""
        left = (self.maturity_date - rules.business_date).days
        steps = rules.deal["notional"].get(self.product_code, [[0, 1]])
        times = next(times for days, times in steps if days <= left)
        return {
            "reference": f"SAMPLE-{number:06d}",
            "bic8": self.bic8,
            "product_code": self.product_code,
            "unit_code": self.unit_code,
            "currency": self.currency,
            "amount": format(self.amount * times, "f"),
            "value_date": self.value_date.isoformat(),
            "maturity_date": self.maturity_date.isoformat(),
        }


def make_deals(
    lines: list[Line], allocations: list[Allocation], rates: dict[str, Decimal], rules: SampleRules
) -> list[Deal]:
    """Return the deals of all entities in the lines' order, the invented banks' as written."""
    invented = {definition["bic8"]: definition for definition in rules.invented}
    allocated: defaultdict[str, list[Allocation]] = defaultdict(list)
    for allocation in allocations:
        allocated[allocation.bic8].append(allocation)
    tenors = {(line.bic8, line.product_code): line.max_tenor_days for line in lines}
    deals: list[Deal] = []
    for line in lines:
        if line.product_code:
            continue
        if line.bic8 in invented:
            written = invented[line.bic8]["deals"]
            deals += [
                Deal(line.bic8, product, unit, currency, Decimal(amount), value, maturity)
                for product, unit, currency, amount, value, maturity in written
            ]
        else:
            deals += _deals_of(line, allocated[line.bic8], (tenors, rates), rules)
    return deals


def _deals_of(
    total: Line,
    allocations: list[Allocation],
    known: tuple[dict[tuple[str, str], int], dict[str, Decimal]],
    rules: SampleRules,
) -> Iterator[Deal]:
    """Yield one entity's deals while they stay within the percentage of its total."""
    tenors, rates = known
    left = total.approved * CENTS_PER_WAN * int(rules.deal["entity_percent"]) // PERCENT
    without: list[str] = rules.deal["products_without_deals"]
    possible = [
        allocation
        for allocation in allocations
        if allocation.product_code not in without and allocation.allocated >= SMALLEST_DEAL * 10
    ]
    possible.sort(key=lambda part: drawn(f"deal/{_key(part)}", 0, 2**64))
    count = drawn(f"deals/{total.bic8}", 1, rules.deal["most_per_entity"])
    for allocation in possible[:count]:
        tenor = tenors[allocation.bic8, allocation.product_code]
        deal = _deal(allocation, tenor, rates, rules)
        if deal.amount > 0 and deal.cents(rates) <= left:
            left -= deal.cents(rates)
            yield deal


def _deal(
    allocation: Allocation, tenor: int, rates: dict[str, Decimal], rules: SampleRules
) -> Deal:
    key = _key(allocation)
    percent = drawn(f"percent/{key}", *rules.deal["percent"])
    currency = _currency(key, rules)
    step = Decimal(rules.deal["steps"][currency])
    dollars = Decimal(allocation.allocated * CENTS_PER_WAN * percent) / PERCENT / 100
    steps = (dollars / rates[currency] / step).to_integral_value(ROUND_FLOOR)
    minor = Decimal(1).scaleb(-int(rules.deal["minor_units"][currency]))
    value_date, maturity_date = _dates(key, tenor, rules)
    return Deal(
        allocation.bic8,
        allocation.product_code,
        allocation.unit_code,
        currency,
        (steps * step).quantize(minor),
        value_date,
        maturity_date,
    )


def _currency(key: str, rules: SampleRules) -> str:
    point = drawn(f"currency/{key}", 1, PERCENT)
    for currency, percent in rules.deal["currencies"].items():
        point -= percent
        if point <= 0:
            return str(currency)
    raise ValueError("the currencies' percentages don't reach one hundred")


def _dates(key: str, tenor: int, rules: SampleRules) -> tuple[date, date]:
    """Return working days: matures after the business date and within the tenor."""
    first_maturity: date = rules.deal["first_maturity"]
    margin = timedelta(days=14)  # working days may lie up to nine days on
    earliest = max(rules.deal["first_value_date"], first_maturity - timedelta(days=tenor) + margin)
    span = (rules.deal["last_value_date"] - margin - earliest).days
    value_date = working_day_from(earliest + timedelta(days=drawn(f"value/{key}", 0, span)))
    longest = (value_date + timedelta(days=tenor) - margin - first_maturity).days
    days = drawn(f"maturity/{key}", 0, max(longest, 0))
    return value_date, working_day_from(first_maturity + timedelta(days=days))


def _key(allocation: Allocation) -> str:
    return f"{allocation.bic8}/{allocation.product_code}/{allocation.unit_code}"
