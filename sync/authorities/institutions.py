"""Make the rows of `institutions.csv` and `groups.csv` from what was selected and invented."""

import hashlib
from collections import Counter

from sync.authorities.directory import DirectoryRow
from sync.authorities.names import (
    pinyin_initials,
    printed_city,
    printed_name,
    short_english_name,
)
from sync.authorities.rules import Rules
from sync.authorities.well_known import WellKnown

COLUMNS = [
    "bic8",
    "customer_number",
    "name_en",
    "name_zh",
    "short_name_zh",
    "short_name_en",
    "pinyin_initials",
    "country_code",
    "risk_country_code",
    "city",
    "kind",
    "group_code",
    "head_office_bic8",
    "origin",
    "onshore_legal_person",
]
GROUP_COLUMNS = ["code", "name_zh", "name_en", "risk_country_code"]


def selected_records(
    selected: list[DirectoryRow], well_known: list[WellKnown], rules: Rules
) -> list[dict[str, str]]:
    """Return a record for each selected bank, names from the curated list where it has them."""
    curated = {bank.bic8: bank for bank in well_known}
    group_of_prefix = {bank.bic8[:4]: bank.group_code for bank in well_known if bank.group_code}
    return [_selected(row, curated.get(row.bic8), group_of_prefix, rules) for row in selected]


def invented_records(definitions: list[dict[str, str]], rules: Rules) -> list[dict[str, str]]:
    """Return a record for each invented bank; a branch carries its head office's risk country."""
    country_of = {definition["bic8"]: definition["country_code"] for definition in definitions}
    return [
        {
            **definition,
            "customer_number": "",
            "pinyin_initials": pinyin_initials(definition["short_name_zh"], rules),
            "risk_country_code": country_of[definition["head_office_bic8"] or definition["bic8"]],
            "kind": "bank",
            "origin": "invented",
        }
        for definition in definitions
    ]


def finish(records: list[dict[str, str]]) -> None:
    """Give every record its customer number; drop groups with fewer than two members. In place.

    A short English name that two records share says too little: both take the full one.
    """
    sizes = Counter(record["group_code"] for record in records)
    short_names = Counter(record["short_name_en"] for record in records)
    taken: set[str] = set()
    for record in records:
        if sizes[record["group_code"]] < 2:  # noqa: PLR2004 - one member is no group
            record["group_code"] = ""
        if short_names[record["short_name_en"]] > 1:
            record["short_name_en"] = record["name_en"]
        record["customer_number"] = customer_number(record["bic8"], taken)
        taken.add(record["customer_number"])


def customer_number(bic8: str, taken: set[str]) -> str:
    """Return an invented number, K and nine digits, that follows from the BIC and is not taken."""
    attempt = 0
    while True:
        digest = hashlib.sha256(f"{bic8}/{attempt}".encode()).hexdigest()
        number = f"K{int(digest, 16) % 1_000_000_000:09d}"
        if number not in taken:
            return number
        attempt += 1


def group_records(
    records: list[dict[str, str]], groups: list[dict[str, str]]
) -> list[dict[str, str]]:
    """Return the groups that the records use, sorted by code; an unnamed group is an error."""
    used = {record["group_code"] for record in records} - {""}
    unnamed = sorted(used - {group["code"] for group in groups})
    if unnamed:
        raise ValueError(f"groups without a name: {', '.join(unnamed)}")
    return sorted((group for group in groups if group["code"] in used), key=lambda g: g["code"])


def _selected(
    row: DirectoryRow, bank: WellKnown | None, group_of_prefix: dict[str, str], rules: Rules
) -> dict[str, str]:
    name_en = bank.name_en if bank and bank.name_en else printed_name(row.name, rules)
    name_zh = bank.name_zh if bank else ""
    short_name_zh = bank.short_name_zh if bank else ""
    return {
        "bic8": row.bic8,
        "customer_number": "",
        "name_en": name_en,
        "name_zh": name_zh,
        "short_name_zh": short_name_zh,
        "short_name_en": short_english_name(name_en, rules),
        "pinyin_initials": pinyin_initials(short_name_zh or name_zh, rules),
        "country_code": row.country_code,
        "risk_country_code": row.country_code,
        "city": printed_city(row.city, rules),
        "kind": bank.kind if bank else "bank",
        "group_code": bank.group_code if bank else group_of_prefix.get(row.bic[:4], ""),
        "head_office_bic8": "",
        "origin": row.origin,
        "onshore_legal_person": "0",
    }
