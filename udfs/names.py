"""Products, departments and branches by code or by name, in either language."""

from __future__ import annotations

from collections.abc import Iterable

from backend.queries.cells.snapshot import Snapshot
from backend.queries.institution_index import plain
from backend.queries.rows import InstitutionName
from udfs.errors import CellErrorKind, CellRefusedError

#: How many different texts are remembered before the memory is emptied.
_REMEMBERED = 100_000


class Names:
    """What a typed name means in one snapshot; each text is looked up once."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Index the names of `snapshot`."""
        self._index = snapshot.index
        self._products = _codes(
            (code, (code, one.zh, one.en)) for code, one in snapshot.products.items()
        )
        self._units = _codes(
            (code, (code, one.name_zh, one.name_en))
            for code, one in snapshot.units.items()
            if one.allocates
        )
        self._institutions: dict[object, InstitutionName] = {}

    def institution(self, given: object) -> InstitutionName:
        """Return the institution; refuses an empty cell, an unknown and an ambiguous name."""
        found = self._institutions.get(given)
        if found is None:
            if is_blank(given):
                raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_institution_missing")
            found = self._index.one(as_text(given))
            if len(self._institutions) >= _REMEMBERED:
                self._institutions.clear()
            self._institutions[given] = found
        return found

    def product(self, given: object) -> str:
        """Return the product's code."""
        return _code(self._products, given, "cell_unknown_product")

    def unit(self, given: object) -> str:
        """Return the code of a unit that holds shares; empty when none was named."""
        return "" if is_blank(given) else _code(self._units, given, "cell_unknown_unit")


def is_blank(given: object) -> bool:
    """Whether nothing was given: left out, or an empty cell, which some hosts pass as 0.0."""
    if isinstance(given, str):
        return not given.strip()
    return given is None or (given == 0 and not isinstance(given, bool))


def as_text(given: object) -> str:
    """Return what was typed as text; a whole number without its decimals."""
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return str(given)


def _codes(named: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    """Return plain name → code; a name of two codes means none of them."""
    codes: dict[str, str] = {}
    for code, names in named:
        for name in {plain(one) for one in names} - {""}:
            codes[name] = code if codes.get(name, code) == code else ""
    return codes


def _code(codes: dict[str, str], given: object, refusal: str) -> str:
    typed = as_text(given)
    code = codes.get(typed) or codes.get(plain(typed))
    if not code or is_blank(given):
        raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, refusal, given=typed)
    return code
