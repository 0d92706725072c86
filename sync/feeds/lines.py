"""The lines of a file as bytes, streamed: size, ends, encoding, before any field is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from sync.feeds.findings import Findings
from sync.feeds.layout import Layout

#: A delimited line may be no longer; nobody's record is.
_LONGEST = 64 * 1024
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\xef\xbb\xbf": "UTF-8"}
_UTF8_MARK = b"\xef\xbb\xbf"
#: Chinese characters; beside them, their punctuation and letters of full width.
_HAN = range(0x4E00, 0xA000)
_BESIDE = (range(0x3000, 0x3040), range(0xFF00, 0xFFF0))
_ASCII = 0x7F
_BEYOND_ASCII = bytes(range(_ASCII + 1, 0x100))


class Lines:
    """One file's lines; after the last, `content_hash` is that of every byte."""

    def __init__(self, path: Path, layout: Layout, findings: Findings) -> None:
        """Keep what to read and where to say what is wrong."""
        self.path = path
        self.layout = layout
        self.findings = findings
        self._hash = hashlib.sha256()
        self._weighed = False

    @property
    def content_hash(self) -> str:
        """The SHA-256 of what was read."""
        return self._hash.hexdigest()

    def read(self) -> Iterator[tuple[int, bytes]]:
        """Yield the number and the bytes of every line, without its end.

        Raises `FeedError` for an empty, a too big or a binary file.
        """
        size = self.path.stat().st_size
        if size == 0:
            raise self.findings.refuse("empty")
        if size > self.layout.most_bytes:
            most = self.layout.most_bytes
            raise self.findings.refuse("too_big", size=f"{size:,}", most=f"{most:,}")
        longest = (self.layout.record_bytes or _LONGEST) + 2
        number = 0
        with self.path.open("rb") as file:
            # A byte order mark stands before the first line and is none of its bytes.
            while raw := file.readline(longest + 1 + (0 if number else len(_UTF8_MARK))):
                number += 1
                self._hash.update(raw)
                line = self._without_mark(raw) if number == 1 else raw
                yield number, self._without_end(line, number, longest)

    def _without_mark(self, raw: bytes) -> bytes:
        for mark, name in _BYTE_ORDER_MARKS.items():
            if raw.startswith(mark):
                if name == "UTF-8" and self.layout.encoding == "utf-8":
                    return raw[len(_UTF8_MARK) :]
                expected = self.layout.encoding.upper()
                raise self.findings.refuse("other_encoding", 1, 1, found=name, expected=expected)
        return raw

    def _without_end(self, raw: bytes, number: int, longest: int) -> bytes:
        ended = raw.endswith(b"\n")
        if not ended and len(raw) > longest:
            # Another encoding makes other lengths: that is the cause, then. The last letter may
            # have been cut here.
            self._weigh(raw.rstrip(_BEYOND_ASCII), number)
            raise self.findings.refuse("line_too_long", number, longest, most=longest)
        line = raw.removesuffix(b"\n").removesuffix(b"\r")
        if (place := line.find(b"\0")) >= 0:
            raise self.findings.refuse("nul_byte", number, place + 1)
        end = raw[len(line) :]
        wanted = {"lf": b"\n", "crlf": b"\r\n"}.get(self.layout.line_end, end)
        if ended and end != wanted:
            expected = self.layout.line_end.upper()
            raise self.findings.refuse("line_end", number, len(line) + 1, expected=expected)
        return line

    def decode(self, line: bytes, number: int) -> str | None:
        """Return a line's text; `None` after a finding that names the first wrong byte."""
        self._weigh(line, number)
        try:
            return line.decode(self.layout.encoding)
        except UnicodeDecodeError as error:
            self.findings.add(
                "undecodable",
                number,
                error.start + 1,
                byte=f"0x{line[error.start]:02X}",
                expected=self.layout.encoding.upper(),
            )
            return None

    def _weigh(self, line: bytes, number: int) -> None:
        """Refuse a file whose first Chinese text is plainly of the other encoding.

        Most texts of UTF-8 are something in GB18030 too, only nothing that anybody wrote: what is
        Chinese in UTF-8, whole, was meant as UTF-8.
        """
        if self._weighed or line.isascii():
            return
        self._weighed = True
        if self.layout.encoding == "gb18030":
            if _is_chinese(line, "utf-8"):
                place = _first_beyond_ascii(line)
                raise self.findings.refuse(
                    "other_encoding", number, place, found="UTF-8", expected="GB18030"
                )
        elif not _decodes(line, "utf-8") and _is_chinese(line, "gb18030"):
            place = _first_beyond_ascii(line)
            raise self.findings.refuse(
                "other_encoding", number, place, found="GB18030", expected="UTF-8"
            )


def _first_beyond_ascii(line: bytes) -> int:
    return next(at for at, one in enumerate(line, 1) if one > _ASCII)


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_chinese(line: bytes, encoding: str) -> bool:
    """Whether every letter beyond ASCII is Chinese or full-width punctuation in an encoding."""
    try:
        letters = {one for one in line.decode(encoding) if not one.isascii()}
    except UnicodeDecodeError:
        return False
    usual = all(any(ord(one) in some for some in (_HAN, *_BESIDE)) for one in letters)
    return usual and any(ord(one) in _HAN for one in letters)
