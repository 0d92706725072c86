"""Sample allocations of product lines to departments, leaving some to the head office's pool."""

from dataclasses import dataclass

from sync.sample.lines import PERCENT, Line
from sync.sample.rules import SampleRules, drawn

ALLOCATION_COLUMNS = ["bic8", "product_code", "unit_code", "allocated_usd_wan"]


@dataclass(frozen=True)
class Allocation:
    """A unit's part of a product line, in 10,000 US dollars."""

    bic8: str
    product_code: str
    unit_code: str
    allocated: int

    def record(self) -> dict[str, str]:
        """Return the allocation as it stands in `allocations.csv`."""
        return {
            "bic8": self.bic8,
            "product_code": self.product_code,
            "unit_code": self.unit_code,
            "allocated_usd_wan": str(self.allocated),
        }


def make_allocations(lines: list[Line], rules: SampleRules) -> list[Allocation]:
    """Return the allocations of all product lines, in the lines' order."""
    invented = {definition["bic8"]: definition for definition in rules.invented}
    allocations: list[Allocation] = []
    for line in lines:
        if not line.product_code:
            continue
        if line.bic8 in invented:
            parts = invented[line.bic8]["allocations"][line.product_code]
        else:
            parts = split(line, rules)
        allocations += [
            Allocation(line.bic8, line.product_code, unit_code, allocated)
            for unit_code, allocated in parts.items()
        ]
    return allocations


def split(line: Line, rules: SampleRules) -> dict[str, int]:
    """Return a real line's parts by unit: whole figures, each rounded down, the rest is pool."""
    key = f"pool/{line.bic8}/{line.product_code}"
    pool = drawn(key, 0, rules.allocation["highest_pool_percent"])
    weights: dict[str, int] = rules.allocation["weights"][line.product_code]
    whole = PERCENT * sum(weights.values())
    return {
        unit_code: line.approved * (PERCENT - pool) * weight // whole
        for unit_code, weight in weights.items()
    }
