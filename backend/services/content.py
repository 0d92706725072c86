"""What a command says, in one canonical form: the ground of "the same again"."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from enum import Enum
from typing import Any

from backend.contract import Command


def content_hash(command: Command) -> str:
    """Return the SHA-256 of what a command says, apart from its id and its place."""
    content = {
        name: value for name, value in asdict(command).items() if name not in {"id", "place"}
    }
    content["command"] = type(command).__name__
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def canonical(content: Mapping[str, object]) -> str:
    """Return canonical JSON: sorted keys, ISO dates, codes of enumerations."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
