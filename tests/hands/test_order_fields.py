"""What an order that waits says of itself has a word in both languages."""

from __future__ import annotations

from dataclasses import fields

import pytest

from backend.contract import Command
from backend.language import glossary
from backend.services.hands.sizes import SIZES

_UNSAID = {"id", "login", "place", "institution"}


@pytest.mark.parametrize("order", SIZES, ids=lambda order: order.__name__)
def test_every_field_of_an_order_has_its_word(order: type[Command]) -> None:
    names = {field.name for field in fields(order)} - _UNSAID
    assert {f"order_field.{name}" for name in names} <= set(glossary())
