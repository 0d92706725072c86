"""Turn a directory's capitals into the names and cities that a sheet prints."""

import re

from pypinyin import Style, lazy_pinyin

from sync.authorities.rules import Rules

FORMER_NAME = re.compile(r"\s*[(\[]\s*(FORMERLY|FORMER|EX|PREVIOUSLY|ALSO)\b.*$")
TRAILING_THE = re.compile(r",\s*THE$")
LAST_PARENTHESIS = re.compile(r"\s\(([^()]+)\)$")
WORD = re.compile(r"[^\s\-/()]+|[\s\-/()]+")


def printed_name(source_name: str, rules: Rules) -> str:
    """Return a directory's name in proper case, without former names, "THE" in front."""
    name = re.sub(r",(?=\S)", ", ", FORMER_NAME.sub("", source_name)).strip(" ,")
    if TRAILING_THE.search(name):
        name = f"The {TRAILING_THE.sub('', name)}"
    kept = {word.upper(): word for word in rules.names["kept"]}
    pieces = WORD.findall(name)
    cased = [_cased(piece, kept, first=index == 0) for index, piece in enumerate(pieces)]
    return "".join(cased)


def printed_city(source_city: str, rules: Rules) -> str:
    """Return a directory's city as the desk writes it, without the state behind a comma."""
    city = source_city.split(",", maxsplit=1)[0].strip()
    if city in rules.cities:
        return rules.cities[city]
    without_remark = re.sub(r"\s*\(.*\)$", "", city)
    if without_remark in rules.cities:
        return rules.cities[without_remark]
    small = {"AM", "AN", "DEL", "DE", "DI", "DER", "OF", "LA", "AL", "UPON", "EL"}
    words = re.split(r"(\s|-)", without_remark)
    return "".join(
        word.lower() if index and word in small else word.capitalize()
        for index, word in enumerate(words)
    )


def short_english_name(name_en: str, rules: Rules) -> str:
    """Return the short English name: the brand in a last parenthesis, else no legal form."""
    parenthesis = LAST_PARENTHESIS.search(name_en)
    if parenthesis and parenthesis[1] not in rules.names["places"] and "." not in parenthesis[1]:
        return parenthesis[1]
    name = name_en.removeprefix("The ").removeprefix("PT ").removeprefix("JSC ")
    forms = sorted(rules.names["legal_forms"], key=len, reverse=True)
    shortened = True
    while shortened:
        shortened = False
        for form in forms:
            if name.endswith(f" {form}") and len(name.split()) > len(form.split()):
                name = name.removesuffix(form).rstrip(" ,&")
                shortened = True
                break
    return name


def pinyin_initials(chinese_name: str, rules: Rules) -> str:
    """Return the first letters of a Chinese name's syllables, lower case; Latin letters stay."""
    for word, initials in rules.initials.items():
        chinese_name = chinese_name.replace(word, initials)
    letters = lazy_pinyin(chinese_name, style=Style.FIRST_LETTER)
    return re.sub(r"[^a-z0-9]", "", "".join(letters).lower())


def _cased(piece: str, kept: dict[str, str], *, first: bool) -> str:
    bare = piece.rstrip(",")
    comma = piece[len(bare) :]
    if bare in kept:
        word = kept[bare]
        return (word[0].upper() + word[1:] if first else word) + comma
    if "." in bare and len(bare.replace(".", "")) <= 4 and len(bare) > 1:  # noqa: PLR2004
        return piece
    return bare.capitalize() + comma
