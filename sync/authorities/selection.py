"""Select correspondents: the curated list first, then by rule, up to each country's seats."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from sync.authorities.directory import DirectoryRow
from sync.authorities.rules import Rules
from sync.authorities.well_known import WellKnown


class Directory:
    """Both directories together, asked by BIC8, by prefix and by country."""

    def __init__(self, rows: Iterable[DirectoryRow]) -> None:
        self.head_offices: dict[str, DirectoryRow] = {}
        self.bics_of_country: defaultdict[str, list[str]] = defaultdict(list)
        self.row_counts: Counter[str] = Counter()
        self.countries_of_prefix: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows:
            self.row_counts[row.bic8] += 1
            self.countries_of_prefix[row.bic[:4]].add(row.country_code)
            if row.is_head_office and row.bic8 not in self.head_offices:
                self.head_offices[row.bic8] = row
                self.bics_of_country[row.country_code].append(row.bic8)

    def contains(self, bic8: str) -> bool:
        """Tell whether any participant, branches included, has this BIC8."""
        return bic8 in self.row_counts


def select(directory: Directory, well_known: list[WellKnown], rules: Rules) -> list[DirectoryRow]:
    """Return the selected head offices, sorted by BIC8.

    In every country the curated banks that a directory knows take the seats in the list's order;
    what is left goes to the candidates of the rule, those with most rows in the directory first.
    """
    curated: defaultdict[str, list[DirectoryRow]] = defaultdict(list)
    for bank in well_known:
        row = directory.head_offices.get(bank.bic8)
        if row is not None and rules.is_selectable(bank.bic8):
            curated[row.country_code].append(row)
    selected: list[DirectoryRow] = []
    for country_code, seats in rules.quotas.items():
        chosen = curated[country_code][:seats]
        taken = {row.bic[:4] for row in curated[country_code]}
        ranked = candidates(directory, country_code, rules)
        chosen += [row for row in ranked if row.bic[:4] not in taken][: seats - len(chosen)]
        selected += chosen
    return sorted(selected, key=lambda row: row.bic8)


def candidates(directory: Directory, country_code: str, rules: Rules) -> list[DirectoryRow]:
    """Return a country's candidates of the rule, best first: one for each prefix and each name."""
    offices = [directory.head_offices[bic8] for bic8 in directory.bics_of_country[country_code]]
    eligible = [row for row in offices if is_candidate(directory, row, rules)]
    eligible.sort(key=lambda row: (-directory.row_counts[row.bic8], row.bic8))
    prefixes: set[str] = set()
    names: set[str] = set()
    ranked: list[DirectoryRow] = []
    for row in eligible:
        if row.bic[:4] not in prefixes and row.name not in names:
            ranked.append(row)
        prefixes.add(row.bic[:4])
        names.add(row.name)
    return ranked


def is_candidate(directory: Directory, row: DirectoryRow, rules: Rules) -> bool:
    """Tell whether a head office passes the rule without being curated.

    A prefix seen in several countries belongs to an international group, whose branches no name
    betrays: such banks come from the curated list alone.
    """
    return (
        rules.is_selectable(row.bic8)
        and rules.is_head_office_remark(row.branch)
        and rules.is_bank_name(row.name)
        and directory.countries_of_prefix[row.bic[:4]] == {row.country_code}
    )
