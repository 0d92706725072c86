"""Limits in a cell: how much is left, what binds, whether a deal fits, and as of when."""

# ruff: noqa: N802 - the functions are called in sheets as they are named here
# ruff: noqa: PLR0913, PLR0917 - a sheet passes arguments by position, each in a cell of its own

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from backend.contract import Binding, OutcomeCode
from backend.language import Language, text
from backend.money import LEDGER_CURRENCY, line_use_minor
from backend.queries.cells.snapshot import Snapshot
from backend.queries.room import Room
from udfs.amounts import scale_of
from udfs.desk import Sight
from udfs.errors import CellErrorKind, CellRefusedError
from udfs.reading import read_amount, read_currency, read_day, read_tenor
from udfs.registry import cell_function

_MINUTE = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class _Asked:
    """The room at the place that the first arguments name, and what a deal takes of it there."""

    snapshot: Snapshot
    product: str
    factor_e6: int | None
    room: Room
    binding: Binding


@cell_function
def FI_AVAILABLE(
    sight: Sight,
    institution: object,
    product: object,
    department: object = None,
    tenor: object = None,
    as_of: object = None,
    currency: object = None,
    unit: object = None,
) -> Decimal:
    """Return what may still be used, as line use: the least over the path, never negative."""
    asked = _ask(sight, institution, product, department, tenor, as_of)
    return scale_of(asked.snapshot, currency, unit).value(asked.room.available_minor)


@cell_function
def FI_BINDING(
    sight: Sight,
    institution: object,
    product: object,
    department: object = None,
    tenor: object = None,
    as_of: object = None,
    currency: object = None,
    unit: object = None,
) -> str:
    """Return the node that decides, the room there, who answers for it and the telephone."""
    asked = _ask(sight, institution, product, department, tenor, as_of)
    scale = scale_of(asked.snapshot, currency, unit)
    words = text(
        "cell_text.binding",
        sight.language,
        node=_node(asked.binding, sight.language),
        room=scale.shown(asked.binding.room_minor, sight.language),
        owner=_owner(asked.binding, sight.language),
    )
    if asked.room.code is OutcomeCode.DONE:
        return words
    reason = text(f"cell_text.{asked.room.code}", sight.language)
    return text("cell_text.because", sight.language, reason=reason, words=words)


@cell_function
def FI_CHECK(
    sight: Sight,
    institution: object,
    product: object,
    amount: object,
    currency: object = None,
    tenor: object = None,
    department: object = None,
) -> str:
    """Say whether a deal fits, what is left after it or missing, and what binds."""
    asked = _ask(sight, institution, product, department, tenor, None)
    snapshot, language = asked.snapshot, sight.language
    scale = scale_of(snapshot)
    left_minor = asked.room.available_minor - _line_use(asked, amount, currency)
    words = {
        "node": _node(asked.binding, language),
        "owner": _owner(asked.binding, language),
        "time": snapshot.taken_at.strftime(_MINUTE),
    }
    if asked.room.code is not OutcomeCode.DONE:
        reason = text(f"cell_text.{asked.room.code}", language)
        return text("cell_text.check_refused", language, reason=reason, **words)
    if left_minor < 0:
        short = scale.shown(-left_minor, language, up=True)
        return text("cell_text.check_short", language, short=short, **words)
    return text("cell_text.check_fits", language, left=scale.shown(left_minor, language), **words)


@cell_function
def FI_AS_OF(sight: Sight) -> str:
    """Return the business date of the figures, and as of when they were taken."""
    live = sight.live
    delivered = (
        live.business_systems_at.strftime(_MINUTE)
        if live.business_systems_at is not None
        else text("cell_text.nothing_delivered", sight.language)
    )
    return text(
        "cell_text.as_of",
        sight.language,
        day=live.day.isoformat(),
        delivered=delivered,
        time=live.taken_at.strftime(_MINUTE),
    )


def _ask(
    sight: Sight,
    institution: object,
    product: object,
    department: object,
    tenor: object,
    as_of: object,
) -> _Asked:
    """Read the arguments that all limit functions share, and look; refuses by name."""
    named = sight.names.institution(institution)
    code = sight.names.product(product)
    unit = sight.names.unit(department)
    snapshot = sight.snapshot(read_day(as_of))
    days = read_tenor(tenor, snapshot.day)
    room = snapshot.room(named, code, unit, days)
    if room.code is OutcomeCode.NO_LINE or room.binding is None:
        raise CellRefusedError(
            CellErrorKind.NOT_AVAILABLE, "cell_no_line", institution=named.bic8, product=code
        )
    factor_e6 = snapshot.use_factor(named, code, days)
    return _Asked(snapshot, code, factor_e6, room, room.binding)


def _line_use(asked: _Asked, amount: object, currency: object) -> int:
    """Return what the deal takes from the line: amount x factor x rate."""
    parameters = asked.snapshot.parameters
    code = read_currency(currency, asked.snapshot, LEDGER_CURRENCY)
    minor_units = parameters.minor_units[code]
    if asked.factor_e6 is None:
        raise CellRefusedError(CellErrorKind.NOT_AVAILABLE, "cell_no_factor", given=asked.product)
    amount_minor = read_amount(amount, minor_units)
    return line_use_minor(amount_minor, minor_units, parameters.rates[code], asked.factor_e6)


def _node(binding: Binding, language: Language) -> str:
    return binding.label_zh if language is Language.CHINESE else binding.label_en


def _owner(binding: Binding, language: Language) -> str:
    owner = binding.owner_zh if language is Language.CHINESE else binding.owner_en
    return f"{owner} {binding.telephone}".strip()
