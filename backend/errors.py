"""Errors of the house: outages, bad input, and nothing else.

    FideskError
    ├── InputError        what the user gave cannot be used: exit code 1
    │   └── UsageError    the command itself is off: exit code 2
    └── OutageError       something needed is away or not writable: exit code 3

A business refusal is an outcome (`backend.ledger.outcomes`), not an error. Each error names its
place, cause and cure through one glossary key beneath `error.` and its parameters.
"""

from __future__ import annotations

from typing import Any

from backend.language import Language, text


class FideskError(Exception):
    """An error with a sentence in both languages: place, cause and cure."""

    exit_code = 1

    def __init__(self, code: str, **parameters: object) -> None:
        """Keep the glossary code (beneath `error.`) and its parameters."""
        super().__init__(code, parameters)
        self.code = code
        self.parameters = parameters

    def sentence(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return text(f"error.{self.code}", language, **self.parameters)

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error come out of a process of its own."""
        return _again, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        """Return the English sentence, for logs and tracebacks."""
        return self.sentence(Language.ENGLISH)


def _again(
    kind: type[FideskError], arguments: tuple[object, ...], state: dict[str, Any]
) -> FideskError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error


class InputError(FideskError):
    """What was given cannot be used as it is."""

    exit_code = 1


class UsageError(InputError):
    """The command was called in a way that it does not know."""

    exit_code = 2


class OutageError(FideskError):
    """Something that is needed is away, full, locked or not permitted."""

    exit_code = 3
