"""The office's work under everybody's own login: files, comparison, evaluation, papers; logins."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select, update
from sqlalchemy.engine import URL

from backend.contract.evaluation import ConfirmEvaluation, EvaluateInstitution
from backend.contract.feeds import FeedDeal, FeedFile, FeedLine
from backend.contract.reconciliation import CheckBreak, TreatBreak, Treatment
from backend.errors import InputError, OutageError
from backend.services.evaluation.statements import take_statements
from backend.services.feeds.identities import identify
from backend.services.feeds.take import take_feed
from backend.services.issued_reports import Paper, issue_reports
from backend.services.masters import load_persons, load_rates
from backend.services.reconciliation.reconciling import reconcile
from backend.store.tables.evaluation import evaluation
from backend.store.tables.reconciliation import break_item, feed_line
from tests.evaluation.desk import statement
from tests.house import MILLION, YI
from tests.mssql.people import People, people

pytestmark = pytest.mark.mssql


@pytest.fixture(scope="module")
def office() -> Iterator[People]:
    with people() as made:
        yield made


def _file(office: People, **content: object) -> FeedFile:
    usual = {"business_date": office.today(), "control_total": "1", "name": "f"}
    return FeedFile(**{**usual, **content})  # type: ignore[arg-type]


def test_files_and_comparison_under_own_logins(office: People) -> None:
    house, login = office.at("li"), office.login("li")
    today = office.today()
    deal = FeedDeal(
        line_number=1,
        their_reference="TR-1",
        foreign_id="C-1",
        product="placement",
        unit="treasury",
        currency="USD",
        amount_minor=MILLION,
        value_date=today,
        maturity_date=today + timedelta(days=30),
    )
    line = FeedLine(
        line_number=1,
        foreign_id="C-1",
        product="placement",
        currency="USD",
        approved_minor=90 * MILLION,
        used_minor=0,
    )
    with pytest.raises(InputError):
        identify(
            office.at("qian").engine,
            ("treasury", "C-1", YI),
            (),
            house.clock,
            office.login("qian"),
        )
    for system in ("treasury", "limit_system"):
        identify(house.engine, (system, "C-1", YI), (), house.clock, login)
    deals = _file(office, feed="treasury_deals", system="treasury", content_hash="1", deals=[deal])
    told = take_feed(house.engine, _told(deals), house.clock, login)
    assert [one.became.value for one in told.told] == ["drawn"], told
    lines = _file(office, feed="limit_lines", system="limit_system", content_hash="2", lines=[line])
    take_feed(house.engine, lines, house.clock, login)
    done = reconcile(house.engine, None, house.clock, login)
    assert done.added, done
    number = done.added[0]
    treated = office.order(
        "wang", TreatBreak, number=number, version=1, treatment=Treatment.ACCEPT, explanation="已知"
    )
    assert treated.accepted, treated
    closed = {"state": "closed", "version": 3, "changed_at": house.clock()}

    def close(by: str) -> str:
        signed = {**closed, "changed_by": office.login(by)}
        row = update(break_item).where(break_item.c.number == number).values(signed)
        return office.refused(by, row)

    assert close("wang") == "door_hands"
    assert close("sun") in {"door_hands", "door_unit"}
    checked = office.order("zhao", CheckBreak, number=number, confirmed=True, note="", version=2)
    assert checked.accepted, checked
    # A row beneath somebody else's file, and a file of another's.
    beneath = insert(feed_line).values(
        file_id=lines.feed, line_number=9, foreign_id="x", product_code="placement"
    )
    beneath = beneath.values(
        currency_code="USD", approved_minor=1, used_minor=1, approval_number=""
    )
    assert office.refused("wang", beneath) in {"door_name", "constraint"}


def _told(file: FeedFile) -> FeedFile:
    return FeedFile(**{**file.__dict__, "tells": True})


def test_an_evaluation_is_confirmed_by_another_login(office: People) -> None:
    house = office.at("li")
    taken = take_statements(
        house.engine, [statement(office.today().year - 1)], house.clock(), office.login("li")
    )
    assert taken.new == 1
    made = office.order("li", EvaluateInstitution, institution=YI)
    assert made.accepted, made

    def sign(by: str, signer: str, **columns: object) -> str:
        signed = {"state": "confirmed", "checker": office.login(signer), "version": 2}
        signed |= {"changed_at": house.clock(), "changed_by": office.login(by), **columns}
        row = update(evaluation).where(evaluation.c.id == made.reference).values(signed)
        return office.refused(by, row)

    assert sign("li", "li") in {"denied", "constraint", "door_hands"}
    assert sign("li", "zhao") in {"denied", "door_name"}
    assert sign("zhao", "chen") == "door_name"
    assert sign("zhao", "zhao", grade=1) == "denied"
    done = office.order(
        "zhao", ConfirmEvaluation, evaluation=made.reference, confirmed=True, version=1
    )
    assert done.accepted, done
    assert sign("chen", "chen", version=3) == "door_state"


def test_rates_and_papers_under_own_logins(office: People) -> None:
    house = office.at("admin")
    day = office.today() - timedelta(days=1)
    row = {"currency_code": "EUR", "day": day, "kind": "close", "rate_e12": 10**12, "source": "x"}
    assert load_rates(house.engine, [row], house.clock()) == 1
    with pytest.raises(OutageError, match="does not let this login"):
        load_rates(office.at("qian").engine, [{**row, "kind": "other"}], house.clock())
    paper = Paper(
        kind="evaluation",
        subject=YI,
        parameters={"year": "2025"},
        name="p-{version}.xlsx",
        content_hash="hash",
    )
    for name in ("reader", "qian", "zhao"):
        own = office.at(name)
        (issued,) = issue_reports(own.engine, [paper], own.clock, office.login(name))
        assert re.fullmatch(r"BB-\d{8}-\d{4}", issued.number)


# --- the command ---------------------------------------------------------------------------------


def _fidesk(database: str, *words: str) -> tuple[int, str]:
    """Call the program in a process of its own, which leaves no connection open."""
    done = subprocess.run(
        [sys.executable, "-m", "addin.cli", "--database", database, "--language", "en", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def test_create_logins_by_the_command(office: People, tmp_path: Path) -> None:
    secrets = tmp_path / "passwords.txt"
    new = f"new{office.word}"
    person = {"login": new, "name_zh": "新人", "name_en": "New", "unit_code": "treasury"}
    load_persons(
        office.owner.engine,
        [{**person, "role": "reader", "telephone": "1"}],
        office.owner.clock.now,
        "founder",
    )
    code, shown = _fidesk(office.url, "admin", "create-logins", "--dry-run")
    assert code == 0, shown
    assert f"CREATE LOGIN [{new}] WITH PASSWORD = N'***';" in shown
    assert f"ALTER ROLE [fidesk_reader] ADD MEMBER [{new}];" in shown
    assert "GRANT SELECT ON [balance] TO [fidesk_reader]" in shown
    code, shown = _fidesk(office.url, "admin", "create-logins", "--dry-run", "--windows", "BANK")
    assert f"CREATE LOGIN [BANK\\{new}] FROM WINDOWS;" in shown

    command = ("admin", "create-logins", "--passwords", str(secrets))
    code, shown = _fidesk(office.url, *command)
    assert (code, "Logins: 1 made" in shown) == (0, True), shown
    if os.name == "posix":
        assert stat.S_IMODE(secrets.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    login, _, password = secrets.read_text(encoding="utf-8").strip().partition("\t")
    office.passwords[login] = password
    assert login == new
    assert office.at("new").reading(lambda one: one.scalar(select(1))) == 1
    code, shown = _fidesk(office.url, *command)  # nothing is new: no file is wanted
    assert (code, "1 made" in shown) == (0, False), shown


def test_nobody_speaks_for_another(office: People) -> None:
    login = office.login("reader")
    own = _shown(make_url(office.url).set(username=login, password=office.passwords[login]))
    code, said = _fidesk(own, "--as", "somebody", "show")
    assert (code, f"This connection is {login}'s" in said) == (2, True), said
    code, said = _fidesk(own, "show")
    assert code == 0, said
    code, said = _fidesk(own, "admin", "create-logins")
    assert (code, "does not own the database" in said) == (2, True), said
