"""What a break's row keeps as evidence, as JSON: why it arose, who checked it, what closed it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Evidence:
    """`said`: the parameters of the sentence `break_evidence.<cause>`, amounts in minor units.

    `closed_by_run` is the comparison that no longer found it; empty when people closed it.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    closed_by_run: str = ""
    checked_by: str = ""
    check_note: str = ""

    @property
    def text(self) -> str:
        """As the row keeps it."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def read(cls, text: str) -> Evidence:
        """Return the evidence of a row."""
        kept = json.loads(text)
        return cls(**kept)
