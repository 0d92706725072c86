"""What can be wrong with a call: one sentence with place, cause and cure, and nothing changed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from tests.desk.desk import Desk

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Bad:
    """A call, its exit code, and what both sentences name of place, cause and cure."""

    login: str
    words: str
    code: int
    chinese: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def arguments(self) -> list[str]:
        """The words as the shell would give them; `_` is a space within one."""
        return [word.replace("_", " ") if " " in word else word for word in self.words.split()]


def bad(login: str, words: str, code: int, chinese: str, english: str) -> Bad:
    return Bad(login, words, code, tuple(chinese.split(" | ")), tuple(english.split(" | ")))


ASK = "simulate slb placement"
CALLS = [
    # files
    bad(
        "li_ming", "push absent.xlsx", 1, "absent.xlsx | 找不到 | 请核对路径", "absent.xlsx | check"
    ),
    bad("li_ming", "check absent.xlsx", 1, "absent.xlsx | 请核对", "There is no file | check"),
    bad("li_ming", "push folder", 1, "folder | 请核对", "folder | check the path"),
    bad("li_ming", "push words.xlsx", 1, "words.xlsx | 请选择 .xlsx", "words.xlsx | choose an"),
    bad("li_ming", "push fidesk.db", 1, "fidesk.db | 请选择 .xlsx", "fidesk.db | choose an"),
    bad("li_ming", "push empty.xlsx", 1, "empty.xlsx | 是空的 | 重新保存", "empty.xlsx | save it"),
    bad("li_ming", "push foreign.xlsx", 1, "foreign.xlsx | 不是本系统 | 请先", "not a workbook of"),
    bad("li_ming", "push words.xlsx/deeper.xlsx", 1, "请核对路径", "check the path"),
    bad("li_ming", f"push {'x' * 300}.xlsx", 1, "请核对路径", "check the path"),
    bad(
        "li_ming", "pull limits -o absent/x.xlsx", 1, "absent | 请先建立", "absent | make it first"
    ),
    bad(
        "li_ming",
        "pull limits -o folder",
        3,
        "无法写入 folder | 换一个位置",
        "folder | another place",
    ),
    # dates and amounts
    bad("zhou_jie", f"{ASK} 1mn --maturity soon", 1, "“soon”不是日期 | 请写成", "“soon” | write"),
    bad("zhou_jie", f"{ASK} 1mn --tenor 9999999999Y", 1, "9999999999Y | 请写成", "Y” | write"),
    bad("zhou_jie", f"{ASK} 1mn --value-date 2026-02-30", 1, "2026-02-30 | 请写成", "30” | write"),
    bad("zhou_jie", f"{ASK} 1mn --value-date 9999-12-31", 1, "请写成", "write"),
    bad("zhou_jie", f"{ASK} lots", 1, "“lots”不是 USD 的金额 | 请写成", "“lots” is not | write"),
    bad("zhou_jie", f"{ASK} 1e400", 1, "“1e400” | 请写成", "“1e400” | write 5000000"),
    bad("zhou_jie", f"{ASK} 0.001", 1, "“0.001” | 请写成", "“0.001” | write 5000000"),
    bad("zhou_jie", f"{ASK} 1mn XXX", 1, "币种“XXX” | 如 USD", "currency “XXX” | such as USD"),
    # names
    bad(
        "zhou_jie", "simulate nobody placement 1mn", 1, "“nobody” | 按 BIC", '"nobody" | Try a BIC'
    ),
    bad(
        "zhou_jie", "simulate slj placement 1mn", 1, "示例己 EXMFFRPP | 写明", "EXMAUS33 | Name one"
    ),
    bad("zhou_jie", "simulate slb gold 1mn", 1, "产品“gold” | 可用:placement", "“gold” | known:"),
    bad("zhou_jie", f"{ASK} 1mn --unit moon", 1, "“moon” | 可用:treasury", "“moon” | known:"),
    bad("li_ming", f"{ASK} 1mn", 1, "li_ming | 请用 --unit", "li_ming | with --unit"),
    bad("li_ming", "grant SQ-1", 1, "申请 SQ-1 | 请核对", "request SQ-1 | check its number"),
    bad("li_ming", "confirm SQ-1", 1, "申请 SQ-1 | 请核对", "request SQ-1 | check its number"),
    bad("zheng_yan", "consent SQ-1", 1, "找不到", "was not found"),
    bad("li_ming", "release ZY-1", 1, "找不到", "was not found"),
    bad("deng_hui", "transfer slb placement 1mn", 1, "请加 --until", "add --until"),
    # who speaks
    bad("nobody", "reserve slb placement 1mn --unit treasury", 1, "nobody | --as", "nobody | --as"),
    bad("nobody", "draw slb placement 1mn --unit treasury", 1, "nobody | --as", "nobody | --as"),
    bad("nobody", "release ZY-1", 1, "用户 nobody | 请管理员登记", "nobody | administrator"),
    bad("nobody", "push foreign.xlsx", 1, "用户 nobody | --as", "nobody | --as"),
    bad("nobody", "today", 1, "用户 nobody | --as", "nobody | --as"),
    bad("nobody", "load", 1, "用户 nobody | --as", "nobody | --as"),
    bad("nobody", "consent SQ-1", 1, "用户 nobody | --as", "nobody | --as"),
    bad("li_ming", "load", 1, "li_ming 没有此项权限 | 管理员", "li_ming | the administrator"),
    # usage
    bad("li_ming", "push", 2, "--help | 缺少 FILE", "--help | FILE is missing"),
    bad("li_ming", "pull limits", 2, "缺少 --output", "--output is missing"),
    bad("li_ming", "pull moon -o x.xlsx", 2, "可用:home, limits", "known: home, limits"),
    bad("li_ming", "show --moon", 2, "没有选项 --moon", "no option --moon"),
    bad("li_ming", "show --product", 2, "选项 --product 后面", "the option --product needs"),
    bad("li_ming", "fly", 2, "没有命令 fly", "no command fly"),
    bad("li_ming", "", 2, "缺少 COMMAND", "COMMAND is missing"),
]


@pytest.fixture
def bad_desk(small_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with things lying about that are no workbooks; its folder is the present one."""
    folder = small_desk.folder
    (folder / "folder").mkdir()
    (folder / "words.xlsx").write_text("not a workbook")
    (folder / "empty.xlsx").touch()
    openpyxl.Workbook().save(folder / "foreign.xlsx")
    monkeypatch.chdir(folder)
    return small_desk


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.login} {call.words}"[:60])
def test_one_sentence_in_both_languages(bad_desk: Desk, call: Bad) -> None:
    refused_by_name = call.words.startswith(("consent", "release")) and call.login != "nobody"
    before = bad_desk.dump()
    for language, expected in (("zh", call.chinese), ("en", call.english)):
        said = bad_desk.run(call.login, *call.arguments, language=language)
        assert said.code == call.code, said.words
        assert len((said.output + said.error).strip().splitlines()) == 1, said.words
        for part in expected:
            assert part in said.words
        assert bool(CHINESE.search(said.words)) is (language == "zh" or "示例" in said.words)
    if not refused_by_name:  # such a refusal is recorded under its id
        assert bad_desk.dump() == before
    assert not list(bad_desk.folder.glob(".*.tmp"))


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.login} {call.words}"[:60])
def test_the_machine_is_answered_in_json(bad_desk: Desk, call: Bad) -> None:
    said = bad_desk.run(call.login, *call.arguments, machine=True)
    assert said.code == call.code
    assert isinstance(json.loads(said.output), dict)
    assert not said.error


@dataclass(frozen=True)
class Place:
    """A database that is none, and what both sentences say of it."""

    database: str
    code: int
    chinese: str
    english: str


PLACES = [
    Place(
        "absent.db", 3, "找不到数据库 absent.db | --database | fidesk init", "at absent.db | init"
    ),
    Place("//server/share/x.db", 2, "//server/share/x.db | 本机磁盘", "network path | local disk"),
    Place(
        "words.xlsx", 3, "words.xlsx 不是数据库 | 请核对", "words.xlsx is not a database | check"
    ),
    Place("empty.xlsx", 3, "尚未初始化 | fidesk init", "never founded | fidesk init"),
    Place("folder", 2, "folder 是文件夹 | --database", "folder is a folder | --database"),
    Place("words.xlsx/x.db", 3, "words.xlsx/x.db | 请核对", "words.xlsx/x.db | check"),
    Place("x" * 300, 3, "无法打开 | 请核对路径和权限", "cannot be opened | check its path"),
    Place("mysql://host/x", 2, "mysql://host/x | 文件路径", "mysql://host/x | give a file path"),
    Place("://", 2, ":// | 文件路径", ":// | give a file path"),
    Place("mssql+pymssql://fi:secret@host/x", 2, "共享数据库 | 取消", "fixed clock | unset it"),
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.database[:40])
@pytest.mark.parametrize("words", ["show", "pull limits -o x.xlsx", "verify"])
def test_a_database_that_is_none(bad_desk: Desk, place: Place, words: str) -> None:
    files = sorted(bad_desk.folder.iterdir())
    for language, expected in (("zh", place.chinese), ("en", place.english)):
        settings = ("--database", place.database, "--as", "li_ming", "--language", language)
        said = bad_desk.call(*settings, *words.split())
        assert said.code == place.code, said.words
        assert len((said.output + said.error).strip().splitlines()) == 1
        assert "secret" not in said.words
        for part in expected.split(" | "):
            assert part in said.words
    assert sorted(bad_desk.folder.iterdir()) == files


@pytest.mark.parametrize(
    ("database", "code", "words"),
    [
        ("words.xlsx", 3, "words.xlsx is not a database"),
        ("folder", 2, "folder is a folder"),
        ("absent/x.db", 2, "There is no folder absent"),
        ("//server/share/x.db", 2, "on a network path"),
        ("mysql://host/x", 2, "mysql://host/x is of an unknown kind"),
    ],
)
def test_no_house_is_founded_where_none_can_be(
    bad_desk: Desk, database: str, code: int, words: str
) -> None:
    files = {path: path.is_file() and path.read_bytes() for path in bad_desk.folder.iterdir()}
    said = bad_desk.call("--database", database, "--as", "x", "--language", "en", "init")
    assert (said.code, words in said.words) == (code, True), said.words
    assert {
        path: path.is_file() and path.read_bytes() for path in bad_desk.folder.iterdir()
    } == files


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-11-23T10:00:00", "2026-13-01T10:00:00+08:00"]
)
def test_a_clock_that_cannot_be_read(small_desk: Desk, moment: str) -> None:
    small_desk.at("T" + moment if "T" not in moment else moment)
    said = small_desk.run("zhou_jie", "show")
    assert said.code == 2
    assert "write 2026-11-23T10:00:00+08:00" in said.words


def test_a_demonstration_spares_the_house_in_its_folder(
    bad_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`fidesk.db` is where a house stands by default: the demonstration must not begin there."""
    before = bad_desk.dump()
    monkeypatch.setattr("addin.commands.demo.found_house", _stop)
    with pytest.raises(StopIteration):
        bad_desk.run("li_ming", "demo", "--output", str(bad_desk.folder))
    assert bad_desk.dump() == before
    said = bad_desk.run("li_ming", "demo", "--output", "words.xlsx")
    assert said.code == 1
    assert "words.xlsx is a file and not a folder" in said.words


def test_a_demonstration_deletes_no_folder_of_others(bad_desk: Desk, tmp_path: Path) -> None:
    kept = tmp_path / "backup" / "fidesk_20260101T000000Z.zip"
    kept.parent.mkdir()
    kept.write_bytes(b"the bank's own")
    said = bad_desk.run("li_ming", "demo", "--output", str(tmp_path))
    assert said.code == 1
    assert f"{kept.parent} holds files that no demonstration left there" in said.words
    assert kept.read_bytes() == b"the bank's own"
    assert not (tmp_path / "fidesk_demo.db").exists()


def _stop(*_given: object) -> None:
    raise StopIteration


def test_an_unreadable_file_is_an_outage(small_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions mean nothing to an administrator, so the refusal is put in the file's mouth."""
    clerk = small_desk.pull("li_ming")
    original = Path.open

    def refuse(path: Path, *given: object, **named: object) -> object:
        if path.suffix == ".xlsx":
            raise PermissionError(13, "Permission denied", str(path))
        return original(path, *given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    said = small_desk.run("li_ming", "push", str(clerk.path))
    assert said.code in {1, 3}
    assert clerk.path.name in said.words
