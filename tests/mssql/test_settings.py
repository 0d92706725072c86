"""One settings file for a workstation; options and environment go first; no password in clear."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from sqlalchemy import make_url

from addin.cli import run
from backend.bootstrap import open_house
from backend.errors import InputError, OutageError
from backend.language import Language
from backend.settings import keyring_service, password_of, read_settings
from backend.settings_file import settings_path
from backend.store.server import ServerClock
from tests.house import YI, House
from tests.mssql import houses

SERVER = """
language = "zh"
unit = "treasury"

[database]
server = "db.bank.example"
port = 14330
name = "fidesk 台"
login = "bank/li_ming"
authorities = "bank.pem"
wait_seconds = 90
"""
URL = "mssql+pymssql://bank%2Fli_ming@db.bank.example:14330/fidesk%20%E5%8F%B0"
VARIABLES = (
    "DATABASE",
    "USER",
    "LANGUAGE",
    "UNIT",
    "AUTHORITIES",
    "WAIT_SECONDS",
    "PASSWORD",
    "NOW",
)


class Safe(KeyringBackend):
    """A safe in memory, in the place of the system's."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def safe(monkeypatch: pytest.MonkeyPatch) -> Safe:
    """Start with an empty safe and an environment that says nothing."""
    for name in VARIABLES:
        monkeypatch.delenv(f"FIDESK_{name}", raising=False)
    empty = Safe()
    monkeypatch.setattr(keyring.core, "_keyring_backend", empty)
    return empty


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Write the settings file that the environment names."""
    path = tmp_path / "settings.toml"
    monkeypatch.setenv("FIDESK_SETTINGS", str(path))

    def write(content: str) -> Path:
        path.write_text(content, encoding="utf-8-sig")  # as Windows' own editor does
        return path

    return write


def test_everything_stands_in_the_one_file(written: Callable[[str], Path]) -> None:
    path = written(SERVER)
    settings = read_settings()
    assert (settings.database, settings.is_file) == (URL, False)
    assert (settings.language, settings.unit) == (Language.CHINESE, "treasury")
    assert settings.authorities == str(path.parent / "bank.pem")
    assert settings.wait_seconds == 90
    parsed = make_url(settings.database)
    assert (parsed.username, parsed.database) == ("bank/li_ming", "fidesk 台")
    assert settings.sources == {
        "database": str(path),
        "user": "usual",
        "language": str(path),
        "unit": str(path),
        "authorities": str(path),
        "wait_seconds": str(path),
    }


def test_an_option_goes_before_the_environment_and_that_before_the_file(
    written: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written('language = "zh"\nuser = "li_ming"\n[database]\nfile = "desk.db"\n')
    assert read_settings().database == str(path.parent / "desk.db")
    monkeypatch.setenv("FIDESK_DATABASE", "other.db")
    monkeypatch.setenv("FIDESK_USER", "wang_fang")
    settings = read_settings(login="zhang_wei", language="en")
    assert (settings.database, settings.login) == ("other.db", "zhang_wei")
    assert settings.language is Language.ENGLISH
    assert settings.sources == {
        "database": "FIDESK_DATABASE",
        "user": "option",
        "language": "option",
        "unit": "usual",
        "authorities": "usual",
        "wait_seconds": "usual",
    }


@pytest.mark.parametrize("given", ["0", "111", "-5", "1.5", "soon", "\u0663"])
def test_a_wait_that_is_no_wait_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIDESK_WAIT_SECONDS", given)
    with pytest.raises(InputError) as caught:
        read_settings()
    assert caught.value.code == "wait_seconds"


def test_where_the_file_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FIDESK_SETTINGS", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("APPDATA", str(tmp_path))
    usual = {"linux": "fidesk", "win32": "FI Desk"}
    monkeypatch.setattr("sys.platform", "linux")
    assert settings_path() == tmp_path / usual["linux"] / "settings.toml"
    monkeypatch.setattr("sys.platform", "win32")
    assert settings_path() == tmp_path / usual["win32"] / "settings.toml"
    assert read_settings().database == "fidesk.db"  # no file is no fault
    monkeypatch.setenv("FIDESK_SETTINGS", "")
    assert settings_path() is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("language = zh", "settings_unreadable"),
        ('langauge = "zh"', "settings_unknown"),
        ('[database]\nserver = "s"\nuser = "x"', "settings_unknown"),
        ('[database]\nserver = "s"\nport = "1433"', "settings_kind"),
        ('database = "fidesk.db"', "settings_kind"),
        ('[database]\nserver = "s"\npassword = "x"', "settings_password"),
        ('[database]\nserver = "mssql+pymssql://me:secret@s/f"', "settings_password"),
        ('[database]\nserver = "s"\nfile = "fidesk.db"', "settings_two_databases"),
        ('[database]\nname = "fidesk"', "settings_no_server"),
    ],
)
def test_what_the_file_must_not_say_is_refused_by_name(
    written: Callable[[str], Path],
    capsys: pytest.CaptureFixture[str],
    content: str,
    code: str,
) -> None:
    path = written(content)
    with pytest.raises(InputError) as caught:
        read_settings()
    assert caught.value.code == code
    for language in Language:
        assert str(path) in caught.value.sentence(language)
    assert "secret" not in str(caught.value)
    # A sentence on the command line, and its help all the same.
    assert run(["--language", "en", "doctor"]) == 1
    assert capsys.readouterr().err == f"{caught.value.sentence(Language.ENGLISH)}\n"
    assert run(["--language", "en", "--help"]) == 0


def test_a_file_that_was_named_must_be_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FIDESK_SETTINGS", str(tmp_path / "absent.toml"))
    with pytest.raises(InputError) as caught:
        read_settings()
    assert caught.value.code == "settings_missing"


def test_the_password_is_in_the_url_else_in_the_safe_else_in_the_environment(
    written: Callable[[str], Path], safe: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(SERVER)
    settings = read_settings()
    service = keyring_service(settings)
    assert service == "fidesk:db.bank.example/fidesk%20%E5%8F%B0"
    with pytest.raises(OutageError) as caught:
        password_of(settings)
    assert caught.value.code == "no_password"
    assert f"keyring set {service} bank/li_ming" in str(caught.value)

    monkeypatch.setenv("FIDESK_PASSWORD", "from outside")
    assert password_of(settings) == ("from outside", "FIDESK_PASSWORD")
    safe.set_password(service, "bank/li_ming", "kept")
    assert password_of(settings) == ("kept", "keyring")
    # Who writes it into the address of a call means that one.
    with_it = URL.replace("@", ":p%40ss@", 1)
    assert password_of(read_settings(with_it)) == ("p@ss", "url")
    # Who names no login means the system's own.
    assert password_of(read_settings("mssql+pymssql://db.bank.example/fidesk")) == ("", "")


def test_the_doctor_says_where_each_setting_was_said(
    written: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written('unit = "treasury"\n[database]\nfile = "desk.db"\n')
    assert run(["--as", "zhao_lei", "--language", "en", "init"]) == 0
    capsys.readouterr()
    assert run(["--as", "zhao_lei", "--language", "en", "--json", "doctor"]) == 0
    said = {name: one["found"] for name, one in json.loads(capsys.readouterr().out).items()}
    assert said["Settings file"] == str(path)
    assert said["Setting: database"] == f"{tmp_path / 'desk.db'} (settings file)"
    assert said["Setting: user"] == "zhao_lei (option of this call)"
    assert said["Setting: language"] == "en (option of this call)"
    assert said["Setting: unit"] == "treasury (settings file)"


def test_the_unit_of_the_file_is_meant_where_a_command_names_none(
    written: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit officer's own unit holds no shares; the settings say for whom most is asked."""
    house = houses.with_lines(str(tmp_path / "desk.db"))
    written(f'[database]\nfile = "{house.path}"\n')
    asked = ["--as", "li", "--language", "en", "--json", "simulate", YI, "placement", "1mn"]
    assert run(asked) == 1
    assert "unit_needed" in capsys.readouterr().out
    written(f'unit = "Treasury"\n[database]\nfile = "{house.path}"\n')
    assert run(asked) == 0
    assert json.loads(capsys.readouterr().out)["available_usd"] == "39000000.00"
    assert run([*asked, "--unit", "trade"]) == 0
    assert json.loads(capsys.readouterr().out)["available_usd"] == "19000000.00"


@pytest.mark.mssql
def test_a_workstation_reaches_its_server_by_file_and_safe(
    server_house: House,
    server_database: str,
    written: Callable[[str], Path],
    safe: Safe,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = make_url(server_database)
    path = written(
        f'[database]\nserver = "{place.host}"\nport = {place.port}\n'
        f'name = "{place.database}"\nlogin = "{place.username}"\n'
    )
    assert run(["--as", houses.FOUNDER, "--language", "en", "doctor"]) == 3
    assert "There is no password" in " ".join(capsys.readouterr().out.split())

    settings = read_settings(login=houses.FOUNDER)
    safe.set_password(keyring_service(settings), str(place.username), str(place.password))
    assert run(["--as", houses.FOUNDER, "--language", "en", "--json", "doctor"]) == 0
    told = capsys.readouterr().out
    said = {name: one["found"] for name, one in json.loads(told).items()}
    assert said["Setting: password"] == "the system's keyring"
    assert said["Setting: database"].endswith("(settings file)")
    assert "seconds from the server" in said["Clock"]
    assert str(place.password) not in told + path.read_text(encoding="utf-8")
    del server_house


@pytest.mark.mssql
def test_the_clock_is_the_servers(
    server_house: House, server_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever this machine's clock says, and also when it is set while the house is open."""
    opened = houses.kept(open_house(houses.settings_of(server_database)))
    assert isinstance(opened.clock, ServerClock)
    with server_house.engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT SYSUTCDATETIME()").scalar_one()
    first = opened.clock()
    monkeypatch.setattr("time.time", lambda: 4e9)  # 2096
    second, third = opened.clock(), opened.clock()
    with server_house.engine.connect() as connection:
        after = connection.exec_driver_sql("SELECT SYSUTCDATETIME()").scalar_one()
    assert before <= first.replace(tzinfo=None) <= second.replace(tzinfo=None)
    assert second <= third
    assert third.replace(tzinfo=None) <= after
    monkeypatch.setenv("FIDESK_NOW", "2026-11-23T10:00:00+08:00")
    with pytest.raises(InputError) as caught:
        open_house(houses.settings_of(server_database))
    assert caught.value.code == "clock_is_fixed"
