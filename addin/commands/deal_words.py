"""How a deal's bank, product, unit and amount are said to people."""

from __future__ import annotations

from addin.commands import common
from addin.terminal import Terminal
from backend.bootstrap import House
from backend.queries import reference
from backend.queries.institutions import institution_names


class DealWords:
    """The names of a house in the user's language, read once."""

    def __init__(self, terminal: Terminal, house: House) -> None:
        """Read them."""
        with house.reading() as connection:
            self._banks = {one.bic8: one for one in institution_names(connection).values()}
            self._products = reference.products(connection)
            self._units = reference.units(connection)
            self.places = reference.minor_units(connection)
        self._terminal = terminal

    def bank(self, bic8: str) -> str:
        """Return an institution's short name."""
        return self._terminal.name(self._banks[bic8].short_zh, self._banks[bic8].short_en)

    def product(self, code: str) -> str:
        """Return a product's name."""
        return self._terminal.name(self._products[code].zh, self._products[code].en)

    def unit(self, code: str) -> str:
        """Return a unit's name."""
        return self._terminal.name(self._units[code].name_zh, self._units[code].name_en)

    def deal(self, bic8: str, product: str, unit: str) -> str:
        """Return whose line a deal takes, which and for whom."""
        return " ".join((self.bank(bic8), self.product(product), self.unit(unit)))

    def money(self, minor: int, currency: str) -> str:
        """Return an amount with its currency."""
        return common.money_text(minor, self.places[currency], currency)
