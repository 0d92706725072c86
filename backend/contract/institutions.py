"""Orders about who a correspondent is."""

from __future__ import annotations

from dataclasses import dataclass

from backend.contract.command import Command


@dataclass(frozen=True, kw_only=True)
class AmendInstitution(Command):
    """Say anew what the department may correct of an institution: the whole of it, every time.

    `institution` is a BIC8, `version` the one that the sender saw. Names are text of at most the
    table's lengths; a customer number is not empty.
    """

    institution: str
    version: int
    customer_number: str
    name_zh: str
    name_en: str
    short_name_zh: str
    short_name_en: str
    pinyin_initials: str
    city: str
    note: str


@dataclass(frozen=True, kw_only=True)
class AddInstitution(Command):
    """Take an institution into the directory.

    `bic8` are six letters and two letters or digits, of which the fifth and sixth are the country
    or region of its seat; `kind` is `bank`, `central_bank` or `multilateral`; `head_office` is the
    BIC8 of a legal entity, for a branch. `risk_country` is that of `country` unless said.
    """

    bic8: str
    customer_number: str
    country: str
    kind: str
    name_en: str
    name_zh: str = ""
    short_name_zh: str = ""
    short_name_en: str = ""
    pinyin_initials: str = ""
    city: str = ""
    head_office: str = ""
    group: str = ""
    risk_country: str = ""
    note: str = ""
