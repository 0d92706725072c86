"""The rule's figures and words, read from `selection.toml`, and the tests they make of a name."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

RULES_FILE = Path(__file__).with_name("selection.toml")


@dataclass(frozen=True)
class Rules:
    """What `selection.toml` says: seats, exclusions with reasons, words and spellings, initials."""

    quotas: dict[str, int]
    excluded_countries: dict[str, str]
    ceased: dict[str, str]
    name_words: dict[str, list[str]]
    cities: dict[str, str]
    names: dict[str, list[str]]
    initials: dict[str, str]

    def is_bank_name(self, name: str) -> bool:
        """Tell whether a directory's name is a bank's and no other trade's, branch's or refused."""
        return (
            _begins_a_word(self.name_words["bank"], name)
            and not _occurs(self.name_words["other"], name)
            and not _occurs(self.name_words["central"], name)
            and not self.is_refused_name(name)
        )

    def is_refused_name(self, name: str) -> bool:
        """Tell whether a name belongs to a group that is refused wherever it is seated."""
        return _occurs(self.name_words["refused"], name)

    def is_head_office_remark(self, branch: str) -> bool:
        """Tell whether the directory's branch column leaves the row a head office."""
        return not branch or _occurs(self.name_words["head_office"], branch)

    def is_selectable(self, bic8: str) -> bool:
        """Tell whether a BIC may be selected: connected, not ceased, not in an excluded country."""
        return (
            bic8[7] not in "01"
            and bic8 not in self.ceased
            and bic8[4:6] not in self.excluded_countries
        )


def load_rules(path: Path = RULES_FILE) -> Rules:
    """Return the rules of a file; a country both excluded and given seats is an error."""
    with path.open("rb") as binary:
        rules = Rules(**tomllib.load(binary))
    contradictions = sorted(rules.excluded_countries.keys() & rules.quotas.keys())
    if contradictions:
        raise ValueError(f"excluded countries have seats: {', '.join(contradictions)}")
    return rules


def _begins_a_word(words: list[str], name: str) -> bool:
    return any(re.search(rf"(?<![A-Z]){re.escape(word)}", name) for word in words) or (
        re.search(r"(BANK|SPARKASSE|KASSE)\b", name) is not None
    )


def _occurs(words: list[str], text: str) -> bool:
    return any(word in text for word in words)
