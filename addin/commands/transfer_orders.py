"""The orders of `fidesk transfer`: until a day, for good, to another product."""

from __future__ import annotations

from addin.commands import common
from backend.bootstrap import House
from backend.contract import OnExpiry, RaiseRequest, ReallocateLine, RequestKind
from backend.contract.lines import ReallocateProducts
from backend.errors import InputError


def temporary(house: House, given: dict[str, str | bool | None]) -> RaiseRequest:
    """Return the request for a share until a day; raises `InputError` without one."""
    if not given["until"]:
        raise InputError("until_needed")
    with house.reading() as connection:
        currency = str(given["currency"]).upper()
        return RaiseRequest(
            id=common.fresh_id(_text(given["command_id"])),
            login=house.login,
            kind=RequestKind.TRANSFER,
            institution=common.institution_named(connection, str(given["institution"])).bic8,
            product=common.product_named(connection, str(given["product"])),
            unit=common.own_unit(connection, house.login, _text(given["to_unit"])),
            currency=currency,
            amount_minor=common.amount_of(connection, str(given["amount"]), currency),
            from_date=common.today_of(house),
            last_date=common.day_of(str(given["until"])),
            on_expiry=(OnExpiry.ALL_RETURNS if given["all_returns"] else OnExpiry.UNUSED_RETURNS),
            purpose=str(given["purpose"] or ""),
            lending_unit=(
                common.unit_named(connection, str(given["from_unit"])) if given["from_unit"] else ""
            ),
        )


def permanent(house: House, given: dict[str, str | bool | None]) -> ReallocateLine:
    """Return the order that moves a share for good."""
    if not given["from_unit"] or str(given["currency"]).upper() != "USD":
        raise InputError("permanent_needs")
    with house.reading() as connection:
        return ReallocateLine(
            id=common.fresh_id(_text(given["command_id"])),
            login=house.login,
            institution=common.institution_named(connection, str(given["institution"])).bic8,
            product=common.product_named(connection, str(given["product"])),
            from_unit=common.unit_named(connection, str(given["from_unit"])),
            to_unit=common.own_unit(connection, house.login, _text(given["to_unit"])),
            amount_minor=common.amount_of(connection, str(given["amount"]), "USD"),
            reason=str(given["purpose"] or ""),
        )


def across(house: House, given: dict[str, str | bool | None]) -> ReallocateProducts:
    """Return the order that moves a share to another product."""
    if not given["permanent"]:
        raise InputError("from_product_permanent")
    whole = permanent(house, given)
    with house.reading() as connection:
        giving = common.product_named(connection, str(given["from_product"]))
    return ReallocateProducts(
        id=whole.id,
        login=whole.login,
        institution=whole.institution,
        from_product=giving,
        product=whole.product,
        from_unit=whole.from_unit,
        to_unit=whole.to_unit,
        amount_minor=whole.amount_minor,
        reason=whole.reason,
    )


def _text(value: str | bool | None) -> str | None:
    return value if isinstance(value, str) else None
