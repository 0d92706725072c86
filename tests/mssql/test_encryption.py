"""A password leaves this machine encrypted or not at all; a server may be asked who it is.

A server of another host is played here by one that speaks the first words of TDS: what it offers,
a TLS handshake, and the login that then comes or does not come.
"""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from backend.errors import UsageError
from backend.store.engine import server_engine
from tests.conftest import require

#: An address of this machine that no setting takes for this machine.
OTHER_HOST = "127.0.0.2"
OFF, ON, NOT_SUPPORTED, REQUIRED = range(4)
PRELOGIN, LOGIN = 0x12, 0x10
_VERSION, _ENCRYPTION, _END = 0, 1, 0xFF


@dataclass
class Server:
    """Answers one caller at a time; `offers` says whether it speaks TLS, by which certificate."""

    offers: int
    context: ssl.SSLContext | None = None
    wanted: list[int] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    listener: socket.socket = field(
        default_factory=lambda: socket.create_server((OTHER_HOST, 0), backlog=5)
    )

    @property
    def url(self) -> str:
        """The URL that leads here."""
        port = self.listener.getsockname()[1]
        return f"mssql+pymssql://li_ming:secret@{OTHER_HOST}:{port}/fidesk"

    def serve(self) -> None:
        """Answer until the listener is closed."""
        while True:
            try:
                caller, _address = self.listener.accept()
            except OSError:
                return
            with caller:
                try:
                    self._answer(caller)
                except (OSError, ssl.SSLError, EOFError):
                    continue

    def _answer(self, caller: socket.socket) -> None:
        kind, asked = _packet(caller)
        assert kind == PRELOGIN
        self.wanted.append(_option(asked, _ENCRYPTION))
        caller.sendall(_reply(self.offers))
        if self.context is None:
            self.logins.append(_packet(caller)[1])
            return
        heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
        spoken = self.context.wrap_bio(heard, said, server_side=True)
        while True:  # the handshake travels inside packets of TDS
            try:
                spoken.do_handshake()
                break
            except ssl.SSLWantReadError:
                _send(caller, said.read())
                heard.write(_packet(caller)[1])
        _send(caller, said.read())
        while True:  # what follows does not
            try:
                self.logins.append(spoken.read(4096))
            except ssl.SSLWantReadError:
                heard.write(_some(caller))
            else:
                return


def _exactly(caller: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += _some(caller, count - len(found))
    return found


def _some(caller: socket.socket, most: int = 4096) -> bytes:
    part = caller.recv(most)
    if not part:
        raise EOFError
    return part


def _packet(caller: socket.socket) -> tuple[int, bytes]:
    head = _exactly(caller, 8)
    return head[0], _exactly(caller, struct.unpack(">H", head[2:4])[0] - 8)


def _send(caller: socket.socket, content: bytes, kind: int = PRELOGIN) -> None:
    if content:
        caller.sendall(struct.pack(">BBHHBB", kind, 1, len(content) + 8, 0, 0, 0) + content)


def _option(asked: bytes, wanted: int) -> int:
    place = 0
    while asked[place] != _END:
        name, start, _length = struct.unpack(">BHH", asked[place : place + 5])
        if name == wanted:
            return int(asked[start])
        place += 5
    raise LookupError(wanted)


def _reply(offers: int) -> bytes:
    content = struct.pack(">BHHBHHB", _VERSION, 11, 6, _ENCRYPTION, 17, 1, _END)
    content += bytes([16, 0, 0, 0, 0, 0, offers])
    return struct.pack(">BBHHBB", 4, 1, len(content) + 8, 0, 1, 0) + content


@pytest.fixture
def played() -> Iterator[Callable[..., Server]]:
    """Play servers; they are gone afterwards, and so is what the driver was told."""
    require(sys.platform == "linux", "another host is played by a second loopback address")
    before = os.environ.pop("FREETDSCONF", None)
    servers: list[Server] = []

    def play(offers: int, certificate: Path | None = None) -> Server:
        context = None
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.maximum_version = ssl.TLSVersion.TLSv1_2  # as TDS 7 speaks it
            context.load_cert_chain(certificate, certificate.with_suffix(".key"))
        server = Server(offers, context)
        servers.append(server)
        threading.Thread(target=server.serve, daemon=True).start()
        return server

    yield play
    for server in servers:
        server.listener.close()
    os.environ.pop("FREETDSCONF", None)
    if before is not None:
        os.environ["FREETDSCONF"] = before


@pytest.fixture
def certificate(tmp_path: Path) -> Callable[[str], Path]:
    """Make a certificate for a host, signed by itself."""
    program = shutil.which("openssl")
    require(program, "no openssl to make certificates with")

    def make(host: str) -> Path:
        path = tmp_path / f"{host}-{len(list(tmp_path.iterdir()))}.pem"
        words = f"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN={host}".split()
        words += ["-addext", f"subjectAltName=DNS:{host}", "-out", str(path)]
        words += ["-keyout", str(path.with_suffix(".key"))]
        subprocess.run([str(program), *words], check=True, capture_output=True)
        return path

    return make


def knock(server: Server, authorities: Path | None = None) -> None:
    """Try to connect; nobody gets in, since no login is ever answered."""
    engine = server_engine(server.url, authorities=str(authorities or ""))
    with pytest.raises(DBAPIError):
        engine.connect()
    engine.dispose()


def test_a_host_that_encrypts_nothing_gets_no_password(played: Callable[..., Server]) -> None:
    server = played(NOT_SUPPORTED)
    knock(server)
    assert set(server.wanted) <= {ON, REQUIRED}
    assert server.logins == []


def test_another_host_is_spoken_to_encrypted(
    played: Callable[..., Server], certificate: Callable[[str], Path]
) -> None:
    server = played(ON, certificate(OTHER_HOST))
    knock(server)
    assert [login[0] for login in server.logins] == [LOGIN]
    assert "li_ming".encode("utf-16-le") in server.logins[0]


def test_a_certificate_that_goes_back_to_ours_is_believed(
    played: Callable[..., Server], certificate: Callable[[str], Path]
) -> None:
    own = certificate(OTHER_HOST)
    server = played(ON, own)
    knock(server, authorities=own)
    assert [login[0] for login in server.logins] == [LOGIN]


@pytest.mark.parametrize("host", [OTHER_HOST, "db.bank.example"])
def test_somebody_elses_certificate_gets_no_login(
    played: Callable[..., Server], certificate: Callable[[str], Path], host: str
) -> None:
    """Signed by somebody unknown, or for another host."""
    shown = certificate(host)
    server = played(ON, shown)
    trusted = certificate(OTHER_HOST) if host == OTHER_HOST else shown
    knock(server, authorities=trusted)
    assert server.wanted
    assert server.logins == []


def test_certificates_that_are_not_there_are_named(tmp_path: Path) -> None:
    absent = tmp_path / "absent.pem"
    with pytest.raises(UsageError) as caught:
        server_engine(f"mssql+pymssql://x:y@{OTHER_HOST}/z", authorities=str(absent))
    assert caught.value.code == "no_authorities"
    assert str(absent) in str(caught.value)
