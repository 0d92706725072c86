"""Which business flows between a correspondent and us: products, directions, units, currencies."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: The size class of a bank that nobody wrote down.
SMALLEST_CLASS = 3
MUTUAL = ("foreign_exchange", "placement", "forfaiting", "risk_participation")
ENTRUSTED = (
    "remittance",
    "credit_advised",
    "rmb_clearing",
    "foreign_clearing",
    "credit_negotiated",
    "collection",
    "credit_confirmed",
    "guarantee_reissued",
    "deposit",
)


@cache
def rules() -> Mapping[str, Any]:
    """Return `rules.toml`."""
    source = files("sync.dealings") / "rules.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Correspondent:
    """An institution as the sample sees it."""

    number: int
    bic8: str
    country: str
    size_class: int
    is_invented: bool


@dataclass(frozen=True)
class Stream:
    """One institution's business of one product and direction at one of our units."""

    bank: Correspondent
    product: str
    direction: str
    unit: str
    currency: str

    @property
    def key(self) -> str:
        """What the hash is made of."""
        return f"{self.bank.bic8}/{self.product}/{self.direction}/{self.unit}"


def drawn_bytes(key: str, count: int) -> bytes:
    """Return as many bytes as asked for, the same for the same key."""
    return hashlib.shake_128(f"{rules()['seed']}/{key}".encode()).digest(count)


def streams_of(bank: Correspondent) -> Iterator[Stream]:
    """Yield which products flow which way at which of our units."""
    size = rules()["size"][str(bank.size_class)]
    order = drawn_bytes(f"products/{bank.bic8}", len(ENTRUSTED))
    ranked = sorted(ENTRUSTED, key=lambda one: order[ENTRUSTED.index(one)])
    for direction in ("in", "out"):
        for product in ranked[: size["products"]]:
            for unit in _units(bank, f"{product}/{direction}", size["branches"]):
                currency = "CNY" if product == "rmb_clearing" else _currency(bank, product)
                yield Stream(bank, product, direction, unit, currency)
    written = written_of(bank)
    if written.get("in", 1) or written.get("out", 1):
        for product in MUTUAL[: size["mutual"]]:
            unit = "treasury" if product in MUTUAL[:2] else "trade"
            yield Stream(bank, product, "mutual", unit, "USD")


def _units(bank: Correspondent, key: str, count: int) -> Sequence[str]:
    """Return which of our branches deal with the bank: large ones most, one abroad at times."""
    written = written_of(bank).get("units")
    if written:
        return list(written)
    chance = drawn_bytes(f"units/{bank.bic8}/{key}", count)
    branches = rules()["branches"]
    # A byte in four is a branch abroad.
    return sorted(
        {
            branches["overseas"][one // 4 % len(branches["overseas"])]
            if not one % 4
            else _domestic()[one % len(_domestic())]
            for one in chance
        }
    )


@cache
def _domestic() -> Sequence[str]:
    branches = rules()["branches"]
    return (*branches["large"], *branches["large"], *_others())


@cache
def _others() -> Sequence[str]:
    source = files("backend.reference") / "units.csv"
    codes = [line.split(",")[0] for line in source.read_text(encoding="utf-8").splitlines()]
    # Every fourth branch is without correspondents of its own: its returns are nil.
    domestic = [code for code in codes if code.isdigit()]
    return [code for place, code in enumerate(domestic) if place % 4]


def written_of(bank: Correspondent) -> Mapping[str, Any]:
    """Return what the rules say of an invented bank; nothing for a real one."""
    return rules()["invented"].get(bank.bic8, {}) if bank.is_invented else {}


def own_currency(bank: Correspondent) -> str:
    """Return the currency of a bank's place, where there are rates for it; else dollars."""
    return str(rules()["currency"].get(bank.country, "USD"))


def _currency(bank: Correspondent, product: str) -> str:
    """Return the currency of a product with a bank: dollars mostly, else that of its place."""
    return "USD" if drawn_bytes(f"currency/{bank.bic8}/{product}", 1)[0] % 3 else own_currency(bank)
