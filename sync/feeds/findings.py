"""What is wrong with a file: every place, then one refusal of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.errors import InputError
from backend.language import Language, text

#: A file with more is another file altogether: what follows would say nothing new.
MOST = 20
_SHOWN = 40


@dataclass(frozen=True)
class FeedFinding:
    """One thing that is wrong: its line (0: the whole file) and its first byte in that line."""

    code: str
    line: int = 0
    byte: int = 0
    parameters: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: Language) -> str:
        """Return place, cause and cure."""
        said = text(f"feed_finding.{self.code}", language, **self.parameters)
        if not self.line:
            return said
        place = "line_byte" if self.byte else "line"
        where = text(f"feed_place.{place}", language, line=self.line, byte=self.byte)
        return f"{where}{said}"


class FeedError(InputError):
    """A file that is not taken, with every reason."""

    def __init__(self, name: str, findings: list[FeedFinding]) -> None:
        """Keep the file's name and what is wrong with it."""
        super().__init__("feed_refused", name=name, count=len(findings))
        self.name = name
        self.findings = tuple(findings)

    def sentence(self, language: Language) -> str:
        """Return the refusal, one finding a line."""
        listed = [f"\n- {one.sentence(language)}" for one in self.findings]
        self.parameters["listed"] = "".join(listed)
        return super().sentence(language)


class Findings:
    """Gathers what is wrong with one file."""

    def __init__(self, name: str) -> None:
        """Begin with nothing."""
        self.name = name
        self.found: list[FeedFinding] = []

    def add(self, code: str, line: int = 0, byte: int = 0, /, **parameters: object) -> None:
        """Note one; raises `FeedError` when there are so many that reading on is no use."""
        said = {name: shown(value) for name, value in parameters.items()}
        self.found.append(FeedFinding(code, line, byte, said))
        if len(self.found) >= MOST:
            self.finish()

    def refuse(self, code: str, line: int = 0, byte: int = 0, /, **parameters: object) -> FeedError:
        """Return the refusal for something after which nothing can be read."""
        said = {name: shown(value) for name, value in parameters.items()}
        return FeedError(self.name, [*self.found, FeedFinding(code, line, byte, said)])

    def finish(self) -> None:
        """Raise `FeedError` when anything was found."""
        if self.found:
            raise FeedError(self.name, self.found)


def shown(value: object) -> object:
    """Return a value as a sentence shows it: short, and nothing in it that moves a terminal."""
    if not isinstance(value, str):
        return value
    plain = "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in value)
    return plain if len(plain) <= _SHOWN else f"{plain[:_SHOWN]}…"
