"""What a command says, in one canonical form: the ground of "the same again"."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from typing import Any, get_args, get_type_hints

from backend.contract import Command

#: Fields that came later: left out while empty, so that an older command hashes as it did.
_LATER = {"business"}


def content_hash(command: Command) -> str:
    """Return the SHA-256 of what a command says, apart from its id and its place."""
    content = {
        name: value
        for name, value in fields_of(command).items()
        if name not in {"id", "place"} and not (name in _LATER and value == "")
    }
    content["command"] = type(command).__name__
    return hashlib.sha256(canonical(content).encode(errors="surrogatepass")).hexdigest()


def fields_of(command: Command) -> Mapping[str, Any]:
    """Return a command's fields by name, what is inside them as mappings too."""
    fields = vars(command)
    # Nearly every command is flat, and a submission has thousands.
    deep = (isinstance(one, tuple | list) or is_dataclass(one) for one in fields.values())
    flat = not any(deep)
    return dict(fields) if flat else asdict(command)


def canonical(content: Mapping[str, object]) -> str:
    """Return canonical JSON: sorted keys, ISO dates, codes of enumerations."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def command_named(name: str, content: str) -> Command:
    """Return the command that was kept: its type's name, and what `canonical` said of it.

    Raises `LookupError` for a type that nobody declares.
    """
    kind = next((one for one in _kinds(Command) if one.__name__ == name), None)
    if kind is None:
        raise LookupError(name)
    hints = get_type_hints(kind)
    given = json.loads(content)
    return kind(**{field: _typed(hints[field], value) for field, value in given.items()})


def _kinds(kind: type[Command]) -> Iterator[type[Command]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)


def _typed(hint: Any, value: Any) -> Any:
    """Return a value of JSON as its field has it: dates, codes of enumerations, tuples."""
    if isinstance(value, list):
        inner = next(iter(get_args(hint)), None)
        return tuple(_typed(inner, one) for one in value)
    if not isinstance(value, str):
        return value
    for option in (hint, *get_args(hint)):
        if isinstance(option, type) and issubclass(option, Enum):
            return option(value)
        if option is date:
            return date.fromisoformat(value)
    return value
