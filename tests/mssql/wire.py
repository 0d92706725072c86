"""A wire to a server that is cut at a chosen message: before it, or before its reply, arrives."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from sqlalchemy import make_url

_HEADER = 8
_LAST_PACKET = 0x01
_COMMIT = "COMMIT TRAN".encode("utf-16-le")


@dataclass
class Wire:
    """Carries TDS between the tests and the server of `database`, a URL."""

    database: str
    #: Messages from the client since `cut_at` was called; the cut comes with number `at`.
    sent: int = 0
    #: Which of them asked to commit.
    commit: int = 0
    at: int = 0
    reply_lost: bool = False
    was_cut: bool = False
    #: So many connections are refused after a cut, as while a server restarts.
    away: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _open: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The database's URL through this wire."""
        through = make_url(self.database).set(
            host="127.0.0.1", port=self._listener.getsockname()[1]
        )
        return through.render_as_string(hide_password=False)

    def cut_at(self, number: int, *, reply_lost: bool = False, away: int = 0) -> None:
        """Cut at the client's message `number` from now on, once; 0 is never."""
        with self._lock:
            self.sent, self.at, self.was_cut = 0, number, False
            self.reply_lost, self.away = reply_lost, away

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in list(self._open):
            _hang_up(one)

    def _accept(self) -> None:
        target = make_url(self.database)
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            with self._lock:
                refused = self.was_cut and self.away > 0
                self.away -= refused
            if refused:
                _hang_up(client)
                continue
            server = socket.create_connection((str(target.host), target.port or 1433))
            self._open += [client, server]
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()
            threading.Thread(target=self._bring, args=(server, client), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        """Carry what the client says, packet by packet."""
        while packet := _packet(client):
            if self._is_the_one(packet):
                if self.reply_lost:
                    # Whoever carries replies hangs up with the first of this message.
                    self._doomed = server
                    with suppress(OSError):
                        server.sendall(packet)
                    continue
                break
            try:
                server.sendall(packet)
            except OSError:
                break
        _hang_up(client)
        _hang_up(server)

    def _is_the_one(self, packet: bytes) -> bool:
        with self._lock:
            self.sent += bool(packet[1] & _LAST_PACKET)
            if _COMMIT in packet:
                self.commit = self.sent
            now = 0 < self.at == self.sent and not self.was_cut
            self.was_cut |= now
        return now

    _doomed: socket.socket | None = None

    def _bring(self, server: socket.socket, client: socket.socket) -> None:
        """Bring what the server answers."""
        while packet := _packet(server):
            if self._doomed is server:
                break
            try:
                client.sendall(packet)
            except OSError:
                break
        _hang_up(client)
        _hang_up(server)


def _packet(source: socket.socket) -> bytes:
    """Return the next whole packet; empty at the end."""
    head = _exactly(source, _HEADER)
    if len(head) < _HEADER:
        return b""
    (length,) = struct.unpack(">H", head[2:4])
    return head + _exactly(source, length - _HEADER)


def _exactly(source: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        try:
            part = source.recv(count - len(parts))
        except OSError:
            return b""
        if not part:
            return b""
        parts += part
    return bytes(parts)


def _hang_up(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
