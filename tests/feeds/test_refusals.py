"""A file is taken whole or not at all: what is wrong is said with line, byte, cause and cure."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from backend.errors import FideskError, InputError
from backend.language import Language
from sync.feeds.findings import MOST, FeedError
from sync.feeds.importing import Wanted, import_feed, read_file
from sync.feeds.layout_file import find_layout
from sync.feeds.sample_day import put_file
from sync.feeds.writing import write_content
from tests.feeds.desk import DEAL, FRIDAY, MONDAY, Desk, silent

Change = Callable[[bytes], bytes]
USES = {
    "their_reference": "LU1",
    "our_reference": "",
    "foreign_id": "EXMAUS33",
    "institution_name": "示例银行甲",
    "product": "placement",
    "unit": "treasury",
    "currency": "USD",
    "amount": 1_000_000,
    "rate": 1,
    "use": 1_000_000,
    "value_date": FRIDAY,
    "maturity_date": date(2026, 12, 21),
    "state": "open",
}


def _refusal(desk: Desk, path: Path, feed: str = "treasury_deals", **wanted: object) -> FeedError:
    """Take a file that is refused; nothing of it may be there."""
    before = desk.everything()
    with pytest.raises(FeedError) as refused:
        import_feed(desk.house, feed, [path], silent, Wanted(**wanted))  # type: ignore[arg-type]
    assert desk.everything() == before
    for language in Language:
        assert path.name in refused.value.sentence(language)
    return refused.value


def _places(error: FeedError) -> list[tuple[str, int, int]]:
    return [(one.code, one.line, one.byte) for one in error.findings]


def _two(desk: Desk) -> Path:
    return desk.deals({}, {"their_reference": "T-2", "amount": 2_000_000})


def _at(line: int, byte: int, words: bytes) -> Change:
    """Write over a record of 176 bytes at a place counted from 1."""
    start = (line - 1) * 178 + byte - 1
    return lambda content: content[:start] + words + content[start + len(words) :]


def _without(line: int) -> Change:
    return lambda content: content[: (line - 1) * 178] + content[line * 178 :]


def _in(encoding: str) -> Change:
    return lambda content: content.decode("gb18030").encode(encoding)


FIXED: list[tuple[str, Change, list[tuple[str, int, int]]]] = [
    ("empty", lambda _content: b"", [("empty", 0, 0)]),
    ("no header", _without(1), [("header_missing", 1, 1)]),
    ("no trailer", _without(4), [("trailer_missing", 3, 0)]),
    ("a record lost", _without(3), [("count", 3, 2), ("total", 3, 12)]),
    ("a line cut", lambda content: content[:400] + content[401:], [("line_cut", 3, 0)]),
    (
        "cut in the middle",
        lambda content: content[:300],
        [("line_cut", 2, 0), ("trailer_missing", 2, 0)],
    ),
    ("twice", lambda content: content * 2, [("after_trailer", 5, 1)]),
    ("a NUL", _at(2, 30, b"\0"), [("nul_byte", 2, 30)]),
    ("half a character", _at(2, 57, b"\xca\xbe\x20\x80"), [("undecodable", 2, 60)]),
    ("moved by a byte", _at(2, 56, "行行".encode("gb18030")), [("cut_character", 2, 46)]),
    ("count", _at(4, 2, b"0000000003"), [("count", 4, 2)]),
    ("total", _at(4, 31, b"1"), [("total", 4, 12)]),
    ("total's sign", _at(4, 32, b"C"), [("total", 4, 12)]),
    ("amount no number", _at(2, 140, b"O"), [("bad_number", 2, 129)]),
    ("sign", _at(2, 146, b"X"), [("bad_number", 2, 129)]),
    ("negative", _at(2, 146, b"C"), [("negative", 2, 129), ("total", 4, 12)]),
    ("date", _at(2, 147, b"20261131"), [("bad_date", 2, 147)]),
    ("date in words", _at(2, 147, b"20-11-20"), [("bad_date", 2, 147)]),
    ("product", _at(2, 117, b"XYZ"), [("unknown_code", 2, 117)]),
    ("unit", _at(2, 120, b"QQQ   "), [("unknown_code", 2, 120)]),
    ("currency", _at(2, 126, b"XQX"), [("unknown_code", 2, 126)]),
    ("state", _at(2, 163, b"?"), [("unknown_code", 2, 163)]),
    ("no reference", _at(2, 2, b" " * 20), [("missing_value", 2, 2)]),
    ("the same reference", _at(3, 2, b"T-1"), [("duplicate", 3, 2)]),
    ("maturity first", _at(2, 155, b"20261120"), [("date_order", 2, 155)]),
    ("a bell", _at(2, 22, b"\x07"), [("control_character", 2, 22)]),
    ("another file", _at(1, 2, b"TRSDEPO"), [("other_file", 1, 2)]),
    ("an unknown mark", _at(2, 1, b"7"), [("unknown_mark", 2, 1)]),
    ("yen with cents", _at(2, 126, b"JPY00000000000100050D"), [("too_many_decimals", 2, 129)]),
    ("line ends", lambda content: content.replace(b"\r\n", b"\n"), [("line_end", 1, 177)]),
    (
        "UTF-16",
        lambda content: content.decode("gb18030").encode("utf-16"),
        [("other_encoding", 1, 1)],
    ),
    ("UTF-8", lambda content: content.decode("gb18030").encode(), [("other_encoding", 2, 57)]),
    (
        "UTF-8 with its mark",
        lambda content: content.decode("gb18030").encode("utf-8-sig"),
        [("other_encoding", 1, 1)],
    ),
    (
        "no line end at all",
        lambda content: content.replace(b"\r\n", b""),
        [("line_too_long", 1, 178)],
    ),
]


@pytest.mark.parametrize(("what", "change", "found"), FIXED, ids=[one[0] for one in FIXED])
def test_a_file_of_fixed_width(
    desk: Desk, what: str, change: Change, found: list[tuple[str, int, int]]
) -> None:
    path = _two(desk)
    path.write_bytes(change(path.read_bytes()))
    assert _places(_refusal(desk, path))[: len(found)] == found, what


def test_a_number_that_cannot_be_read_is_said_once(desk: Desk) -> None:
    path = _two(desk)
    path.write_bytes(_at(2, 140, b"O")(path.read_bytes()))
    assert _places(_refusal(desk, path)) == [("bad_number", 2, 129)]


def test_a_negative_amount_and_a_fraction_of_a_yen(desk: Desk) -> None:
    path = desk.deals({"currency": "JPY", "amount": 1_000})
    content = path.read_bytes()
    start = 178 + 128
    fraction = content[:start] + b"00000000000100050" + content[start + 17 :]
    fraction = fraction.replace(b"00000000000000100000D", b"00000000000000100050D")
    path.write_bytes(fraction)
    assert _places(_refusal(desk, path)) == [("too_many_decimals", 2, 129)]
    negative = content[: start + 17] + b"C" + content[start + 18 :]
    path.write_bytes(negative.replace(b"00000000000000100000D", b"00000000000000100000C"))
    assert _places(_refusal(desk, path)) == [("negative", 2, 129)]


def test_every_place_is_named_up_to_a_number(desk: Desk) -> None:
    path = desk.deals(*({"their_reference": f"T-{at}"} for at in range(30)))
    path.write_bytes(path.read_bytes().replace(b"20261221", b"20261299"))
    error = _refusal(desk, path)
    assert _places(error) == [("bad_date", line, 155) for line in range(2, 2 + MOST)]


def test_the_sentence_names_place_cause_and_cure(desk: Desk) -> None:
    path = _two(desk)
    path.write_bytes(_at(2, 147, b"20261131")(path.read_bytes()))
    error = _refusal(desk, path)
    english = error.sentence(Language.ENGLISH)
    assert "Line 2, byte 147" in english
    assert "20261131" in english
    chinese = error.sentence(Language.CHINESE)
    assert "第 2 行第 147 字节" in chinese
    assert "整份未入库" in chinese


def test_a_hostile_text_does_not_reach_the_terminal(desk: Desk) -> None:
    path = _two(desk)
    path.write_bytes(_at(2, 147, b"\x1b[2J\x1b[H ")(path.read_bytes()))
    assert "\x1b" not in _refusal(desk, path).sentence(Language.ENGLISH)


# --- flag, day, size -----------------------------------------------------------------------------


def test_without_its_flag_a_file_may_still_be_on_its_way(desk: Desk) -> None:
    path = _two(desk)
    flag = path.with_name(f"{path.name}.ok")
    flag.unlink()
    assert _places(_refusal(desk, path)) == [("flag_missing", 0, 0)]
    flag.write_text("3", encoding="ascii")
    assert _places(_refusal(desk, path)) == [("flag_content", 0, 0)]
    flag.write_bytes(b"\xff\xff" * 100_000)
    assert _places(_refusal(desk, path)) == [("flag_content", 0, 0)]
    flag.write_text(" 2\r\n", encoding="ascii")
    assert desk.take("treasury_deals", path).row_count == 2


def test_the_header_s_day_is_the_name_s_and_the_one_wanted(desk: Desk) -> None:
    path = _two(desk)
    assert _places(_refusal(desk, path, day=MONDAY)) == [("day_wanted", 1, 0)]
    moved = path.rename(path.with_name("TRS_DEAL_20261119.txt"))
    Path(f"{path}.ok").rename(f"{moved}.ok")
    assert _places(_refusal(desk, moved)) == [("day_of_name", 1, 0)]
    free = moved.rename(path.with_name("copy.txt"))
    Path(f"{moved}.ok").rename(f"{free}.ok")
    assert desk.take("treasury_deals", free, day=FRIDAY).business_date == FRIDAY


def _own_layout(desk: Desk, *changes: tuple[str, str]) -> Path:
    """Put the bank's own layout of treasury's deals into a folder; return the folder."""
    folder = desk.folder / "layouts"
    folder.mkdir(exist_ok=True)
    source = Path(__file__).parents[2] / "sync" / "feeds" / "layouts" / "treasury_deals.toml"
    content = source.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in content
        content = content.replace(before, after)
    (folder / "treasury_deals.toml").write_text(content, encoding="utf-8")
    return folder


def test_what_is_too_big_is_not_read(desk: Desk) -> None:
    path = _two(desk)
    small = _own_layout(desk, ('system = "treasury"', 'system = "treasury"\nmost_bytes = 500'))
    assert _places(_refusal(desk, path, layouts=small)) == [("too_big", 0, 0)]
    few = _own_layout(desk, ('system = "treasury"', 'system = "treasury"\nmost_rows = 1'))
    assert _places(_refusal(desk, path, layouts=few)) == [("too_many", 3, 0)]


def test_a_folder_with_one_wrong_file_changes_nothing(desk: Desk) -> None:
    paths = desk.sample()
    content = paths[2].read_bytes()
    paths[2].write_bytes(content[:-200])
    before = desk.everything()
    with pytest.raises(FeedError):
        desk.take_day()
    assert desk.everything() == before


# --- delimited -----------------------------------------------------------------------------------


def _uses(desk: Desk, **changes: object) -> Path:
    row = {**USES, **changes}
    row |= {name: Decimal(str(row[name])) for name in ("amount", "rate", "use")}
    return desk.write("limit_uses", [row])


def test_a_character_that_holds_the_delimiter_s_byte(desk: Desk) -> None:
    name = next(
        chr(code) for code in range(0x4E00, 0x9FFF) if chr(code).encode("gb18030")[1:] == b"|"
    )
    path = _uses(desk, institution_name=f"示例{name}银行")
    assert b"|" in f"{name}".encode("gb18030")
    assert desk.take("limit_uses", path).row_count == 1


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (b"|EXMAUS33|", b"|EXMAUS33||", ("columns", 2, 0)),
        (b"|ZJ|", b"|", ("columns", 2, 0)),
        (b"|1001|", b"|1099|", ("unknown_code", 2, 28)),
        (b"|USD|1000000|", b"|USD|1,000,000|", ("bad_number", 2, 40)),
        (b"|USD|1000000|", b"|USD|1e6|", ("bad_number", 2, 40)),
        (b"|USD|1000000|", b"|USD|NaN|", ("bad_number", 2, 40)),
        (b"|USD|1000000|", "|USD|1０00000|".encode("gb18030"), ("bad_number", 2, 40)),
        (b"T|1|", b"T|2|", ("count", 3, 3)),
    ],
)
def test_a_delimited_file(
    desk: Desk, before: bytes, after: bytes, found: tuple[str, int, int]
) -> None:
    path = _uses(desk)
    content = path.read_bytes()
    assert before in content
    path.write_bytes(content.replace(before, after, 1))
    assert _places(_refusal(desk, path, "limit_uses"))[0] == found


def test_utf8_is_taken_where_it_was_agreed_and_gb18030_is_not(desk: Desk) -> None:
    path = _two(desk)
    folder = _own_layout(desk, ('encoding = "gb18030"', 'encoding = "utf-8"'))
    assert _places(_refusal(desk, path, layouts=folder)) == [("other_encoding", 2, 57)]
    row = {**DEAL, "amount": Decimal(DEAL["amount"])}
    put_file(desk.folder, write_content(find_layout("treasury_deals", folder), FRIDAY, [row]))
    assert "示例银行甲" in path.read_bytes().decode("utf-8")
    path.write_bytes("\ufeff".encode() + path.read_bytes())
    assert desk.take("treasury_deals", path, layouts=folder).row_count == 1


# --- layouts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('feed = "treasury_deals"', "feed = 3"),
        ('form = "fixed"', 'form = "loose"'),
        ('encoding = "gb18030"', 'encoding = "ebcdic"'),
        ("record_bytes = 176", "record_bytes = 100"),
        ('mark = "9"', 'mark = "1"'),
        ('of = "amount"', 'of = "rate"'),
        ('kind = "count"', 'kind = "number"'),
        ('kind = "count"', 'kind = "text"'),
        ("start = 22, bytes = 24", "start = 21, bytes = 24"),
        ("start = 22, bytes = 24", "start = 22, bytes = 0"),
        ("start = 22, bytes = 24", "start = 22, bytes = -24"),
        ("decimals = 2", 'decimals = "two"'),
        ("marks = { D = 1, C = -1 }", "marks = { D = 1, C = 2 }"),
        ("marks = { D = 1, C = -1 }", "marks = [1, -1]"),
        ('currency = "currency"', 'currency = ""'),
        ('name = "business_date"', 'name = "day"'),
        ('name = "amount"', 'name = "sum"'),
        ("tells = true", "tels = true"),
        ("flag = {", "flag = 3 #"),
        ("[trailer]", "[tail]"),
        ("[trailer]", "[trailer"),
    ],
)
def test_a_layout_that_cannot_be_meant(desk: Desk, before: str, after: str) -> None:
    path = _two(desk)
    folder = _own_layout(desk, (before, after))
    with pytest.raises(InputError) as refused:
        desk.take("treasury_deals", path, layouts=folder)
    assert refused.value.code in {"layout_wrong", "layout_unreadable"}
    assert "treasury_deals.toml" in refused.value.sentence(Language.CHINESE)


def test_a_feed_without_layout(desk: Desk) -> None:
    with pytest.raises(InputError) as refused:
        desk.take("core_deals", _two(desk))
    assert refused.value.code == "unknown_feed"
    with pytest.raises(InputError) as refused:
        desk.take("treasury_deals", desk.folder / "absent.txt")
    assert refused.value.code == "no_feed_file"
    with pytest.raises(InputError) as refused:
        desk.take_day(day=MONDAY)
    assert refused.value.code == "no_feed_files"


# --- anything ------------------------------------------------------------------------------------


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """Return a file with a few things done to it that happen on lines, disks and desks."""
    for _number in range(chance.randint(1, 3)):
        at = chance.randrange(len(content) + 1)
        to = min(len(content), at + chance.choice([1, 2, 7, 176, 178]))
        match chance.randrange(6):
            case 0:
                content = content[:at] + content[to:]
            case 1:
                content = content[:at] + chance.randbytes(to - at) + content[to:]
            case 2:
                content = content[:at] + content[at:to] * 2 + content[to:]
            case 3:
                content = content[:at]
            case 4:
                digits = bytes(chance.choice(b"0123456789|DC-") for _ in range(to - at))
                content = content[:at] + digits + content[to:]
            case _:
                lines = content.splitlines(keepends=True)
                chance.shuffle(lines)
                content = b"".join(lines)
    return content


@pytest.mark.soak
@pytest.mark.parametrize("feed", ["limit_lines", "limit_uses", "treasury_deals"])
def test_whatever_is_sent_is_read_whole_or_refused_by_name(
    desk: Desk, feed: str, soak_scale: Callable[[int], int], seed: int
) -> None:
    chance = random.Random(f"{seed}/{feed}")
    paths = {one.name[:6]: one for one in desk.sample()}
    path = paths[{"limit_lines": "LMT_LI", "limit_uses": "LMT_US"}.get(feed, "TRS_DE")]
    layout = find_layout(feed)
    sound = read_file(desk.house, path, layout)
    content = path.read_bytes()
    refused = 0
    for _number in range(soak_scale(6000)):
        path.write_bytes(_mutated(content, chance))
        try:
            found = read_file(desk.house, path, layout)
        except FideskError as error:
            said = {error.sentence(language) for language in Language}
            refused += len(said) == len(Language)
        else:  # what no count, total or form can tell: never a part of it
            assert found.row_count == sound.row_count
            assert found.control_total == sound.control_total
    assert refused > 0


def test_real_exports_of_other_banks_are_refused_by_name(desk: Desk, public_data: Path) -> None:
    folder = public_data / "gbk_encodings"
    paths = [one for one in folder.rglob("*") if one.is_file()]
    assert len(paths) > 20
    for source in paths:
        path = desk.folder / source.name
        path.write_bytes(source.read_bytes())
        path.with_name(f"{path.name}.ok").write_bytes(b"1")
        for feed in ("treasury_deals", "limit_uses"):
            with pytest.raises(FeedError) as refused:
                read_file(desk.house, path, find_layout(feed))
            assert refused.value.findings[0].line <= 1, source.name
