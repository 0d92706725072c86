"""What stands in a cell that has no answer: a true error value, with its reason beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from backend.errors import FideskError, InputError
from backend.language import Language


class CellErrorKind(StrEnum):
    """The spreadsheet's own errors, as Excel writes them; each host has its code for them."""

    NOT_AVAILABLE = "#N/A"  # no such institution, product, department, line or rate
    VALUE = "#VALUE!"  # unreadable, or it may mean several
    REFERENCE = "#REF!"  # nothing to ask: not connected, database away, not permitted
    NUMBER = "#NUM!"  # readable, but out of range


@dataclass(frozen=True)
class CellError:
    """An error value on its way to the host. A total over it is an error too, never too low."""

    kind: CellErrorKind
    reason: FideskError

    def sentence(self, language: Language) -> str:
        """Return why, in `language`."""
        return self.reason.sentence(language)


class CellRefusedError(InputError):
    """A cell cannot be answered; the registry turns it into its `CellError`."""

    def __init__(self, kind: CellErrorKind, code: str, **parameters: object) -> None:
        """Keep the kind, and the glossary code beneath `error.` with its parameters."""
        super().__init__(code, **parameters)
        self.kind = kind
