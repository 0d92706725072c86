"""What every order has in common."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Command:
    """An order with its own identity.

    `id` is text of at most 64 characters, unique for ever. `login` is the person who gives it.
    """

    id: str
    login: str
    place: str = ""
