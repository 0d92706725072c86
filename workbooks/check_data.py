"""The hidden data of the check form: institutions, nodes, uses, rates: each column named.

A block is a table without heading format; its columns are defined names (`node_key`,
`node_available`), so that the form's formulas read like sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.money import in_wan
from backend.queries.institutions import entity_of
from backend.queries.rows import InstitutionName, LadderRow, LedgerRow
from workbooks.check_blocks import SHEET, Blocks
from workbooks.frame import Desk
from workbooks.sheets.kinds import Shown
from workbooks.sheets.words import Words

BANK_COLUMNS = ("search", "label", "charged", "country", "group", "netted")


def institution_rows(words: Words, ledger: Sequence[LedgerRow]) -> list[list[Shown]]:
    """Return a row an institution: search text, label, charged BIC, country, group, netting.

    Legal entities come with their branches beneath; a branch is charged to its head office.
    """
    grades = {row.institution.bic8: row.grade for row in ledger}
    names = words.lookups.institutions
    homes = {name.bic8: name for name in names}
    ordered = sorted(names, key=lambda name: _family(name, homes))
    return [
        [
            _search_text(name),
            _label(name, words, grades.get(name.bic8, "")),
            entity_of(name),
            homes.get(name.head_office, name).country,
            homes.get(name.head_office, name).group,
            int(entity_of(name) in words.lookups.terms.netting),
        ]
        for name in ordered
    ]


def _family(name: InstitutionName, homes: Mapping[str, InstitutionName]) -> tuple[object, ...]:
    home = homes.get(name.head_office, name)
    return (home.pinyin_initials, home.bic8, bool(name.head_office), name.bic8)


def _search_text(name: InstitutionName) -> str:
    parts = (
        name.name_zh,
        name.short_zh,
        name.name_en,
        name.short_en,
        name.pinyin_initials,
        name.bic8,
        name.customer_number,
    )
    return "|".join(parts).lower()


def _label(name: InstitutionName, words: Words, grade: str) -> str:
    parts = [words.institution(name), name.bic8, words.country(name.country)]
    if grade:
        parts.append(words.say("phrase.grade", grade=grade))
    if name.onshore_legal_person:
        parts.append(words.say("phrase.onshore"))
    label = " · ".join(dict.fromkeys(parts))
    return words.say("check.branch_label", label=label) if name.head_office else label


NODE_COLUMNS = (
    *("key", "label", "approved", "temporary", "used", "reserved", "frozen", "available"),
    *("expiry", "owner", "suspended", "max_tenor", "release_date", "release"),
    *("across", "from_days", "currency"),
)


def node_row(row: LadderRow, words: Words) -> list[Shown]:
    """Return one node as the form shows it, in the order of `NODE_COLUMNS`."""
    owner = " ".join(
        part for part in (words.choose(row.owner_zh, row.owner_en), row.telephone) if part
    )
    return [
        row.key,
        words.choose(row.label_zh, row.label_en),
        in_wan(row.approved_minor),
        in_wan(row.temporary_minor),
        in_wan(row.used_minor),
        in_wan(row.reserved_minor),
        in_wan(row.frozen_minor),
        in_wan(row.available_minor),
        row.expiry_date,
        owner,
        int(row.suspended),
        row.max_tenor_days,
        row.next_release_date,
        in_wan(row.next_release_minor),
        row.across or None,
        row.tenor_from_days,
        row.currency or None,
    ]


def write_check_data(desk: Desk, ledger: Sequence[LedgerRow]) -> list[str]:
    """Write the hidden sheet and return the labels of all institutions, in their order."""
    worksheet = desk.workbook.add_worksheet(SHEET)
    blocks = Blocks(desk, worksheet)
    words, lookups = desk.words, desk.words.lookups
    found = blocks.first_cell(0)
    institutions = institution_rows(words, ledger)
    blocks.write("bank", BANK_COLUMNS, institutions)
    wanted = "LOWER(TRIM(check_find))"
    criteria = f'IF({wanted}="",1,--ISNUMBER(FIND({wanted},{{cell}})))'
    blocks.counter("bank_hits", criteria, found, range(1, len(institutions) + 1))
    blocks.write("node", NODE_COLUMNS, [node_row(row, words) for row in lookups.ladder])
    _write_factors(blocks, words)
    units = [
        [words.unit(unit.code), unit.code, unit.parent if unit in lookups.branches else ""]
        for unit in (*lookups.units, *lookups.branches)
    ]
    blocks.write("unit", ("label", "code", "parent"), units)
    blocks.write("rate", ("currency", "value"), [[*pair] for pair in lookups.rates.items()])
    _write_uses(blocks, words)
    worksheet.very_hidden()
    return [str(row[1]) for row in institutions]


def _write_factors(blocks: Blocks, words: Words) -> None:
    base = words.lookups.factors
    products = [
        [words.product(one.code), one.code, base.get(one.code)] for one in words.lookups.products
    ]
    blocks.write("product", ("label", "code", "factor"), products)
    steps: list[list[Shown]] = [
        [one.product, int(one.netted), one.from_days, one.factor]
        for one in words.lookups.terms.steps
    ]
    blocks.write("step", ("product", "netted", "from", "factor"), steps)


def _write_uses(blocks: Blocks, words: Words) -> None:
    uses = sorted(words.lookups.uses, key=lambda use: -use.amount_minor)
    found = blocks.first_cell(0)
    names = ("bank", "unit", "reference", "amount", "maturity", "state", "product")
    rows: list[list[Shown]] = [
        [
            use.institution,
            words.unit(use.unit),
            use.reference,
            in_wan(use.amount_minor),
            use.maturity_date,
            words.say("check.state_reserved" if use.reserved else "check.state_drawn"),
            words.product(use.product),
        ]
        for use in uses
    ]
    blocks.write("use", names, rows)
    blocks.counter("use_hits", "--({cell}=check_charged)", found, [0] * len(rows))
